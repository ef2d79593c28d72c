#include "cli/worker_metrics.h"

#include <algorithm>

#include "cli/version.h"
#include "master/views/metrics_families.h"

namespace aurax::load::cli {
namespace {

constexpr struct {
  v1::WorkerState state;
  const char* word;
} kStates[] = {{v1::WORKER_STATE_IDLE, "idle"},
               {v1::WORKER_STATE_PREPARED, "prepared"},
               {v1::WORKER_STATE_RUNNING, "running"},
               {v1::WORKER_STATE_DRAINING, "draining"}};

}  // namespace

void WorkerMetrics::Sent(const v1::WorkerMessage& message) {
  const MutexLock lock(mutex_);
  if (message.has_heartbeat()) {
    if (message.heartbeat().run_id() != heartbeat_.run_id()) {
      users_ = snapshots_ = acknowledged_ = 0;
    }
    heartbeat_ = message.heartbeat();
  }
  if (message.has_snapshot()) {
    snapshots_ = std::max(snapshots_, message.snapshot().id().sequence());
    if (message.snapshot().id().sequence() < snapshots_) return;  // sent again
    users_ = 0;
    for (const v1::UserStats& users : message.snapshot().users()) users_ += users.running();
  }
}

void WorkerMetrics::Received(const v1::MasterMessage& message) {
  const MutexLock lock(mutex_);
  if (message.has_welcome()) {
    connected_ = true;
    lease_ = FromMicros(message.welcome().lease_us());
  }
  if (message.has_heartbeat_ack()) {
    // As the worker counts it: from when it spoke.
    lease_until_ = MonotonicTime(FromMicros(message.heartbeat_ack().sent_us())) + lease_;
  }
  if (message.has_snapshot_ack()) {
    acknowledged_ = std::max(acknowledged_, message.snapshot_ack().id().sequence());
  }
}

void WorkerMetrics::LinkLost() {
  const MutexLock lock(mutex_);
  connected_ = false;
}

double WorkerMetrics::LeaseLeft() const {
  if (!lease_until_) return 0;
  return std::max(0.0, ToSeconds(*lease_until_ - clock_->Now()));
}

bool WorkerMetrics::ready() const {
  const MutexLock lock(mutex_);
  return (connected_ || LeaseLeft() > 0) && !heartbeat_.leaving();
}

std::string WorkerMetrics::Text(const worker::ProcessUsage& usage) const {
  const MutexLock lock(mutex_);
  master::MetricFamilies out;
  out.Gauge("aurax_worker_build_info", "This worker, always 1.");
  out.Add(1, {{"version", std::string(Version())}, {"worker", master::LabelValue(worker_id_)}});
  out.Gauge("aurax_worker_state", "1 for the state that the worker is in.");
  for (const auto& [state, word] : kStates) {
    out.Add(heartbeat_.state() == state ? 1 : 0, {{"state", word}});
  }
  out.Gauge("aurax_worker_connected", "1 while a master has taken this worker.");
  out.Add(connected_ ? 1 : 0);
  out.Gauge("aurax_worker_lease_seconds",
            "Seconds until the worker stops its load unless the master renews its lease.");
  out.Add(LeaseLeft());
  out.Gauge("aurax_worker_users", "Virtual users running.");
  out.Add(static_cast<double>(users_));
  out.Counter("aurax_worker_requests_started_total", "Requests started in this run.");
  out.Add(static_cast<double>(heartbeat_.requests_started()));
  out.Counter("aurax_worker_requests_total", "Requests ended in this run, by how.");
  out.Add(static_cast<double>(heartbeat_.requests_completed()), {{"result", "completed"}});
  out.Add(static_cast<double>(heartbeat_.requests_failed()), {{"result", "failed"}});
  out.Add(static_cast<double>(heartbeat_.requests_cancelled()), {{"result", "cancelled"}});
  out.Gauge("aurax_worker_snapshots_unacknowledged",
            "Snapshots that the master has not acknowledged.");
  out.Add(static_cast<double>(snapshots_ - std::min(snapshots_, acknowledged_)));
  out.Counter("aurax_worker_cpu_seconds_total", "CPU time of this process.");
  out.Add(ToSeconds(usage.cpu));
  out.Gauge("aurax_worker_resident_memory_bytes", "Memory that this process holds.");
  out.Add(static_cast<double>(usage.rss_bytes));
  out.Gauge("aurax_worker_loops", "Event loops, a thread each.");
  out.Add(loops_);
  return out.Text();
}

}  // namespace aurax::load::cli
