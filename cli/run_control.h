// What signals and keys do to the run that goes on, and to the program.
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

// What a program that runs something is made of. Everything outlives it.
struct RunParts {
  const Options* options = nullptr;
  const v1::Scenario* scenario = nullptr;  // null for a worker
  Log* log = nullptr;
  ConsoleWriter* console = nullptr;  // standard error; still has texts to write at the end
  Signals* signals = nullptr;
  Keyboard* keyboard = nullptr;
  const Clock* clock = nullptr;
};

LogLevel LogLevelOf(master::Coordinator::LogLevel level);

// The first request to stop is with grace, the second at once, whichever way they were made.
class RunControl {
 public:
  explicit RunControl(const RunParts& run) : run_(run) {}

  // Does to the run what signals and keys have asked for since the last call.
  void Poll(RunOutput* output, master::Coordinator* coordinator);
  // Somebody wants the run, and the program after it, to end.
  bool stop_asked() const { return stop_asked_; }

 private:
  void AskToStop(const std::string& why, master::Coordinator* coordinator);
  void Apply(Key key, master::Coordinator* coordinator);
  void Apply(SignalEvent event, RunOutput* output, master::Coordinator* coordinator);

  const RunParts& run_;
  bool stop_asked_ = false;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RUN_CONTROL_H_
