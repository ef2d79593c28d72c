// Where a master listens, and why it cannot.
#ifndef AURAX_MASTER_CLUSTER_SERVER_ADDRESS_H_
#define AURAX_MASTER_CLUSTER_SERVER_ADDRESS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace aurax::load::master {

// "*" and "" are all addresses, as in Locust.
std::string ListenHost(const std::string& host);

// OK when every address that `host` stands for on this machine can be bound, at this moment.
// Unavailable: "cannot listen on HOST:PORT: address in use".
absl::Status CheckListenable(const std::string& host, uint16_t port);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_CLUSTER_SERVER_ADDRESS_H_
