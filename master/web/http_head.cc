#include "master/web/http_head.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/text.h"

namespace aurax::load::master {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr Reason kReasons[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

bool OneLine(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void AppendHeader(std::string& head, std::string_view name, std::string_view value) {
  if (name.empty() || !OneLine(name) || !OneLine(value)) return;
  absl::StrAppend(&head, AbslSv(name), ": ", AbslSv(value), "\r\n");
}

std::string StatusLine(int status) {
  return absl::StrCat("HTTP/1.1 ", status, " ", AbslSv(ReasonPhrase(status)), "\r\n");
}

}  // namespace

std::string_view ReasonPhrase(int status) {
  const auto* const found =
      std::find_if(std::begin(kReasons), std::end(kReasons),
                   [status](const Reason& reason) { return reason.status == status; });
  return found == std::end(kReasons) ? "Other" : found->phrase;
}

bool StatusHasBody(int status) { return status >= 200 && status != 204 && status != 304; }

std::string ResponseHead(const HttpResponse& response, After after) {
  std::string head = StatusLine(response.status);
  AppendHeader(head, response.content_type.empty() ? "" : "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) AppendHeader(head, name, value);
  if (StatusHasBody(response.status)) {
    absl::StrAppend(&head, "Content-Length: ", response.body ? response.body->size() : 0, "\r\n");
  }
  if (after == After::kClose) head += "Connection: close\r\n";
  if (after == After::kKeepAliveHttp10) head += "Connection: keep-alive\r\n";
  return head + "\r\n";
}

std::string EventStreamHead(const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string head = StatusLine(200);
  AppendHeader(head, "Content-Type", "text/event-stream");
  for (const auto& [name, value] : headers) AppendHeader(head, name, value);
  return head + "Connection: close\r\n\r\n";
}

HttpResponse PlainResponse(int status) {
  HttpResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::make_shared<const std::string>(
      absl::StrCat(status, " ", AbslSv(ReasonPhrase(status)), "\n"));
  if (status == 429) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace aurax::load::master
