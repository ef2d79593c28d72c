// What a worker says of itself to scrapers and probes (--metrics-port): aurax_worker_*, in the
// Prometheus text format. It hears what goes to the master and comes from it.
#ifndef AURAX_CLI_WORKER_METRICS_H_
#define AURAX_CLI_WORKER_METRICS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "aurax/load/v1/cluster.pb.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "worker/process_usage.h"

namespace aurax::load::cli {

// Thread-safe.
class WorkerMetrics {
 public:
  // `clock` is the worker's and outlives it.
  WorkerMetrics(std::string worker_id, uint32_t loops, const Clock* clock)
      : worker_id_(std::move(worker_id)), loops_(loops), clock_(clock) {}

  void Sent(const v1::WorkerMessage& message);
  void Received(const v1::MasterMessage& message);
  void LinkLost();

  // A master has taken this worker and hears it, or its lease still holds.
  bool ready() const;
  // Requests are those of the run that goes on, 0 without one.
  std::string Text(const worker::ProcessUsage& usage) const;

 private:
  double LeaseLeft() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);  // seconds

  const std::string worker_id_;
  const uint32_t loops_;
  const Clock* const clock_;

  mutable Mutex mutex_;
  bool connected_ ABSL_GUARDED_BY(mutex_) = false;
  Duration lease_ ABSL_GUARDED_BY(mutex_){0};  // 0: for ever
  std::optional<MonotonicTime> lease_until_ ABSL_GUARDED_BY(mutex_);
  v1::Heartbeat heartbeat_ ABSL_GUARDED_BY(mutex_);  // the latest
  uint64_t users_ ABSL_GUARDED_BY(mutex_) = 0;       // by the latest snapshot
  uint64_t snapshots_ ABSL_GUARDED_BY(mutex_) = 0;   // made in this run, by number
  uint64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_WORKER_METRICS_H_
