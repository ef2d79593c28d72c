// The stand-in as a whole: event loops, each with a thread, an acceptor on the shared port and its
// own connections.
#ifndef AURAX_TESTS_BACKEND_SIM_SERVER_H_
#define AURAX_TESTS_BACKEND_SIM_SERVER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/backend_sim/options.h"

namespace aurax::load::sim {

class Server {
 public:
  // Listens and serves. Errors: InvalidArgument for a host that is no address, Unavailable when the
  // port cannot be had (also when another aurax-backend-sim has it); the message names host and
  // port.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options);
  ~Server();  // Stop()

  uint16_t port() const;
  void Stop();  // closes every connection and ends the threads; more than once is fine. Not from a
                // loop's thread

 private:
  class Loop;
  struct Shared;

  explicit Server(std::unique_ptr<Shared> shared);

  std::unique_ptr<Shared> shared_;
  std::vector<std::unique_ptr<Loop>> loops_;
};

// Raises the limit of open files as far as it goes.
void RaiseFileLimit();

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_SERVER_H_
