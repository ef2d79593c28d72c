// Processes of our own that are workers (--processes).
#ifndef AURAX_CLI_CHILD_WORKERS_H_
#define AURAX_CLI_CHILD_WORKERS_H_

#include <functional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace aurax::load::cli {

// Single-threaded.
class ChildWorkers {
 public:
  struct End {
    int number = 0;     // of the child, from 1
    int exit_code = 0;  // 128 + signal where a signal ended it, as shells have it
    std::string how;    // "exited with code 2", "was ended by signal 9 (Killed)"
  };

  // In each child `run(number)` is called, and what it returns is the child's exit code. A child
  // belongs to a process group of its own, so that the terminal's signals go to the parent alone,
  // and is sent `death_signal` when the parent is gone. Error: Unavailable when not all could be
  // made; none is left then. REQUIRES: no other thread, and nothing of gRPC, exists yet.
  static absl::StatusOr<ChildWorkers> Fork(int count, int death_signal,
                                           const std::function<int(int)>& run);
  // Kills and waits for those that are left.
  ~ChildWorkers();
  ChildWorkers(ChildWorkers&& other) noexcept : children_(std::exchange(other.children_, {})) {}
  ChildWorkers& operator=(ChildWorkers&&) = delete;

  // Those that have ended since the last call; never waits.
  std::vector<End> TakeEnded();
  // Sends a signal to all that are left.
  void Signal(int signal) const;
  size_t left() const { return children_.size(); }

 private:
  struct Child {
    int number;
    pid_t pid;
  };
  ChildWorkers() = default;

  std::vector<Child> children_;  // not yet waited for
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_CHILD_WORKERS_H_
