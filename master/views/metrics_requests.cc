// What was requested and what came back, by request name.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/views/figures.h"
#include "master/views/metrics_parts.h"
#include "master/views/metrics_text.h"

namespace aurax::load::master {
namespace {

using NameKey = std::pair<std::string, std::string>;

MetricLabels Named(const std::string& method, const std::string& name) {
  return {{"method", LabelValue(method)}, {"name", LabelValue(name)}};
}

// Indices of the entries that have series of their own, ascending.
std::vector<int> FirstRequested(const v1::Report& report) {
  std::vector<int> indices(static_cast<size_t>(report.entries_size()));
  std::iota(indices.begin(), indices.end(), 0);
  if (indices.size() <= kMetricNames) return indices;
  std::stable_sort(indices.begin(), indices.end(), [&](int a, int b) {
    return report.entries(a).first_request_unix_us() < report.entries(b).first_request_unix_us();
  });
  indices.resize(kMetricNames);
  std::sort(indices.begin(), indices.end());
  return indices;
}

void Sum(const v1::Latency& from, v1::Latency* to) {
  to->set_count(to->count() + from.count());
  to->set_sum_us(to->sum_us() + from.sum_us());
  for (int i = 0; i < from.cumulative_size(); ++i) {
    if (i == to->cumulative_size()) to->add_cumulative(0);
    to->set_cumulative(i, to->cumulative(i) + from.cumulative(i));
  }
}

void Sum(const v1::Entry& from, v1::Entry* to) {
  to->set_requests(to->requests() + from.requests());
  to->set_failures(to->failures() + from.failures());
  to->set_started(to->started() + from.started());
  to->set_cancelled(to->cancelled() + from.cancelled());
  to->set_bytes_sent(to->bytes_sent() + from.bytes_sent());
  to->set_bytes_received(to->bytes_received() + from.bytes_received());
  to->set_body_bytes(to->body_bytes() + from.body_bytes());
  to->set_connections(to->connections() + from.connections());
  to->set_current_rps(to->current_rps() + from.current_rps());
  to->set_current_failures_per_s(to->current_failures_per_s() + from.current_failures_per_s());
  Sum(from.response_time(), to->mutable_response_time());
  Sum(from.service_time(), to->mutable_service_time());
}

void SumStatus(const std::map<uint32_t, uint64_t>& counts, v1::Entry* to) {
  for (const auto& [status, count] : counts) {
    v1::StatusCount* sum = to->add_status();
    sum->set_status(status);
    sum->set_count(count);
  }
}

struct EntryCounter {
  const char* name;
  const char* help;
  uint64_t (v1::Entry::*value)() const;
};

constexpr std::array<EntryCounter, 8> kCounters = {{
    {"aurax_load_requests_total", "Requests that ended, well or not.", &v1::Entry::requests},
    {"aurax_load_failures_total", "Requests that failed.", &v1::Entry::failures},
    {"aurax_load_requests_started_total", "Requests that were started.", &v1::Entry::started},
    {"aurax_load_requests_cancelled_total", "Requests that a stop or a lost lease ended.",
     &v1::Entry::cancelled},
    {"aurax_load_sent_bytes_total", "Bytes of request heads and bodies.", &v1::Entry::bytes_sent},
    {"aurax_load_received_bytes_total", "Bytes of response heads and bodies as on the wire.",
     &v1::Entry::bytes_received},
    {"aurax_load_response_body_bytes_total", "Bytes of decoded response bodies.",
     &v1::Entry::body_bytes},
    {"aurax_load_connections_total", "Connections that were made.", &v1::Entry::connections},
}};

void AddStatuses(const MetricRows& rows, MetricFamilies& out) {
  out.Counter("aurax_load_responses_total", "Requests that ended, by status; 0: no response.");
  for (const MetricRow& row : rows.all()) {
    for (const v1::StatusCount& status : row.entry->status()) {
      MetricLabels labels = row.labels;
      labels.push_back({"status", absl::StrCat(status.status())});
      out.Add(static_cast<double>(status.count()), labels);
    }
  }
}

void AddErrors(const v1::Report& report, const MetricRows& rows, MetricFamilies& out) {
  std::map<std::pair<NameKey, std::string>, uint64_t> counts;
  for (const v1::ErrorGroup& error : report.errors()) {
    const bool named = rows.Has(error.method(), error.name());
    const NameKey key = named ? NameKey(error.method(), error.name()) : NameKey("", "(others)");
    counts[{key, error.kind()}] += error.occurrences();
  }
  out.Counter("aurax_load_errors_total", "Errors by kind: status, check, timeout, connect, ...");
  for (const auto& [key, count] : counts) {
    MetricLabels labels = Named(key.first.first, key.first.second);
    labels.push_back({"kind", LabelValue(key.second)});
    out.Add(static_cast<double>(count), labels);
  }
  out.Counter("aurax_load_exceptions_total", "Steps that could not be carried out.");
  uint64_t exceptions = 0;
  for (const v1::ErrorGroup& group : report.exceptions()) exceptions += group.occurrences();
  out.Add(static_cast<double>(exceptions));
}

void AddPercentiles(const v1::Latency& latency, const MetricLabels& named, MetricFamilies& out) {
  for (const v1::Percentile& p : latency.percentiles()) {
    if (p.percent() != 50 && p.percent() != 95 && p.percent() != 99 && p.percent() != 99.9)
      continue;
    MetricLabels labels = named;
    labels.push_back({"percentile", TrimmedDecimal(p.percent())});
    out.Add(p.value_us() / 1e6, labels);
  }
}

void AddTimes(const v1::Report& report, const MetricRows& rows, MetricFamilies& out) {
  out.Histogram("aurax_load_response_time_seconds",
                "From the moment a request was due to its response's last byte.");
  for (const MetricRow& row : rows.all()) out.Add(row.entry->response_time(), row.labels);
  out.Histogram("aurax_load_service_time_seconds",
                "From a request's sending to its response's last byte.");
  for (const MetricRow& row : rows.all()) out.Add(row.entry->service_time(), row.labels);
  const MetricLabels total = Named(report.total().method(), report.total().name());
  out.Gauge("aurax_load_response_time_percentile_seconds",
            "Exact percentiles over the run, of each name and of all together (Aggregated).");
  for (const MetricRow& row : rows.named()) {
    AddPercentiles(row.entry->response_time(), row.labels, out);
  }
  AddPercentiles(report.total().response_time(), total, out);
  out.Gauge("aurax_load_current_response_time_percentile_seconds", "The same of the last 10 s.");
  for (const MetricRow& row : rows.named()) {
    AddPercentiles(row.entry->current_response_time(), row.labels, out);
  }
  AddPercentiles(report.total().current_response_time(), total, out);
}

}  // namespace

MetricRows::MetricRows(const v1::Report& report) {
  std::set<int> chosen;
  for (const int i : FirstRequested(report)) {
    const v1::Entry& entry = report.entries(i);
    named_.push_back({Named(entry.method(), entry.name()), &entry});
    chosen.insert(i);
  }
  all_ = named_;
  left_out_ = static_cast<size_t>(report.entries_size()) - named_.size();
  if (left_out_ == 0) return;
  std::map<uint32_t, uint64_t> statuses;
  for (int i = 0; i < report.entries_size(); ++i) {
    if (chosen.contains(i)) continue;
    Sum(report.entries(i), &others_);
    for (const v1::StatusCount& s : report.entries(i).status()) statuses[s.status()] += s.count();
  }
  SumStatus(statuses, &others_);
  all_.push_back({Named("", "(others)"), &others_});
}

bool MetricRows::Has(const std::string& method, const std::string& name) const {
  // As listed: by name, then method.
  const auto found =
      std::lower_bound(named_.begin(), named_.end(), std::tie(name, method),
                       [](const MetricRow& row, const auto& key) {
                         return std::tie(row.entry->name(), row.entry->method()) < key;
                       });
  return found != named_.end() && found->entry->name() == name && found->entry->method() == method;
}

void AddRequestMetrics(const v1::Report& report, const MetricRows& rows, MetricFamilies& out) {
  out.Gauge("aurax_load_names_left_out", "Request names that are summed up as \"(others)\".");
  out.Add(static_cast<double>(rows.left_out()));
  for (const EntryCounter& counter : kCounters) {
    out.Counter(counter.name, counter.help);
    for (const MetricRow& row : rows.all()) {
      out.Add(static_cast<double>((row.entry->*counter.value)()), row.labels);
    }
  }
  AddStatuses(rows, out);
  AddErrors(report, rows, out);
  AddTimes(report, rows, out);
}

}  // namespace aurax::load::master
