#include "master/cluster_acceptor.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "common/grpc_setup.h"
#include "common/thread_name.h"
#include "master/cluster_server_address.h"

namespace aurax::load::master {
namespace {

constexpr int kLeftToOthers = 64;
constexpr int kWaitForDescriptorMs = 20;

void Set(int fd, int level, int name, int value) {
  setsockopt(fd, level, name, &value, sizeof(value));
}

// The kernel notices a machine or a network that went away, as soon as a worker's pings would.
void Prepare(int fd) {
  Set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  Set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  Set(fd, IPPROTO_TCP, TCP_KEEPIDLE, kPingEveryMs / 1000);
  Set(fd, IPPROTO_TCP, TCP_KEEPINTVL, kPingEveryMs / 1000);
  Set(fd, IPPROTO_TCP, TCP_KEEPCNT, kPingLimitMs / kPingEveryMs);
  Set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, kPingEveryMs + kPingLimitMs);
}

int MostDescriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return INT_MAX;
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, INT_MAX));
}

}  // namespace

ClusterAcceptor::~ClusterAcceptor() {
  Stop();
  if (stop_ >= 0) close(stop_);
}

absl::Status ClusterAcceptor::Listen(const std::string& host, uint16_t port) {
  auto listeners = OpenListeners(host, port);
  if (!listeners.ok()) return listeners.status();
  listeners_ = std::move(listeners->sockets);
  stop_ = eventfd(0, EFD_CLOEXEC);
  if (stop_ < 0) return absl::ResourceExhaustedError("no file descriptor is left to listen with");
  port_ = listeners->port;
  return absl::OkStatus();
}

void ClusterAcceptor::Run(std::function<void(int)> take) {
  take_ = std::move(take);
  thread_ = std::thread([this] {
    NameThread("accept");
    Accept();
  });
}

void ClusterAcceptor::Stop() {
  if (thread_.joinable()) {
    eventfd_write(stop_, 1);
    thread_.join();
  }
  for (const int listener : listeners_) close(listener);
  listeners_.clear();
}

void ClusterAcceptor::Accept() {
  std::vector<pollfd> waited{{stop_, POLLIN, 0}};
  for (const int listener : listeners_) waited.push_back({listener, POLLIN, 0});
  while (true) {
    if (poll(waited.data(), waited.size(), -1) <= 0) continue;
    if (waited[0].revents != 0) return;
    for (size_t i = 1; i < waited.size(); ++i) {
      if (waited[i].revents != 0) TakeOne(waited[i].fd);
    }
  }
}

void ClusterAcceptor::TakeOne(int listener) {
  const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) {
    // The system gives the lowest that is free.
    if (fd >= MostDescriptors() - kLeftToOthers) {
      close(fd);
      return;
    }
    Prepare(fd);
    take_(fd);
  } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
    pollfd stop{stop_, POLLIN, 0};
    poll(&stop, 1, kWaitForDescriptorMs);
  }
}

}  // namespace aurax::load::master
