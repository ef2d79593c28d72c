// The cluster port's listening sockets and the thread that takes connections from them. gRPC's own
// listener stops for good when it runs out of file descriptors once; this one waits.
#ifndef AURAX_MASTER_CLUSTER_ACCEPTOR_H_
#define AURAX_MASTER_CLUSTER_ACCEPTOR_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace aurax::load::master {

// Not thread-safe.
class ClusterAcceptor {
 public:
  ClusterAcceptor() = default;
  ~ClusterAcceptor();  // stops accepting
  ClusterAcceptor(const ClusterAcceptor&) = delete;
  ClusterAcceptor& operator=(const ClusterAcceptor&) = delete;

  // Once, first. `port` 0: any that is free, the same for all addresses of `host`.
  // Unavailable: "cannot listen on HOST:PORT: address in use".
  absl::Status Listen(const std::string& host, uint16_t port);
  uint16_t port() const { return port_; }

  // Once, after Listen(). `take` owns the descriptor it is given; called on the acceptor's thread.
  // A connection too many is closed at once: some descriptors are left to the rest of the program.
  void Run(std::function<void(int)> take);
  void Stop();  // `take` is not called any more when it returns

 private:
  void Accept();
  void TakeOne(int listener);

  std::vector<int> listeners_;
  uint16_t port_ = 0;
  int stop_ = -1;  // an eventfd
  std::function<void(int)> take_;
  std::thread thread_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_CLUSTER_ACCEPTOR_H_
