// The ledger: what was planned and started, and where it went. A pure function of sums that were
// counted apart from each other (the plan's closed forms, the merged metrics, the workers'
// digests), so that a loss anywhere shows.
#ifndef AURAX_MASTER_LEDGER_H_
#define AURAX_MASTER_LEDGER_H_

#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/load_profile.h"

namespace aurax::load::master {

// What nobody can know of a worker that never came back.
struct UnknownWindow {
  Duration from{0}, to{0};             // its last snapshot's end; when it was certainly over
  uint64_t at_least = 0, at_most = 0;  // requests it began in that time
  uint64_t in_flight = 0;              // requests of its snapshots that nobody knows the end of
};

struct WorkerAccount {
  std::string worker_id;
  uint64_t incarnation = 0;
  uint64_t snapshots_applied = 0;
  uint64_t duplicates_dropped = 0;
  v1::Digest merged;  // what the master took out of its snapshots
  std::optional<v1::Digest>
      reported;      // what the worker says it put in; nothing before it has finished
  Duration late{0};  // the longest that it carried a stop or change out after its time
  std::vector<std::string> refusals;  // snapshots that could not be applied, and why
  uint64_t users_resumed = 0;         // started again because their shard came from another worker
  std::optional<UnknownWindow> unknown;
};

struct LedgerInput {
  const LoadProfile* profile = nullptr;
  Duration until{0};  // the plan counts up to here
  bool final = false;
  bool cut_short = false;  // an iteration limit or a second stop ended users before the plan did
  uint64_t users_ended_early = 0;  // by their scenario
  std::vector<WorkerAccount> workers;
  std::vector<v1::ShardMove> moves;  // why users were not offered, in order of time
};

// Completes report->ledger; its request counts are filled already (RunMetrics::Fill).
void FillLedger(const LedgerInput& input, v1::Report* report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_LEDGER_H_
