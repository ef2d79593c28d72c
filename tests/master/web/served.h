// A server of tests: most targets are answered with what was asked; the others do what their name
// says.
#ifndef AURAX_TESTS_MASTER_WEB_SERVED_H_
#define AURAX_TESTS_MASTER_WEB_SERVED_H_

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/mutex.h"
#include "master/web/http_server.h"

namespace aurax::load::master {

inline HttpResponse Text(std::string body) {
  HttpResponse response;
  response.content_type = "text/plain";
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

inline std::shared_ptr<const std::string> Event(const std::string& text) {
  return std::make_shared<const std::string>("data: " + text + "\n\n");
}

// /ping: "pong". /hold: held until TakeHeld(). /events: a stream, held until TakeStreams().
// /forget: never answered. /big: 32 MiB. Everything else: "METHOD TARGET BODY".
class Served {
 public:
  static constexpr size_t kBig = size_t{32} << 20;

  explicit Served(HttpServer::Options options = {}) {
    if (options.host.empty()) options.host = "127.0.0.1";
    options.handler = [this](HttpRequest request, HttpReply reply) {
      Answer(std::move(request), std::move(reply));
    };
    auto started = HttpServer::Start(std::move(options));
    EXPECT_TRUE(started.ok()) << started.status();
    if (started.ok()) server_ = *std::move(started);
  }

  uint16_t port() const { return server_->port(); }
  HttpServer& server() { return *server_; }
  void End() { server_.reset(); }

  HttpReply TakeHeld() { return Taken(held_); }
  EventStream TakeStream() { return Taken(streams_); }
  std::vector<HttpRequest> requests() const {
    const MutexLock lock(mutex_);
    return requests_;
  }

 private:
  void Answer(HttpRequest request, HttpReply reply) {
    const MutexLock lock(mutex_);
    requests_.push_back(request);
    changed_.NotifyAll();
    if (request.target == "/ping") return reply.Send(Text("pong"));
    if (request.target == "/forget") return;
    if (request.target == "/throw") throw 1;
    if (request.target == "/big") return reply.Send(Text(std::string(kBig, 'b')));
    if (request.target == "/hold") {
      held_.push_back(std::move(reply));
    } else if (request.target == "/events") {
      streams_.push_back(reply.Stream({{"Cache-Control", "no-store"}}));
    } else {
      reply.Send(Text(request.method + " " + request.target + " " + request.body));
    }
  }

  template <class T>
  T Taken(std::vector<T>& from) {
    const MutexLock lock(mutex_);
    while (from.empty()) changed_.Wait(mutex_);
    T taken = std::move(from.front());
    from.erase(from.begin());
    return taken;
  }

  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<HttpRequest> requests_;
  std::vector<HttpReply> held_;
  std::vector<EventStream> streams_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_WEB_SERVED_H_
