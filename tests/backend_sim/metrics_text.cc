#include "tests/backend_sim/metrics_text.h"

#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

#include "absl/strings/str_format.h"

namespace aurax::load::sim {
namespace {

void Describe(std::string& out, std::string_view name, std::string_view type,
              std::string_view help) {
  absl::StrAppendFormat(&out, "# HELP %s %s\n# TYPE %s %s\n", std::string(name), std::string(help),
                        std::string(name), std::string(type));
}

void Single(std::string& out, std::string_view name, std::string_view type, std::string_view help,
            double value) {
  Describe(out, name, type, help);
  absl::StrAppendFormat(&out, "%s %.15g\n", std::string(name), value);
}

template <typename Append>
void ForEachUsed(const Counts& counts, Append append) {
  for (size_t i = 0; i < kEndpoints; ++i) {
    if (counts.endpoints[i].received.value() == 0) continue;
    append(std::string(NameOf(static_cast<Endpoint>(i))), counts.endpoints[i]);
  }
}

void RequestTotals(std::string& out, const Counts& counts) {
  Describe(out, "aurax_requests_total", "counter", "Answered requests.");
  ForEachUsed(counts, [&out](const std::string& name, const EndpointCounts& endpoint) {
    for (size_t i = 0; i < kStatuses.size(); ++i) {
      const uint64_t n = endpoint.answered[i].value();
      if (n == 0) continue;
      absl::StrAppendFormat(&out, "aurax_requests_total{endpoint=\"%s\",status=\"%d\"} %d\n", name,
                            kStatuses[i], n);
    }
  });
}

void Durations(std::string& out, const Counts& counts) {
  Describe(out, "aurax_request_duration_seconds", "histogram", "Time from request to answer.");
  ForEachUsed(counts, [&out](const std::string& name, const EndpointCounts& endpoint) {
    uint64_t below = 0;
    for (size_t i = 0; i < kDurationBounds.size(); ++i) {
      below += endpoint.durations[i].value();
      absl::StrAppendFormat(&out,
                            "aurax_request_duration_seconds_bucket{endpoint=\"%s\",le=\"%g\"} %d\n",
                            name, static_cast<double>(kDurationBounds[i]) * 1e-6, below);
    }
    below += endpoint.durations.back().value();
    absl::StrAppendFormat(&out,
                          "aurax_request_duration_seconds_bucket{endpoint=\"%s\",le=\"+Inf\"} %d\n",
                          name, below);
    absl::StrAppendFormat(&out, "aurax_request_duration_seconds_sum{endpoint=\"%s\"} %.15g\n", name,
                          static_cast<double>(endpoint.duration_us.value()) * 1e-6);
    absl::StrAppendFormat(&out, "aurax_request_duration_seconds_count{endpoint=\"%s\"} %d\n", name,
                          below);
  });
}

void InFlight(std::string& out, const Counts& counts) {
  Describe(out, "aurax_requests_in_flight", "gauge", "Requests not yet answered.");
  ForEachUsed(counts, [&out](const std::string& name, const EndpointCounts& endpoint) {
    absl::StrAppendFormat(&out, "aurax_requests_in_flight{endpoint=\"%s\"} %d\n", name,
                          endpoint.InFlight());
  });
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

ProcessUsage ReadProcessUsage() {
  ProcessUsage process;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  process.cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  uint64_t pages = 0;
  std::ifstream statm("/proc/self/statm");
  statm >> pages >> pages;  // the second number is the resident set
  process.resident_bytes = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return process;
}

std::string MetricsText(const Counts& counts, const ProcessUsage& usage) {
  std::string out;
  RequestTotals(out, counts);
  Durations(out, counts);
  InFlight(out, counts);
  const auto number = [](const Counter& counter) { return static_cast<double>(counter.value()); };
  Single(out, "aurax_connections_open", "gauge", "Open connections.",
         number(counts.connections_accepted) - number(counts.connections_closed));
  Single(out, "aurax_network_receive_bytes_total", "counter", "Bytes read from clients.",
         number(counts.bytes_received));
  Single(out, "aurax_network_transmit_bytes_total", "counter", "Bytes sent to clients.",
         number(counts.bytes_sent));
  Single(out, "process_cpu_seconds_total", "counter", "User and system CPU time.",
         usage.cpu_seconds);
  Single(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
         static_cast<double>(usage.resident_bytes));
  return out;
}

}  // namespace aurax::load::sim
