#include "master/web/web_front.h"

#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/mutex.h"
#include "master/web/access.h"
#include "master/web/dispatch.h"
#include "master/web/front_parts.h"

namespace aurax::load::master {
namespace {

Reply ReplyBy(HttpReply reply) {
  return {.send = [reply](HttpResponse response) mutable { reply.Send(std::move(response)); },
          .stream =
              [reply](std::vector<std::pair<std::string, std::string>> headers) mutable {
                return EventSink([stream = reply.Stream(std::move(headers))](
                                     std::shared_ptr<const std::string> event) mutable {
                  return stream.Send(std::move(event));
                });
              }};
}

// The way onto the server's thread, for whoever may outlive the server.
class Door {
 public:
  void Open(HttpServer* server) {
    const MutexLock lock(mutex_);
    server_ = server;
  }
  void Post(std::function<void()> task) {
    const MutexLock lock(mutex_);
    if (server_ != nullptr) server_->Post(std::move(task));
  }

 private:
  Mutex mutex_;
  HttpServer* server_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace

struct WebFront::Impl {
  Impl(Options options, std::unique_ptr<Access> access)
      : parts(std::move(options), std::move(access)), dispatch(&parts) {}
  ~Impl() {
    parts.options.feed->Listen(nullptr);
    door->Open(nullptr);
    server.reset();  // and with it its thread, which the rest belongs to
  }

  // On the control thread. One post for all publications that wait.
  void OnPublication() {
    if (waiting.exchange(true)) return;
    door->Post([this] {
      waiting = false;
      parts.live.Publish(parts.Latest());
    });
  }

  FrontParts parts;
  const Dispatch dispatch;
  const std::shared_ptr<Door> door = std::make_shared<Door>();
  std::atomic<bool> waiting = false;
  std::unique_ptr<HttpServer> server;
};

WebFront::WebFront(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WebFront::~WebFront() = default;

absl::StatusOr<std::unique_ptr<WebFront>> WebFront::Start(Options options) {
  auto access = Access::Open({.auth_file = options.auth_file,
                              .secure_cookies = !options.tls_cert_file.empty(),
                              .base_path = options.base_path,
                              .clock = options.clock});
  if (!access.ok()) return access.status();
  auto impl = std::make_unique<Impl>(std::move(options), *std::move(access));
  const Options& given = impl->parts.options;
  impl->parts.post = [door = impl->door](std::function<void()> task) {
    door->Post(std::move(task));
  };
  auto server = HttpServer::Start(
      {.host = given.host,
       .port = given.port,
       .tls_cert_file = given.tls_cert_file,
       .tls_key_file = given.tls_key_file,
       .limits = {},
       .handler = [dispatch = &impl->dispatch](HttpRequest request, HttpReply reply) {
         dispatch->Handle(std::move(request), ReplyBy(std::move(reply)));
       }});
  if (!server.ok()) return server.status();
  impl->server = *std::move(server);
  impl->door->Open(impl->server.get());
  given.feed->Listen([raw = impl.get()] { raw->OnPublication(); });
  impl->OnPublication();  // what was published before
  return std::unique_ptr<WebFront>(new WebFront(std::move(impl)));
}

uint16_t WebFront::port() const { return impl_->server->port(); }

std::string WebFront::url() const {
  const Options& options = impl_->parts.options;
  const bool everywhere = options.host.empty() || options.host == "*" ||
                          options.host == "0.0.0.0" || options.host == "::";
  std::string host = everywhere ? "127.0.0.1" : options.host;
  if (host.find(':') != std::string::npos) host = absl::StrCat("[", host, "]");
  return absl::StrCat(options.tls_cert_file.empty() ? "http://" : "https://", host, ":", port(),
                      options.base_path);
}

}  // namespace aurax::load::master
