// Workers: how many are in which state, and what each of them says of itself.
#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "master/views/metrics_parts.h"

namespace aurax::load::master {
namespace {

constexpr std::array<const char*, 8> kStates = {"connecting", "ready",   "running", "stopping",
                                                "finished",   "missing", "left",    "lost"};

struct WorkerGauge {
  const char* name;
  const char* help;
  double (*value)(const v1::WorkerStatus& worker);
};

constexpr std::array<WorkerGauge, 9> kGauges = {{
    {"aurax_load_worker_users", "Virtual users that a worker runs.",
     [](const v1::WorkerStatus& w) { return static_cast<double>(w.users()); }},
    {"aurax_load_worker_requests_per_second", "Requests per second of a worker's last snapshot.",
     [](const v1::WorkerStatus& w) { return w.rps(); }},
    {"aurax_load_worker_cpu_cores", "Cores that a worker's process is busy with.",
     [](const v1::WorkerStatus& w) { return w.cpu_percent() / 100; }},
    {"aurax_load_worker_busiest_loop_ratio",
     "How much of its core a worker's busiest event loop is busy with.",
     [](const v1::WorkerStatus& w) { return w.busiest_loop_percent() / 100; }},
    {"aurax_load_worker_busy_ratio",
     "Share of a worker's time with an event loop above 90 % of its core.",
     [](const v1::WorkerStatus& w) { return w.busy_share(); }},
    {"aurax_load_worker_memory_bytes", "Memory that a worker's process holds.",
     [](const v1::WorkerStatus& w) { return static_cast<double>(w.rss_bytes()); }},
    {"aurax_load_worker_loop_lag_seconds",
     "How late a worker's event loops run their timers; 99th percentile of its last snapshot.",
     [](const v1::WorkerStatus& w) { return w.loop_lag_us() / 1e6; }},
    {"aurax_load_worker_last_seen_seconds", "How long ago a worker was last heard of.",
     [](const v1::WorkerStatus& w) { return static_cast<double>(w.last_seen_us()) / 1e6; }},
    {"aurax_load_worker_shards", "Of 1024 parts of the load, those that a worker carries.",
     [](const v1::WorkerStatus& w) { return static_cast<double>(w.shards()); }},
}};

MetricLabels Named(const v1::WorkerStatus& worker) {
  return {{"worker", LabelValue(worker.worker_id())}};
}

// Its last figures are of no moment that a scraper could mean.
bool Gone(const v1::WorkerStatus& worker) {
  return worker.state() == "left" || worker.state() == "lost";
}

}  // namespace

std::vector<const v1::WorkerStatus*> LatestWorkers(const v1::Report& report) {
  std::map<std::string, const v1::WorkerStatus*> latest;
  for (const v1::WorkerStatus& worker : report.workers()) {
    const v1::WorkerStatus*& seen = latest[worker.worker_id()];
    if (seen == nullptr || seen->incarnation() <= worker.incarnation()) seen = &worker;
  }
  std::vector<const v1::WorkerStatus*> workers;
  workers.reserve(latest.size());
  for (const auto& [id, worker] : latest) workers.push_back(worker);
  return workers;
}

void AddWorkerMetrics(const v1::Report& report, MetricFamilies& out) {
  const std::vector<const v1::WorkerStatus*> workers = LatestWorkers(report);
  out.Gauge("aurax_load_workers", "Workers by state.");
  for (const char* state : kStates) {
    uint64_t count = 0;
    for (const v1::WorkerStatus* worker : workers) count += worker->state() == state ? 1 : 0;
    out.Add(static_cast<double>(count), {{"state", state}});
  }
  out.Gauge("aurax_load_worker_info", "A worker and its state; always 1.");
  for (const v1::WorkerStatus* worker : workers) {
    MetricLabels labels = Named(*worker);
    labels.push_back({"state", LabelValue(worker->state())});
    labels.push_back({"peer", LabelValue(worker->peer())});
    labels.push_back({"version", LabelValue(worker->version())});
    out.Add(1, labels);
  }
  for (const WorkerGauge& gauge : kGauges) {
    out.Gauge(gauge.name, gauge.help);
    for (const v1::WorkerStatus* worker : workers) {
      if (!Gone(*worker)) out.Add(gauge.value(*worker), Named(*worker));
    }
  }
  out.Gauge("aurax_load_worker_clock_offset_seconds",
            "The master's clock minus a worker's, where it is known.");
  for (const v1::WorkerStatus* worker : workers) {
    if (!worker->clock_known() || Gone(*worker)) continue;
    out.Add(static_cast<double>(worker->clock_offset_us()) / 1e6, Named(*worker));
  }
}

}  // namespace aurax::load::master
