// A run on this machine alone: a master and a worker in one process, with the cluster's messages
// going between them over in-process queues.
#ifndef AURAX_CLI_LOCAL_RUN_H_
#define AURAX_CLI_LOCAL_RUN_H_

#include "aurax/load/v1/scenario.pb.h"
#include "cli/console_writer.h"
#include "cli/keyboard.h"
#include "cli/logging.h"
#include "cli/options.h"
#include "cli/signals.h"
#include "common/clock.h"

namespace aurax::load::cli {

// What a run is made of. Everything outlives it.
struct LocalRun {
  const Options* options = nullptr;
  const v1::Scenario* scenario = nullptr;
  Log* log = nullptr;
  ConsoleWriter* console = nullptr;  // standard error; still has texts to write at the end
  Signals* signals = nullptr;
  Keyboard* keyboard = nullptr;
  const Clock* clock = nullptr;
};

// Runs to the end (time limit, iterations, signal or key), shows and writes everything, and returns
// the exit code.
int RunLocally(const LocalRun& run);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LOCAL_RUN_H_
