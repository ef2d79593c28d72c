// What the stand-in says to one request, before it is put into HTTP.
#ifndef AURAX_TESTS_BACKEND_SIM_REPLY_H_
#define AURAX_TESTS_BACKEND_SIM_REPLY_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace aurax::load::sim {

enum class Method { kGet, kHead, kPost, kOther };

struct Reply {
  uint16_t status = 200;
  std::string_view content_type = "application/json";  // lives for ever
  std::string_view allow;                              // the Allow header of a 405; lives for ever
  std::string body;
};

// {"success": false, "error": `error`}
Reply ErrorReply(uint16_t status, std::string_view error);

// `text` as a JSON string, quotes included; invalid UTF-8 is replaced.
std::string JsonQuoted(std::string_view text);

// How the connection goes on after the reply.
struct Framing {
  bool head = false;       // the body is announced, not sent
  bool keep_alive = true;  // else "Connection: close"
  bool http_1_0 = false;   // a kept connection is then announced with "Connection: keep-alive"
};

// Replaces `out` by the bytes of the HTTP/1.1 response.
void RenderReply(const Reply& reply, const Framing& framing, std::string& out);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_REPLY_H_
