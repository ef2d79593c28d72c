// Reads one HTTP/1.0 or 1.1 request, piece by piece.
#ifndef AURAX_TESTS_BACKEND_SIM_REQUEST_PARSER_H_
#define AURAX_TESTS_BACKEND_SIM_REQUEST_PARSER_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "tests/backend_sim/backend.h"
#include "tests/backend_sim/reply.h"

namespace aurax::load::sim {

// Not thread-safe. Limits: 16 KiB of header, 4 MiB of body.
class RequestParser {
 public:
  static constexpr uint32_t kHeaderLimit = 16 * 1024;
  static constexpr uint64_t kBodyLimit = 4 * 1024 * 1024;

  enum class Progress {
    kMore,     // the request goes on in bytes to come
    kDone,     // request() is complete; bytes not consumed belong to the next one
    kRefused,  // answer with refusal_status() and close
  };

  // With `keep_ids`, X-Request-Id is kept.
  explicit RequestParser(bool keep_ids);
  ~RequestParser();

  // Parses from the front of `bytes` and sets `consumed`; the caller presents the rest again, with
  // what follows it. Call no more after kDone or kRefused.
  Progress Parse(std::string_view bytes, size_t& consumed);

  // Complete after kDone; as far as it was understood after kRefused.
  const Request& request() const;
  Framing framing() const;

  // After kRefused: 400, 413 or 431, and in words.
  uint16_t refusal_status() const;
  std::string_view refusal() const;

  // True once, when the header has been read and asks for "100 Continue" before the body.
  bool TakeExpectation();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_REQUEST_PARSER_H_
