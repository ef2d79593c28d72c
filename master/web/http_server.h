// An HTTP/1.1 server for people, scripts and scrapers: bounded in everything that a client decides.
// The only door to Boost.Beast. Runs on one thread of its own, which calls the handler; answers and
// events may be given from any thread.
//
//   auto server = HttpServer::Start({.host = "127.0.0.1", .port = 0,
//       .handler = [](HttpRequest request, HttpReply reply) { reply.Send({.status = 204}); }});
//
// A client that is slow, endless or too big is cut off: 400, 408, 413, 414 or 431 where it can
// still be told, else the connection is closed. Responses that a client does not take are dropped
// with its connection.
#ifndef AURAX_MASTER_WEB_HTTP_SERVER_H_
#define AURAX_MASTER_WEB_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock.h"

namespace aurax::load::master {

struct HttpRequest {
  std::string method;                                        // "GET"
  std::string target;                                        // as sent: "/stats/requests?x=1"
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string peer;  // address without port
  bool loopback = false;

  // Of the first header with that name (lower case); empty: there is none.
  std::string_view Header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = {};                                  // empty: no body
  std::vector<std::pair<std::string, std::string>> headers = {};  // beside Content-Type and -Length
  std::shared_ptr<const std::string> body = {};                   // null: empty. Sent as it is
};

// One client's server-sent events (HTML Living Standard 9.2). Thread-safe; copies mean the same
// stream, which is closed when the last is gone. Comments keep it alive when nothing is sent. A
// client that falls kEventQueueBytes behind is disconnected; its browser comes back by itself.
class EventStream {
 public:
  // A whole event with its empty line ("data: {}\n\n"). False: the client is gone.
  bool Send(std::shared_ptr<const std::string> event);
  bool open() const;
  void Close();

  static constexpr size_t kEventQueueBytes = size_t{16} * 1024 * 1024;

  struct State;  // of the server
  explicit EventStream(std::shared_ptr<State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<State> state_;
};

// The answer to one request: exactly one of the two, once. If it is destroyed without, the client
// gets 500. Thread-safe; may outlive connection and server.
class HttpReply {
 public:
  void Send(HttpResponse response);
  // 200 with text/event-stream and these headers.
  EventStream Stream(std::vector<std::pair<std::string, std::string>> headers);

  struct State;  // of the server
  explicit HttpReply(std::shared_ptr<State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<State> state_;
};

class HttpServer {
 public:
  struct Limits {
    size_t header_bytes = size_t{16} * 1024;
    size_t body_bytes = size_t{1} * 1024 * 1024;
    Duration request_time = std::chrono::seconds(10);  // from its first byte to its last, and TLS
    Duration idle_time = std::chrono::seconds(60);     // between two requests
    Duration write_time = std::chrono::seconds(30);    // to take some more of a response
    size_t connections = 512;     // more are closed at once; of one address at most half of them
    double requests_per_s = 500;  // of one address beyond loopback, in bursts of twice that: 429
    bool limit_loopback = false;  // loopback too
    Duration ping_time = std::chrono::seconds(15);  // silence in a stream until a comment is sent
  };
  struct Options {
    std::string host;  // an address or name; "*": all addresses
    uint16_t port = 0;
    std::string tls_cert_file = {}, tls_key_file = {};  // PEM; empty: no TLS
    Limits limits = {};
    const Clock* clock = nullptr;  // for requests_per_s; null: the real one. Outlives the server
    // On the server's thread: must not block. The reply may be given later.
    std::function<void(HttpRequest request, HttpReply reply)> handler = {};
  };
  // Listens and serves. Errors name address or file and say why: InvalidArgument for a host or
  // certificate, Unavailable for a port that is taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(Options options);
  // Answers what has begun for at most a second, then closes everything.
  ~HttpServer();

  uint16_t port() const;
  // Runs it on the server's thread soon; dropped after the server has ended.
  void Post(std::function<void()> task);

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_HTTP_SERVER_H_
