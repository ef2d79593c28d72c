// A worker process: runs what its master asks for, run after run, until a signal.
#ifndef AURAX_CLI_WORKER_RUN_H_
#define AURAX_CLI_WORKER_RUN_H_

#include <string>

#include "cli/run_control.h"

namespace aurax::load::cli {

struct WorkerSettings {
  std::string worker_id;
  std::string local_name;  // not empty: the abstract Unix socket of a master on this machine, which
                           // asks for no TLS and no token
  std::string join_token;
};

// The first signal gives the shards back and delivers what is measured, within kLeaveLimit; the
// second ends at once. Exit code: 0; 1 when something could not be delivered, which is said; 2 when
// the master will not have this worker.
int RunWorker(const RunParts& run, const WorkerSettings& settings);

// "host_1234abcd", different for every call.
std::string DrawnWorkerId();

inline constexpr Duration kLeaveLimit = std::chrono::seconds(25);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_WORKER_RUN_H_
