#include "master/cluster_server_address.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/grpc_setup.h"

namespace aurax::load::master {
namespace {

// 0, or errno.
int TryToBind(const addrinfo& address) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  const int on = 1;  // as gRPC does: a port whose connections were closed a moment ago is free
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const int error = bind(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  close(fd);
  return error;
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

absl::Status CheckListenable(const std::string& host, uint16_t port) {
  const std::string where = absl::StrCat("cannot listen on ", HostAndPort(host, port), ": ");
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  const std::string service = std::to_string(port);
  if (const int error = getaddrinfo(host.c_str(), service.c_str(), &hints, &found); error != 0) {
    return absl::UnavailableError(absl::StrCat(where, gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  bool any = false;
  int last_error = 0;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    const int error = TryToBind(*address);
    any = any || error == 0;
    if (error != 0) last_error = error;
    // One of several that is not there (no IPv6) does not matter; one that another holds does.
    if (error == EADDRINUSE) return absl::UnavailableError(absl::StrCat(where, Words(error)));
  }
  if (!any) return absl::UnavailableError(absl::StrCat(where, Words(last_error)));
  return absl::OkStatus();
}

}  // namespace aurax::load::master
