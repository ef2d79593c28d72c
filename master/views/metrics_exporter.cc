// The names of containersol/locust_exporter, which reads Locust's /stats/requests: all of them
// gauges, times in milliseconds, the total among the request names with an empty method.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "master/views/figures.h"
#include "master/views/metrics_parts.h"
#include "master/views/metrics_text.h"

namespace aurax::load::master {
namespace {

double Average(uint64_t sum, uint64_t count) {
  return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
}

struct EntryGauge {
  const char* name;
  const char* help;
  double (*value)(const v1::Entry& entry);
};

constexpr std::array<EntryGauge, 9> kGauges = {{
    {"locust_requests_num_requests", "Requests so far.",
     [](const v1::Entry& e) { return static_cast<double>(e.requests()); }},
    {"locust_requests_num_failures", "Failures so far.",
     [](const v1::Entry& e) { return static_cast<double>(e.failures()); }},
    {"locust_requests_avg_response_time", "Average response time in milliseconds.",
     [](const v1::Entry& e) { return Ms(e.response_time().average_us()); }},
    {"locust_requests_current_fail_per_sec", "Failures per second now.",
     [](const v1::Entry& e) { return e.current_failures_per_s(); }},
    {"locust_requests_min_response_time", "Shortest response time in milliseconds.",
     [](const v1::Entry& e) { return Ms(static_cast<double>(e.response_time().min_us())); }},
    {"locust_requests_max_response_time", "Longest response time in milliseconds.",
     [](const v1::Entry& e) { return Ms(static_cast<double>(e.response_time().max_us())); }},
    {"locust_requests_current_rps", "Requests per second now.",
     [](const v1::Entry& e) { return e.current_rps(); }},
    {"locust_requests_median_response_time", "Median response time in milliseconds.",
     [](const v1::Entry& e) { return Ms(e.response_time().median_us()); }},
    {"locust_requests_avg_content_length", "Average size of a response's body in bytes.",
     [](const v1::Entry& e) { return Average(e.body_bytes(), e.requests()); }},
}};

// 0 stopped, 1 hatching (Locust's word for spawning before 1.0), 2 running.
int Running(const std::string& state) {
  return state == "spawning" ? 1 : state == "running" ? 2 : 0;
}

// Locust's word for what a worker of ours does: its workers spawn while the run does.
std::string WorkerState(const v1::WorkerStatus& worker, const std::string& state) {
  if (worker.state() == "running" && state == "spawning") return "hatching";
  return worker.state();
}

void AddWorkers(const Publication& publication, const v1::Report& report, MetricFamilies& out) {
  std::map<std::string, double> counts;
  std::vector<std::pair<const v1::WorkerStatus*, std::string>> details;
  for (const v1::WorkerStatus* worker : LatestWorkers(report)) {
    // A local run has no workers in Locust's eyes; those that are gone for good are off its list.
    if (!publication.distributed || worker->state() == "left" || worker->state() == "lost")
      continue;
    details.emplace_back(worker, WorkerState(*worker, publication.state));
    ++counts[details.back().second];
  }
  out.Gauge("locust_workers_count", "Workers.");
  out.Add(static_cast<double>(details.size()));
  out.Gauge("locust_slaves_count", "The same under its older name, which dashboards still use.");
  out.Add(static_cast<double>(details.size()));
  out.Gauge("locust_workers_running_count", "Workers that run at full strength.");
  out.Add(counts["running"]);
  out.Gauge("locust_workers_hatching_count", "Workers that are spawning users.");
  out.Add(counts["hatching"]);
  out.Gauge("locust_workers_missing_count", "Workers that are not heard of.");
  out.Add(counts["missing"]);
  out.Gauge("locust_worker_detail", "Users of a worker, and its state.");
  for (const auto& [worker, state] : details) {
    out.Add(worker->users(), {{"id", LabelValue(worker->worker_id())}, {"state", state}});
  }
}

void AddErrors(const v1::Report& report, MetricFamilies& out) {
  std::map<std::tuple<std::string, std::string, std::string>, uint64_t> counts;
  uint64_t others = 0;
  for (const v1::ErrorGroup& e : report.errors()) {
    const std::tuple key(LabelValue(e.method()), LabelValue(e.name()), LabelValue(e.message()));
    if (counts.size() < kMetricNames || counts.contains(key)) {
      counts[key] += e.occurrences();
    } else {
      others += e.occurrences();
    }
  }
  if (others > 0) counts[{"", "(others)", "(others)"}] += others;
  out.Gauge("locust_errors", "Occurrences of an error.");
  for (const auto& [key, count] : counts) {
    out.Add(
        static_cast<double>(count),
        {{"method", std::get<0>(key)}, {"name", std::get<1>(key)}, {"error", std::get<2>(key)}});
  }
}

}  // namespace

void AddExporterMetrics(const Publication& publication, const v1::Report& report,
                        const MetricRows& rows, MetricFamilies& out) {
  const v1::Entry& total = report.total();
  out.Gauge("locust_up", "Always 1.");
  out.Add(1);
  out.Gauge("locust_running", "0: stopped, 1: hatching (spawning), 2: running.");
  out.Add(Running(publication.state));
  out.Gauge("locust_users", "Users that run now.");
  out.Add(report.run().user_count());
  AddWorkers(publication, report, out);
  out.Gauge("locust_requests_fail_ratio", "Failures per request, 0 to 1.");
  out.Add(Average(total.failures(), total.requests()));
  out.Gauge("locust_requests_current_response_time_percentile_95",
            "95th percentile of the last 10 s in milliseconds.");
  out.Add(PercentileMs(total.current_response_time(), 95));
  out.Gauge("locust_requests_current_response_time_percentile_50",
            "Median of the last 10 s in milliseconds.");
  out.Add(PercentileMs(total.current_response_time(), 50));
  for (const EntryGauge& gauge : kGauges) {
    out.Gauge(gauge.name, gauge.help);
    for (const MetricRow& row : rows.named()) out.Add(gauge.value(*row.entry), row.labels);
    if (publication.report) {
      out.Add(gauge.value(total), {{"method", ""}, {"name", LabelValue(total.name())}});
    }
  }
  AddErrors(report, out);
  out.Gauge("locust_total_scrapes",
            "How often the figures were brought up to date, as the exporter's scrapes do.");
  out.Add(static_cast<double>(publication.version));
}

}  // namespace aurax::load::master
