// A run on this machine alone: a master and a worker in one process, with the cluster's messages
// going between them over in-process queues.
#ifndef AURAX_CLI_LOCAL_RUN_H_
#define AURAX_CLI_LOCAL_RUN_H_

#include <cstdint>

#include "cli/run_control.h"

namespace aurax::load::cli {

// Runs to the end (time limit, iterations, signal or key), shows and writes everything, and returns
// the exit code.
int RunLocally(const RunParts& run);

// --loops, or one per core.
uint32_t LoopCount(const Options& options);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LOCAL_RUN_H_
