// Beast asserts what a client decides: one that sends "0\r\n" and then "\r" would end a debug
// build.
#define BOOST_DISABLE_ASSERTS

#include "master/web/http_server.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/grpc_setup.h"
#include "master/cluster_server_address.h"
#include "master/web/http_connection.h"

namespace aurax::load::master {
namespace {

constexpr Duration kDrain = std::chrono::milliseconds(800);
constexpr Duration kWithoutDescriptors = std::chrono::milliseconds(50);
constexpr int kAcceptsInTurn = 32;
constexpr int kNice = 5;

bool NoneLeft(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

// One listening socket.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(ServerCore* core, int socket)
      : core_(*core), socket_(core->io, socket), pause_(core->io) {
    OpenSpare();
  }
  ~Listener() {
    if (spare_ >= 0) close(spare_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void Wait() {
    socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](const boost::system::error_code& error) {
                         if (!error) self->Accept();
                       });
  }
  void Close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    pause_.cancel();
  }

 private:
  void Accept() {
    bool pause = false;
    try {
      pause = !TakeSome();
    } catch (...) {
      pause = true;  // memory is short; the listener must outlast that
    }
    if (!pause) return Wait();
    pause_.expires_after(kWithoutDescriptors);
    pause_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->Wait();
    });
  }

  // False: there is nothing left to take connections with.
  bool TakeSome() {
    for (int i = 0; i < kAcceptsInTurn; ++i) {
      sockaddr_storage address{};
      socklen_t size = sizeof(address);
      const int fd = accept4(socket_.native_handle(), reinterpret_cast<sockaddr*>(&address), &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        Take(fd, ClientAddressOf(address));
      } else if (errno == EAGAIN) {
        return true;
      } else if (NoneLeft(errno)) {
        TurnAway();
        return false;
      }  // else: that one client is gone
    }
    return true;
  }

  void Take(int fd, ClientAddress client) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    asio::posix::stream_descriptor socket(core_.io);
    boost::system::error_code error;
    socket.assign(fd, error);
    if (error) {
      close(fd);
      return;
    }
    if (!core_.slots.Enter(client.text)) return;
    const auto connection =
        std::make_shared<HttpConnection>(&core_, std::move(socket), std::move(client));
    core_.connections.insert(connection);
    connection->Start();
  }

  // The spare descriptor takes one client that would wait in vain, so that it is told at once.
  void TurnAway() {
    if (spare_ >= 0) {
      close(spare_);
      const int fd = accept4(socket_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) close(fd);
    }
    OpenSpare();
  }
  void OpenSpare() { spare_ = open("/dev/null", O_RDONLY | O_CLOEXEC); }

  ServerCore& core_;
  asio::posix::stream_descriptor socket_;
  asio::steady_timer pause_;
  int spare_ = -1;
};

absl::Status CheckHost(const std::string& host, uint16_t port) {
  if (host.empty() || host == "*") return absl::OkStatus();
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error == 0) {
    freeaddrinfo(found);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("cannot listen on ", HostAndPort(host, port), ": ", gai_strerror(error)));
}

absl::StatusOr<Listeners> ListenAt(const std::string& host, uint16_t port) {
  if (const absl::Status status = CheckHost(host, port); !status.ok()) return status;
  auto listeners = OpenListeners(ListenHost(host), port);
  if (listeners.ok()) return listeners;
  return absl::Status(listeners.status().code(),
                      absl::StrReplaceAll(listeners.status().message(),
                                          {{": address in use", ": Address already in use"}}));
}

// Signals are for the program's other threads; a client that is gone is no reason for one. Pages
// come after the load.
void PrepareThread() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  pthread_setname_np(pthread_self(), "web");
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kNice);
}

}  // namespace

struct HttpServer::Impl {
  explicit Impl(Options options) : core(std::move(options)) {}

  void Run();
  void Drain();
  void DrainSoonDone();

  ServerCore core;
  std::vector<std::shared_ptr<Listener>> listeners;
  std::optional<asio::steady_timer> drained;
  uint16_t port = 0;
  std::thread thread;
};

void HttpServer::Impl::Run() {
  PrepareThread();
  const auto work = asio::make_work_guard(core.io);
  while (!core.io.stopped()) {
    try {
      core.io.run();
    } catch (...) {
      // Of one connection or task; the others go on.
    }
  }
}

void HttpServer::Impl::Drain() {
  core.draining = true;
  for (const auto& listener : listeners) listener->Close();
  const auto connections = core.connections;
  for (const auto& connection : connections) connection->Drain();
  drained.emplace(core.io, kDrain);
  drained->async_wait([this](const boost::system::error_code&) { core.io.stop(); });
  DrainSoonDone();
}

void HttpServer::Impl::DrainSoonDone() {
  if (core.connections.empty()) return core.io.stop();
  const auto again = std::make_shared<asio::steady_timer>(core.io, std::chrono::milliseconds(5));
  again->async_wait([this, again](const boost::system::error_code&) { DrainSoonDone(); });
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(Options options) {
  if (options.clock == nullptr) options.clock = &RealClock();
  std::optional<TlsIdentity> identity;
  if (!options.tls_cert_file.empty() || !options.tls_key_file.empty()) {
    auto loaded = TlsIdentity::Load(options.tls_cert_file, options.tls_key_file);
    if (!loaded.ok()) return loaded.status();
    identity = *std::move(loaded);
  }
  auto sockets = ListenAt(options.host, options.port);
  if (!sockets.ok()) return sockets.status();
  try {
    auto impl = std::make_unique<Impl>(std::move(options));
    impl->core.identity = std::move(identity);
    impl->port = sockets->port;
    impl->core.door = std::make_shared<TaskDoor>(
        [io = &impl->core.io](TaskDoor::Task task) { asio::post(*io, std::move(task)); });
    for (const int socket : sockets->sockets) {
      impl->listeners.push_back(std::make_shared<Listener>(&impl->core, socket));
      impl->listeners.back()->Wait();
    }
    impl->thread = std::thread([running = impl.get()] { running->Run(); });
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
  } catch (const std::exception& error) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot start the web server: ", error.what()));
  }
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
  asio::post(impl_->core.io, [impl = impl_.get()] { impl->Drain(); });
  impl_->thread.join();
  impl_->core.door->Close();
  const auto connections = std::move(impl_->core.connections);
  for (const auto& connection : connections) connection->Close();
}

uint16_t HttpServer::port() const { return impl_->port; }

void HttpServer::Post(std::function<void()> task) { impl_->core.door->Post(std::move(task)); }

}  // namespace aurax::load::master
