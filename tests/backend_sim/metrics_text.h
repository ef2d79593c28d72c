// GET /metrics: the stand-in's own numbers in Prometheus' text format 0.0.4, under the names that
// AURAX uses.
#ifndef AURAX_TESTS_BACKEND_SIM_METRICS_TEXT_H_
#define AURAX_TESTS_BACKEND_SIM_METRICS_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/backend_sim/counts.h"

namespace aurax::load::sim {

inline constexpr std::string_view kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

// What the kernel says of this process.
struct ProcessUsage {
  double cpu_seconds = 0;  // user and system
  uint64_t resident_bytes = 0;
};
ProcessUsage ReadProcessUsage();

// aurax_requests_total{endpoint,status}, aurax_request_duration_seconds{endpoint} (histogram),
// aurax_requests_in_flight{endpoint}, aurax_connections_open, aurax_network_receive_bytes_total,
// aurax_network_transmit_bytes_total, process_cpu_seconds_total, process_resident_memory_bytes.
std::string MetricsText(const Counts& counts, const ProcessUsage& usage);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_METRICS_TEXT_H_
