// A master's run: workers connect, carry the load, and what they measure is merged, shown and
// written as a local run's is.
#ifndef AURAX_CLI_MASTER_RUN_H_
#define AURAX_CLI_MASTER_RUN_H_

#include <string>

#include "cli/child_workers.h"
#include "cli/run_control.h"

namespace aurax::load::cli {

struct MasterSettings {
  std::string join_token;
  ChildWorkers* children = nullptr;  // our own workers, where there are any; outlives the run
  std::string local_name;            // the abstract Unix socket they come by
  int64_t expect_workers = 1;
};

// Waits for the workers, runs to the end, shows and writes everything, ends our own workers, and
// returns the exit code; 1 when the workers did not come in time.
int RunMaster(const RunParts& run, const MasterSettings& settings);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_MASTER_RUN_H_
