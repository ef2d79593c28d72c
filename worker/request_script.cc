#include "worker/request_script.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text.h"

namespace aurax::load::worker {
namespace {

bool IsAbsolute(std::string_view url) {
  return absl::StartsWithIgnoreCase(AbslSv(url), "http://") ||
         absl::StartsWithIgnoreCase(AbslSv(url), "https://");
}

bool Replaced(const v1::Header& header, const v1::Request& by) {
  for (const v1::Header& own : by.headers()) {
    if (absl::EqualsIgnoreCase(own.name(), header.name())) return true;
  }
  return false;
}

bool Render(const TextTemplate& source, TemplateRenderer* renderer, UserValues* user,
            std::string* out) {
  if (const std::string* constant = source.constant()) {
    out->append(*constant);
    return true;
  }
  return renderer->Append(source, user, out);
}

}  // namespace

absl::Status RequestScript::CompileUrl(const v1::Request& source, const std::string& host,
                                       TemplateScope* scope) {
  absl::StatusOr<TextTemplate> url = TextTemplate::Compile(source.url(), scope);
  if (!url.ok()) return url.status();
  url_ = *std::move(url);
  if (url_.empty() || std::holds_alternative<Literal>(url_.segments().front().value)) {
    const std::string_view start =
        url_.empty() ? std::string_view() : std::get<Literal>(url_.segments().front().value).text;
    if (!IsAbsolute(start)) url_.Prepend(host);
  } else {
    host_if_relative_ = host;
  }
  return absl::OkStatus();
}

absl::Status RequestScript::CompileHeaders(const v1::Request& source, const v1::HttpSettings& http,
                                           TemplateScope* scope) {
  const auto add = [&](const v1::Header& header) -> absl::Status {
    absl::StatusOr<TextTemplate> value = TextTemplate::Compile(header.value(), scope);
    if (!value.ok()) return value.status();
    std::string prefix = absl::StrCat(header.name(), ": ");
    if (const std::string* constant = value->constant()) {
      fixed_headers_.push_back(prefix + *constant);
    } else {
      headers_.push_back({std::move(prefix), *std::move(value)});
    }
    return absl::OkStatus();
  };
  for (const v1::Header& header : http.headers()) {
    if (Replaced(header, source)) continue;
    if (absl::Status status = add(header); !status.ok()) return status;
  }
  for (const v1::Header& header : source.headers()) {
    if (absl::Status status = add(header); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RequestScript::CompileAnswer(const v1::Request& source, TemplateScope* scope) {
  absl::StatusOr<ResponseCheck> check = ResponseCheck::Compile(source.check(), scope);
  if (!check.ok()) return check.status();
  check_ = *std::move(check);
  keep_body_ = check_.needs_body();
  keep_headers_ = check_.needs_headers();
  for (const v1::Capture& from : source.captures()) {
    absl::StatusOr<Capture> capture = Capture::Compile(from, *scope->tables);
    if (!capture.ok()) return capture.status();
    keep_body_ = keep_body_ || capture->needs_body();
    keep_headers_ = keep_headers_ || capture->needs_headers();
    captures_.push_back(*std::move(capture));
  }
  return absl::OkStatus();
}

absl::StatusOr<RequestScript> RequestScript::Compile(const v1::Request& source,
                                                     const v1::UserClass& user_class,
                                                     TemplateScope* scope) {
  const v1::HttpSettings& http = user_class.http();
  RequestScript request;
  request.name_id_ = source.name_id();
  request.method_ = source.method();
  const int64_t timeout_us = source.has_timeout_us() ? source.timeout_us() : http.timeout_us();
  if (timeout_us < 0) return absl::InvalidArgumentError("a negative timeout");
  request.timeout_ = FromMicros(timeout_us);
  request.max_redirects_ =
      source.has_max_redirects() ? source.max_redirects() : http.max_redirects();
  if (source.has_body()) {
    absl::StatusOr<TextTemplate> body = TextTemplate::Compile(source.body(), scope);
    if (!body.ok()) return body.status();
    request.body_ = *std::move(body);
  }
  for (const absl::Status& status :
       {request.CompileUrl(source, user_class.host(), scope),
        request.CompileHeaders(source, http, scope), request.CompileAnswer(source, scope)}) {
    if (!status.ok()) return status;
  }
  return request;
}

bool RequestScript::Fill(HttpExchange* exchange, TemplateRenderer* renderer,
                         UserValues* user) const {
  exchange->method = method_;
  exchange->url.clear();
  if (!Render(url_, renderer, user, &exchange->url)) return false;
  if (!host_if_relative_.empty() && !IsAbsolute(exchange->url)) {
    exchange->url.insert(0, host_if_relative_);
  }
  exchange->fixed_headers = &fixed_headers_;
  exchange->header_count = headers_.size();
  if (exchange->headers.size() < headers_.size()) exchange->headers.resize(headers_.size());
  for (size_t i = 0; i < headers_.size(); ++i) {
    exchange->headers[i] = headers_[i].prefix;
    if (!Render(headers_[i].value, renderer, user, &exchange->headers[i])) return false;
  }
  exchange->body.clear();
  exchange->has_body = body_.has_value();
  if (body_.has_value() && !Render(*body_, renderer, user, &exchange->body)) return false;
  exchange->timeout = timeout_;
  exchange->max_redirects = max_redirects_;
  exchange->keep_body = keep_body_;
  exchange->keep_headers = keep_headers_;
  return true;
}

}  // namespace aurax::load::worker
