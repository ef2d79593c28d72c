// A scenario compiled for running: ids instead of names, templates as segments, patterns compiled,
// every step list a flat sequence of operations. Built once per run, immutable, shared by all loops
// of a worker.
#ifndef AURAX_WORKER_SCRIPT_H_
#define AURAX_WORKER_SCRIPT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load::worker {

class Script {
 public:
  // Errors: InvalidArgument where the scenario is not one that a master's parser writes (an id out
  // of range, a pattern that does not compile); the message names the place.
  static absl::StatusOr<std::shared_ptr<const Script>> Compile(const v1::Scenario& scenario);
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SCRIPT_H_
