#include "master/generator_metrics.h"

#include <algorithm>

#include "master/latency.h"
#include "master/user_counts.h"

namespace aurax::load::master {

void GeneratorMetrics::Add(const v1::Snapshot& snapshot) {
  loop_lag_.MergeFrom(snapshot.loop_lag()).IgnoreError();  // validated before
  schedule_lag_.MergeFrom(snapshot.schedule_lag()).IgnoreError();
  const v1::GeneratorSample& sample = snapshot.generator();
  const Duration to = FromMicros(snapshot.to_us()), length = to - FromMicros(snapshot.from_us());
  sent_ += sample.network_sent_bytes();
  received_ += sample.network_received_bytes();
  Worker& worker = workers_[snapshot.id().worker_id()];
  worker.time += length;
  worker.cpu_seconds += sample.cpu_percent() / 100 * ToSeconds(length);
  worker.rss_peak = std::max(worker.rss_peak, sample.rss_bytes());
  worker.loops = std::max(worker.loops, sample.loops());
  if (sample.busiest_loop_percent() > kFullPercent) worker.busy += length;
  if (sample.cpu_percent() > kFullPercent * std::max(1u, sample.loops())) worker.full += length;
  if (length < kShortestForPeak || to < worker.reported) return;
  worker.reported = to;
  worker.cpu_now = sample.cpu_percent();
  busiest_loop_peak_ = std::max(busiest_loop_peak_, sample.busiest_loop_percent());
  cpu_peak_ = std::max(cpu_peak_, CpuNow(to));
}

void GeneratorMetrics::Clear() { *this = GeneratorMetrics(); }

double GeneratorMetrics::CpuNow(Duration now) const {
  double sum = 0;
  for (const auto& [id, worker] : workers_) {
    if (now - worker.reported <= UserCounts::kSilence) sum += worker.cpu_now;
  }
  return sum;
}

void GeneratorMetrics::Fill(Duration now, v1::Generator* out) const {
  double cpu = 0;
  for (const auto& [id, worker] : workers_) {
    out->set_rss_bytes_peak(out->rss_bytes_peak() + worker.rss_peak);
    out->set_loops(out->loops() + worker.loops);
    const double seconds = ToSeconds(worker.time);
    if (seconds <= 0) continue;
    cpu += worker.cpu_seconds / seconds * 100;
    out->set_busy_share(std::max(out->busy_share(), ToSeconds(worker.busy) / seconds));
    out->set_full_share(std::max(out->full_share(), ToSeconds(worker.full) / seconds));
  }
  out->set_cpu_percent(cpu);
  out->set_cpu_percent_peak(std::max(cpu, cpu_peak_));
  out->set_cpu_percent_now(CpuNow(now));
  out->set_busiest_loop_percent_peak(busiest_loop_peak_);
  out->set_network_sent_bytes(sent_);
  out->set_network_received_bytes(received_);
  *out->mutable_loop_lag() = ToLatency(loop_lag_);
  *out->mutable_schedule_lag() = ToLatency(schedule_lag_);
}

}  // namespace aurax::load::master
