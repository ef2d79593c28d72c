#ifndef AURAX_TESTS_CLUSTER_RESERVED_PORT_H_
#define AURAX_TESTS_CLUSTER_RESERVED_PORT_H_

#include <cstdint>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aurax::load {

// A port of 127.0.0.1 on which nobody listens and which the kernel gives to no one else. Bound with
// SO_REUSEADDR, as gRPC binds: a server of ours can listen on it all the same, again and again.
class ReservedPort {
 public:
  ReservedPort() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~ReservedPort() { close(fd_); }
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;

  uint16_t operator*() const { return port_; }

 private:
  const int fd_;
  uint16_t port_ = 0;
};

}  // namespace aurax::load

#endif  // AURAX_TESTS_CLUSTER_RESERVED_PORT_H_
