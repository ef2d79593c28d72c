// Everything a run's snapshots add up to. Merging is exact, so it does not matter which worker
// measured what, nor in which order snapshots come. Belongs to the control thread.
#ifndef AURAX_MASTER_RUN_METRICS_H_
#define AURAX_MASTER_RUN_METRICS_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "master/views/json.h"

namespace aurax::load::master {

class RunMetrics {
 public:
  struct Options {
    bool locust_rounding = false;  // latencies in the report are Locust's (reference 3.7)
    bool keep_per_second = false;  // requests and failures of every second, for Locust's JSON
  };
  RunMetrics(const v1::Scenario& scenario, Options options);
  ~RunMetrics();

  // The wall time of offset 0; offsets in reports become Unix times with it.
  void SetTimeZero(WallTime zero);

  // Adds one snapshot. Nothing of a bad one (an id out of range, a histogram that is not on the
  // grid) is applied.
  absl::Status Apply(const v1::Snapshot& snapshot);
  // Forgets all requests, errors and lags so far (--reset-stats); users and the ledger's sums go
  // on.
  void ResetStatistics(Duration offset);

  // Fills entries, total, errors, exceptions, users, generator and the ledger's request counts, as
  // of `now` (offset from time zero); rates over the run are per second of [start or last reset,
  // now].
  void Fill(Duration now, v1::Report* report) const;

  // Only with keep_per_second: the counts of every second, for each of report.entries() as Fill()
  // orders them.
  std::vector<std::vector<SecondCount>> PerSecond() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_RUN_METRICS_H_
