// A blocking client that sends exactly the bytes it is told, for tests of the stand-in's HTTP.
#ifndef AURAX_TESTS_BACKEND_SIM_TEST_RAW_CLIENT_H_
#define AURAX_TESTS_BACKEND_SIM_TEST_RAW_CLIENT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace aurax::load::sim {

// Connected from construction; a read gives up after 10 s.
class RawClient {
 public:
  explicit RawClient(uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void Send(std::string_view bytes);
  void CloseSending();

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

  enum class End { kClosed, kReset, kTimeout };
  // Reads and drops whatever comes until the connection ends.
  End ReadToEnd();

 private:
  bool ReadMore();

  int socket_ = -1;
  std::string unread_;
};

// A POST of `json`, keep-alive; `headers` are whole lines with CRLF.
std::string Post(std::string_view path, std::string_view json, std::string_view headers = "");
std::string Get(std::string_view path);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_TEST_RAW_CLIENT_H_
