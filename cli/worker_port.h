// Where the workers of this program's runs are: one in this process, or a cluster's.
#ifndef AURAX_CLI_WORKER_PORT_H_
#define AURAX_CLI_WORKER_PORT_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "cli/log_level.h"
#include "master/coordinator.h"

namespace aurax::load::cli {

// Belongs to the control thread.
class WorkerPort {
 public:
  using Say = std::function<void(LogLevel, const std::string&)>;

  virtual ~WorkerPort() = default;

  // Takes up what the workers come by. Call first, once. Errors are for people as they are.
  virtual absl::Status Open(const Say& say) = 0;
  // Whom the workers talk to from now on; those that are there are made known to it. It stays alive
  // until another takes its place or this is closed.
  virtual void Serve(master::Coordinator* coordinator) = 0;
  // Hands on what the workers have said; waits a moment for the first of it.
  virtual void Turn() = 0;
  // What is to be looked after beside messages. False: no worker is left, and none will come.
  virtual bool Tick(const Say& say) = 0;
  // No run follows: workers end, or wait for another master. Nothing may be called after it.
  virtual void Close() = 0;

  // The workers are other processes.
  virtual bool distributed() const = 0;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_WORKER_PORT_H_
