#include "master/generator_metrics.h"

#include <algorithm>

#include "master/latency.h"
#include "master/user_counts.h"

namespace aurax::load::master {
namespace {

constexpr double kLagPercentile = 99;

}  // namespace

void GeneratorMetrics::Add(const v1::Snapshot& snapshot) {
  schedule_lag_.MergeValid(snapshot.schedule_lag());
  const v1::GeneratorSample& sample = snapshot.generator();
  const Duration to = FromMicros(snapshot.to_us()), length = to - FromMicros(snapshot.from_us());
  sent_ += sample.network_sent_bytes();
  received_ += sample.network_received_bytes();
  Worker& worker = workers_[snapshot.id().worker_id()];
  worker.loop_lag.MergeValid(snapshot.loop_lag());
  const double seconds = ToSeconds(length);
  worker.seconds += seconds;
  worker.cpu_seconds += sample.cpu_percent() / 100 * seconds;
  worker.rss_peak = std::max(worker.rss_peak, sample.rss_bytes());
  worker.loops = std::max(worker.loops, sample.loops());
  if (sample.busiest_loop_percent() > kFullPercent) worker.busy_seconds += seconds;
  if (sample.cpu_percent() > kFullPercent * std::max(1u, sample.loops())) {
    worker.full_seconds += seconds;
  }
  if (length < kShortestForCpu || to < worker.reported) return;
  worker.reported = to;
  cpu_last_ += sample.cpu_percent() - worker.now.cpu_percent();
  worker.now = sample;
  worker.loop_lag_now = snapshot.loop_lag();
  busiest_loop_peak_ = std::max(busiest_loop_peak_, sample.busiest_loop_percent());
  // Seldom: looking at every worker for each snapshot would cost a fleet the square of its size.
  if (cpu_last_ > cpu_peak_) cpu_peak_ = std::max(cpu_peak_, CpuNow(to));
}

void GeneratorMetrics::Clear() { *this = GeneratorMetrics(); }

void GeneratorMetrics::Save(v1::GeneratorState* out) const {
  for (const auto& [id, worker] : workers_) {
    v1::GeneratorState::Worker* saved = out->add_workers();
    saved->set_worker_id(id);
    saved->set_reported_us(ToMicros(worker.reported));
    saved->set_seconds(worker.seconds);
    *saved->mutable_now() = worker.now;
    *saved->mutable_loop_lag_now() = worker.loop_lag_now;
    worker.loop_lag.Encode(saved->mutable_loop_lag());
    saved->set_cpu_seconds(worker.cpu_seconds);
    saved->set_busy_seconds(worker.busy_seconds);
    saved->set_full_seconds(worker.full_seconds);
    saved->set_rss_peak_bytes(worker.rss_peak);
    saved->set_loops(worker.loops);
  }
  schedule_lag_.Encode(out->mutable_schedule_lag());
  out->set_cpu_peak(cpu_peak_);
  out->set_busiest_loop_peak(busiest_loop_peak_);
  out->set_sent_bytes(sent_);
  out->set_received_bytes(received_);
}

bool GeneratorMetrics::Restore(const v1::GeneratorState& state) {
  Clear();
  for (const v1::GeneratorState::Worker& saved : state.workers()) {
    Worker& worker = workers_[saved.worker_id()];
    worker.reported = FromMicros(saved.reported_us());
    worker.now = saved.now();
    cpu_last_ += worker.now.cpu_percent();
    worker.loop_lag_now = saved.loop_lag_now();
    worker.seconds = saved.seconds();
    worker.cpu_seconds = saved.cpu_seconds();
    worker.busy_seconds = saved.busy_seconds();
    worker.full_seconds = saved.full_seconds();
    worker.rss_peak = saved.rss_peak_bytes();
    worker.loops = saved.loops();
    const bool valid = Histogram::Validate(saved.loop_lag_now()).ok();
    if (!valid || !worker.loop_lag.MergeFrom(saved.loop_lag()).ok()) return false;
  }
  cpu_peak_ = state.cpu_peak();
  busiest_loop_peak_ = state.busiest_loop_peak();
  sent_ = state.sent_bytes();
  received_ = state.received_bytes();
  return schedule_lag_.MergeFrom(state.schedule_lag()).ok();
}

double GeneratorMetrics::CpuNow(Duration now) const {
  double sum = 0;
  for (const auto& [id, worker] : workers_) {
    if (now - worker.reported <= UserCounts::kSilence) sum += worker.now.cpu_percent();
  }
  return sum;
}

void GeneratorMetrics::Fill(Duration now, v1::Generator* out) const {
  double cpu = 0;
  Histogram loop_lag;
  for (const auto& [id, worker] : workers_) {
    loop_lag.Merge(worker.loop_lag);
    out->set_rss_bytes_peak(out->rss_bytes_peak() + worker.rss_peak);
    out->set_loops(out->loops() + worker.loops);
    if (worker.seconds <= 0) continue;
    cpu += worker.cpu_seconds / worker.seconds * 100;
    out->set_busy_share(std::max(out->busy_share(), worker.busy_seconds / worker.seconds));
    out->set_full_share(std::max(out->full_share(), worker.full_seconds / worker.seconds));
  }
  out->set_cpu_percent(cpu);
  out->set_cpu_percent_peak(std::max(cpu, cpu_peak_));
  out->set_cpu_percent_now(CpuNow(now));
  out->set_busiest_loop_percent_peak(busiest_loop_peak_);
  out->set_network_sent_bytes(sent_);
  out->set_network_received_bytes(received_);
  *out->mutable_loop_lag() = ToLatency(loop_lag);
  *out->mutable_schedule_lag() = ToLatency(schedule_lag_);
}

void GeneratorMetrics::FillWorker(const std::string& worker_id, v1::WorkerStatus* out) const {
  const auto it = workers_.find(worker_id);
  if (it == workers_.end()) return;
  const Worker& worker = it->second;
  out->set_cpu_percent(worker.now.cpu_percent());
  out->set_busiest_loop_percent(worker.now.busiest_loop_percent());
  out->set_rss_bytes(worker.now.rss_bytes());
  Histogram now;
  now.MergeValid(worker.loop_lag_now);
  out->set_loop_lag_us(now.Percentile(kLagPercentile));
  out->set_loop_lag_p99_us(worker.loop_lag.Percentile(kLagPercentile));
  if (worker.seconds > 0) out->set_busy_share(worker.busy_seconds / worker.seconds);
}

}  // namespace aurax::load::master
