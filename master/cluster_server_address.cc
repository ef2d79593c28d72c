#include "master/cluster_server_address.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/grpc_setup.h"

namespace aurax::load::master {
namespace {

void SetPort(sockaddr* address, uint16_t port) {
  if (address->sa_family == AF_INET) reinterpret_cast<sockaddr_in*>(address)->sin_port = port;
  if (address->sa_family == AF_INET6) reinterpret_cast<sockaddr_in6*>(address)->sin6_port = port;
}

uint16_t PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return address.ss_family == AF_INET6
             ? ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port)
             : ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

// A socket, or -1 and errno.
int OpenListener(const sockaddr* address, socklen_t size) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  const int on = 1;  // a port whose connections were closed a moment ago is free
  const int off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (address->sa_family == AF_INET6) {
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
  }
  if (bind(fd, address, size) == 0 && listen(fd, SOMAXCONN) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

std::string Words(int error) {
  if (error == EADDRINUSE) return "address in use";
  if (error == EADDRNOTAVAIL) return "not an address of this machine";
  if (error == EACCES) return "permission denied";
  return std::strerror(error);
}

}  // namespace

std::string ListenHost(const std::string& host) {
  return host.empty() || host == "*" ? "0.0.0.0" : host;
}

absl::StatusOr<Listeners> OpenListeners(const std::string& host, uint16_t port) {
  const std::string where = absl::StrCat("cannot listen on ", HostAndPort(host, port), ": ");
  Listeners listeners{{}, port};
  int last_error = 0;
  const auto open = [&](sockaddr* address, socklen_t size) {
    SetPort(address, htons(listeners.port));
    const int fd = OpenListener(address, size);
    if (fd < 0) {
      last_error = errno;
      return;
    }
    listeners.sockets.push_back(fd);
    listeners.port = PortOf(fd);
  };
  if (host == "0.0.0.0") {
    sockaddr_in6 all{};
    all.sin6_family = AF_INET6;
    open(reinterpret_cast<sockaddr*>(&all), sizeof(all));
    if (!listeners.sockets.empty()) return listeners;
    if (last_error == EADDRINUSE)
      return absl::UnavailableError(absl::StrCat(where, Words(last_error)));
  }
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
    return absl::UnavailableError(absl::StrCat(where, gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  for (addrinfo* address = found; address != nullptr; address = address->ai_next) {
    open(address->ai_addr, address->ai_addrlen);
    // One of several that is not there (no IPv6) does not matter; one that another holds does.
    if (last_error == EADDRINUSE) break;
  }
  if (!listeners.sockets.empty() && last_error != EADDRINUSE) return listeners;
  for (const int fd : listeners.sockets) close(fd);
  return absl::UnavailableError(absl::StrCat(where, Words(last_error)));
}

}  // namespace aurax::load::master
