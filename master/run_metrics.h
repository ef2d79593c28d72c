// Everything a run's snapshots add up to. Merging is exact, so it does not matter which worker
// measured what, nor in which order snapshots come. Belongs to the control thread.
#ifndef AURAX_MASTER_RUN_METRICS_H_
#define AURAX_MASTER_RUN_METRICS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "aurax/load/v1/journal.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "master/judge/threshold_judge.h"
#include "master/time_series.h"
#include "master/views/json.h"

namespace aurax::load::master {

class RunMetrics {
 public:
  struct Options {
    // Median and percentiles of response_time and current_response_time are Locust's
    // (locust_rounding.h); Locust knows no other latency, so all others stay exact.
    bool locust_rounding = false;
    // What Locust's JSON needs: PerSecond(), and response_time.histogram of entries and total.
    bool keep_per_second = false;
    // Histories().
    bool keep_histories = false;
  };
  enum class Detail { kFigures, kCurves };
  RunMetrics(const v1::Scenario& scenario, Options options);
  ~RunMetrics();

  // The wall time of offset 0; offsets in reports become Unix times with it.
  void SetTimeZero(WallTime zero);

  // Adds one snapshot. Nothing of a bad one is applied: InvalidArgument says what is wrong with it
  // (an id out of range, a histogram that is not on the grid, an impossible interval, response
  // times that are not one for each request completed or failed).
  absl::Status Apply(const v1::Snapshot& snapshot);
  // That worker runs nobody any more.
  void LoseWorker(const std::string& worker_id);
  // Forgets all requests, errors and the generator's figures so far (--reset-stats); users and the
  // ledger's sums go on.
  void ResetStatistics(Duration offset);

  // Fills entries, total, errors, exceptions, users, generator and thresholds, as of `now` (offset
  // from time zero), and the ledger's request counts, user_starts_offered and user_us_offered.
  // Rates over the run are per second of [start or last reset, now]; current ones are
  // RecentWindow's. Curves cost some 0.1 ms a name: not for every second.
  void Fill(Duration now, v1::Report* report, Detail detail = Detail::kFigures) const;
  // One entry of that report, with curves; the total's name is "Aggregated" and its method empty.
  // Nothing: no such name was requested.
  std::optional<v1::Entry> FillEntry(Duration now, const std::string& method,
                                     const std::string& name) const;

  // The course of what Apply() took, since the start or the last reset. See TimeSeries.
  const TimeSeries& series() const;
  void CloseSeries(Duration covered, uint32_t workers);
  void FinishSeries(Duration end);

  // Of the scenario's thresholds, by what Apply() took. See ThresholdJudge.
  std::vector<ThresholdJudge::Broken> JudgeThresholds(Duration covered);
  std::vector<ThresholdJudge::Broken> FinishThresholds(Duration end);

  // What is measured of one worker's own load (GeneratorMetrics::FillWorker).
  void FillWorker(const std::string& worker_id, v1::WorkerStatus* out) const;

  // Only with keep_per_second: the counts of every second, ascending, for each of report.entries()
  // as Fill() orders them. A snapshot counts in the second that its interval's middle lies in.
  std::vector<std::vector<SecondCount>> PerSecond() const;

  // Only with keep_histories: the course of each of report.entries() as Fill() orders them, as
  // series() is of all. Of many names each keeps fewer points, so that all of them together are
  // bounded.
  std::vector<Series> Histories() const;

  // Everything but the current figures: those begin anew at Restore(), with what comes after it.
  void Save(v1::MetricsState* out) const;
  // Takes the place of what is there. InvalidArgument, and nothing has changed, if `state` was not
  // saved with this scenario.
  absl::Status Restore(const v1::MetricsState& state);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_RUN_METRICS_H_
