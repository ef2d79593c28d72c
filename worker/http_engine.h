// The seam between virtual users and whatever speaks HTTP for them. One engine per event loop, on
// the loop's thread.
//
//   exchange.session = user_session.get();  exchange.method = "GET";  exchange.url = "http://...";
//   engine.Start(&exchange);                // later, never from within Start:
//   exchange.sink->OnExchangeDone(&exchange)
#ifndef AURAX_WORKER_HTTP_ENGINE_H_
#define AURAX_WORKER_HTTP_ENGINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"
#include "common/clock.h"

namespace aurax::load::worker {

// Connections and cookies of one virtual user (or of a group sharing them). Engines derive their
// own.
class HttpSession {
 public:
  virtual ~HttpSession() = default;
};

// Whole header lines without line ends: "Accept: */*".
using HeaderLines = std::vector<std::string>;

enum class Outcome : uint8_t {
  kAnswered,   // a whole response, whatever its status
  kTimeout,    // no whole response within the request's or connection's limit
  kDns,        // the host's name was not resolved
  kConnect,    // no connection
  kTls,        // no trusted TLS session
  kReset,      // the connection broke before the whole response was there
  kProtocol,   // not HTTP
  kRedirects,  // more redirects than allowed
  kCancelled,  // Cancel() was called
  kOther,
};

class HttpExchange;

class ExchangeSink {
 public:
  // The exchange is the sink's again: it may be reused or destroyed here.
  virtual void OnExchangeDone(HttpExchange* exchange) = 0;

 protected:
  ~ExchangeSink() = default;
};

// One request and its answer. Reused from request to request: strings keep their memory.
class HttpExchange {
 public:
  // --- Set before Start, unchanged until done.
  ExchangeSink* sink = nullptr;
  HttpSession* session = nullptr;
  std::string_view method;  // outlives the exchange
  std::string url;          // absolute
  const HeaderLines* fixed_headers =
      nullptr;          // the same for many requests; engines may keep a form of it by address
  HeaderLines headers;  // this request's own; the first header_count count
  size_t header_count = 0;
  std::string body;
  bool has_body = false;
  Duration timeout{0};         // of the whole exchange; 0 = none
  uint32_t max_redirects = 0;  // 0: a redirect is an answer like any other
  bool keep_body = false;      // response_body is wanted; else it is only counted
  bool keep_headers = false;   // response_headers is wanted

  // --- Set by the engine.
  Outcome outcome = Outcome::kOther;
  std::string error;             // for people, groups well: no ports, no times. Empty if kAnswered
  uint32_t status = 0;           // 0 = no response
  std::string response_headers;  // raw lines of the last response, "Name: value\r\n"
  std::string response_body;     // decoded; cut at kMaxKeptBody
  bool body_cut = false;
  MonotonicTime sent{};                 // when Start began
  MonotonicTime ended{};                // last byte read
  Duration dns{0}, connect{0}, tls{0};  // only if new_connection; tls 0 = none
  Duration first_byte{0};               // connection ready to first byte of the response
  Duration transfer{0};                 // first to last byte of the response
  uint64_t bytes_sent = 0;              // heads and bodies
  uint64_t bytes_received = 0;
  uint64_t body_bytes = 0;  // decoded
  uint32_t new_connections = 0;

  void* engine_state = nullptr;  // the engine's own while in flight

  static constexpr size_t kMaxKeptBody = 16 << 20;
};

class HttpEngine {
 public:
  virtual ~HttpEngine() = default;
  // The settings outlive the session. Sessions must be destroyed before their engine, with nothing
  // in flight.
  virtual std::unique_ptr<HttpSession> NewSession(const v1::HttpSettings& settings) = 0;
  virtual void Start(HttpExchange* exchange) = 0;
  // Ends an exchange in flight at once, with kCancelled, before returning (through the sink).
  virtual void Cancel(HttpExchange* exchange) = 0;
  virtual size_t open_connections() const = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_HTTP_ENGINE_H_
