// What a run on this machine alone and a master's run have in common: how the options become a
// coordinator's, what signals and keys do to it, and how it ends.
#ifndef AURAX_CLI_RUN_CONTROL_H_
#define AURAX_CLI_RUN_CONTROL_H_

#include <string>

#include "aurax/load/v1/scenario.pb.h"
#include "cli/console_writer.h"
#include "cli/keyboard.h"
#include "cli/logging.h"
#include "cli/options.h"
#include "cli/run_output.h"
#include "cli/signals.h"
#include "common/clock.h"
#include "master/coordinator.h"

namespace aurax::load::cli {

// What a run is made of. Everything outlives it.
struct RunParts {
  const Options* options = nullptr;
  const v1::Scenario* scenario = nullptr;  // null for a worker
  Log* log = nullptr;
  ConsoleWriter* console = nullptr;  // standard error; still has texts to write at the end
  Signals* signals = nullptr;
  Keyboard* keyboard = nullptr;
  const Clock* clock = nullptr;
};

// All but the log. Without --seed the seed is drawn anew.
master::Coordinator::Options CoordinatorOptions(const RunParts& run);

LogLevel LogLevelOf(master::Coordinator::LogLevel level);

// The first request to stop is with grace, the second at once, whichever way they were made.
class RunControl {
 public:
  // All outlive it.
  RunControl(const RunParts& run, RunOutput* output, master::Coordinator* coordinator)
      : run_(run), output_(output), coordinator_(coordinator) {}

  // Does what signals and keys have asked for since the last call.
  void Poll();
  // Somebody wants the run to stop.
  bool stop_asked() const { return stop_asked_; }

  // `why`: a log line.
  void AskToStop(const std::string& why);

 private:
  void Apply(Key key);
  void Apply(SignalEvent event);

  const RunParts& run_;
  RunOutput* const output_;
  master::Coordinator* const coordinator_;
  bool stop_asked_ = false;
};

// After the run: gives the terminal back, shows and writes everything, and returns the exit code. A
// run that could not start is an error and has no results.
int FinishRun(const RunParts& run, RunOutput* output, const master::Coordinator& coordinator);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RUN_CONTROL_H_
