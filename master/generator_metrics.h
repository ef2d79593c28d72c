// The load that the generator itself was under: what the verdict is made from. Belongs to the
// control thread.
#ifndef AURAX_MASTER_GENERATOR_METRICS_H_
#define AURAX_MASTER_GENERATOR_METRICS_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "aurax/load/v1/journal.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "common/histogram.h"

namespace aurax::load::master {

class GeneratorMetrics {
 public:
  // A core is as good as full here: the remaining tenth goes to bursts shorter than an interval.
  static constexpr double kFullPercent = 90;
  // Shorter intervals (the last of a run) say nothing about CPU: a few milliseconds of work fill
  // them.
  static constexpr Duration kShortestForCpu = std::chrono::milliseconds(250);

  // Requires a snapshot that RunMetrics found valid.
  void Add(const v1::Snapshot& snapshot);
  void Clear();

  void Save(v1::GeneratorState* out) const;
  // Takes the place of what is there. False, with nothing usable in it, if a histogram of `state`
  // does not decode.
  bool Restore(const v1::GeneratorState& state);

  // Over all workers: CPU, memory, network and loops are summed, the busiest loop and the shares
  // are the worst worker's.
  void Fill(Duration now, v1::Generator* out) const;
  // One worker's own: CPU, memory and loop lag of now, busy_share and loop_lag_p99_us of the run.
  // Nothing of one that has sent nothing.
  void FillWorker(const std::string& worker_id, v1::WorkerStatus* out) const;

 private:
  struct Worker {
    Duration reported{0};
    v1::GeneratorSample now;  // of its last interval of some length, with
    v1::Histogram loop_lag_now;
    Histogram loop_lag;
    double seconds = 0, cpu_seconds = 0, busy_seconds = 0, full_seconds = 0;
    uint64_t rss_peak = 0;
    uint32_t loops = 0;
  };
  double CpuNow(Duration now) const;

  std::map<std::string, Worker> workers_;
  Histogram schedule_lag_;
  double cpu_last_ = 0;  // the sum of what the workers said last, silent ones too
  double cpu_peak_ = 0, busiest_loop_peak_ = 0;
  uint64_t sent_ = 0, received_ = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_GENERATOR_METRICS_H_
