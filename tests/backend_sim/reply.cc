#include "tests/backend_sim/reply.h"

#include <charconv>

#include "nlohmann/json.hpp"

namespace aurax::load::sim {
namespace {

std::string_view StatusLine(uint16_t status) {
  switch (status) {
    case 200:
      return "HTTP/1.1 200 OK\r\n";
    case 400:
      return "HTTP/1.1 400 Bad Request\r\n";
    case 404:
      return "HTTP/1.1 404 Not Found\r\n";
    case 405:
      return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 413:
      return "HTTP/1.1 413 Payload Too Large\r\n";
    case 422:
      return "HTTP/1.1 422 Unprocessable Entity\r\n";
    case 431:
      return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    default:
      return "HTTP/1.1 500 Internal Server Error\r\n";
  }
}

}  // namespace

std::string JsonQuoted(std::string_view text) {
  using nlohmann::json;
  return json(std::string(text)).dump(-1, ' ', false, json::error_handler_t::replace);
}

Reply ErrorReply(uint16_t status, std::string_view error) {
  Reply reply;
  reply.status = status;
  reply.body = R"({"success": false, "error": )" + JsonQuoted(error) + "}";
  return reply;
}

void RenderReply(const Reply& reply, const Framing& framing, std::string& out) {
  char length[20];
  const auto [end, error] = std::to_chars(length, length + sizeof(length), reply.body.size());
  static_cast<void>(error);  // 20 digits hold every size
  out.assign(StatusLine(reply.status));
  out.append("Server: aurax-backend-sim\r\nContent-Type: ").append(reply.content_type);
  out.append("\r\nContent-Length: ").append(length, end);
  if (!reply.allow.empty()) out.append("\r\nAllow: ").append(reply.allow);
  if (!framing.keep_alive) {
    out.append("\r\nConnection: close");
  } else if (framing.http_1_0) {
    out.append("\r\nConnection: keep-alive");
  }
  out.append("\r\n\r\n");
  if (!framing.head) out.append(reply.body);
}

}  // namespace aurax::load::sim
