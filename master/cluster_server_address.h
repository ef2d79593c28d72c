// Where a master listens, and why it cannot.
#ifndef AURAX_MASTER_CLUSTER_SERVER_ADDRESS_H_
#define AURAX_MASTER_CLUSTER_SERVER_ADDRESS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace aurax::load::master {

// "*" and "" are all addresses, as in Locust.
std::string ListenHost(const std::string& host);

// Sockets that listen, without blocking. One for each address of a host.
struct Listeners {
  std::vector<int> sockets;
  uint16_t port = 0;
};

// On every address that `host` stands for on this machine; all of IPv6 too where it is all of IPv4.
// `port` 0: any that is free. Unavailable: "cannot listen on HOST:PORT: address in use".
absl::StatusOr<Listeners> OpenListeners(const std::string& host, uint16_t port);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_CLUSTER_SERVER_ADDRESS_H_
