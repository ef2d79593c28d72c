// A blocking client that sends exactly the bytes it is told, plain or through TLS, for tests of
// HTTP servers.
#ifndef AURAX_TESTS_FAKES_RAW_CLIENT_H_
#define AURAX_TESTS_FAKES_RAW_CLIENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

struct ssl_ctx_st;
struct ssl_st;

namespace aurax::load {

// Connected from construction; a read gives up after 10 s.
class RawClient {
 public:
  struct From {
    std::string address = "127.0.0.1";  // 127.0.0.2 is another client
    bool tls = false;
    int receive_bytes = 0;  // of the socket's buffer; 0: as the system has it
  };
  explicit RawClient(uint16_t port) : RawClient(port, From()) {}
  RawClient(uint16_t port, const From& from);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }  // and the handshake, if any, is done
  void Send(std::string_view bytes);
  void CloseSending();
  void Reset();           // when it is destroyed, instead of an end
  bool HasInput() const;  // bytes or the end have come

  struct Response {
    int status = 0;  // 0: the connection ended first
    std::string head;
    std::string body;
    bool Has(std::string_view header_line) const;  // "Connection: close"
  };
  // The next response; `head_only` for the answer to a HEAD.
  Response Read(bool head_only = false);
  Response Ask(std::string_view bytes) {
    Send(bytes);
    return Read();
  }
  // Bytes up to and with `end`; what came if the connection ended first.
  std::string ReadUntil(std::string_view end);
  // Whatever comes until the connection ends, was reset, or 10 s have passed.
  std::string ReadToEnd();
  bool ended() const { return ended_; }  // not: the 10 s passed
  enum class End { kClosed, kReset, kTimeout };
  // Drops whatever comes until the connection ends.
  End WaitForEnd();

 private:
  bool ReadMore();

  int socket_ = -1;
  ssl_ctx_st* tls_ = nullptr;
  ssl_st* ssl_ = nullptr;
  bool connected_ = false, ended_ = false;
  std::string unread_;
};

// "GET /a HTTP/1.1", keep-alive; `headers` are whole lines with CRLF.
std::string Get(std::string_view target, std::string_view headers = "");
std::string Post(std::string_view target, std::string_view body, std::string_view headers = "");

}  // namespace aurax::load

#endif  // AURAX_TESTS_FAKES_RAW_CLIENT_H_
