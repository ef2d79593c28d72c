#include "master/web/row_text.h"

#include <cmath>
#include <string_view>

#include "master/web/json_writer.h"

namespace aurax::load::master {
namespace {

constexpr std::array<std::string_view, 19> kKeys = {
    "requests",  "failures",  "rps",     "fps",         "now_p50",      "now_p95", "now_p99",
    "total_rps", "total_fps", "average", "min",         "max",          "p50",     "p90",
    "p95",       "p99",       "p999",    "service_p95", "average_bytes"};

double Percentile(const v1::Latency& latency, double percent) {
  for (const v1::Percentile& p : latency.percentiles()) {
    if (p.percent() == percent) return p.value_us();
  }
  return 0;
}

double Tenth(double us) { return std::round(us * 10) / 10; }
double Thousandth(double rate) { return std::round(rate * 1000) / 1000; }

}  // namespace

RowFigures RowFiguresOf(const v1::Entry& entry) {
  const v1::Latency& time = entry.response_time();
  const v1::Latency& now = entry.current_response_time();
  const auto requests = static_cast<double>(entry.requests());
  return {requests,
          static_cast<double>(entry.failures()),
          Thousandth(entry.current_rps()),
          Thousandth(entry.current_failures_per_s()),
          Tenth(Percentile(now, 50)),
          Tenth(Percentile(now, 95)),
          Tenth(Percentile(now, 99)),
          Thousandth(entry.total_rps()),
          Thousandth(entry.total_failures_per_s()),
          Tenth(time.average_us()),
          static_cast<double>(time.min_us()),
          static_cast<double>(time.max_us()),
          Tenth(time.median_us()),
          Tenth(Percentile(time, 90)),
          Tenth(Percentile(time, 95)),
          Tenth(Percentile(time, 99)),
          Tenth(Percentile(time, 99.9)),
          Tenth(Percentile(entry.service_time(), 95)),
          requests == 0 ? 0 : Tenth(static_cast<double>(entry.body_bytes()) / requests)};
}

void WriteRow(JsonWriter* json, int64_t id, const v1::Entry& entry, const RowFigures& figures) {
  json->Begin('{').Member("id", id);
  json->Key("method").Text(entry.method());
  json->Key("name").Text(entry.name());
  for (size_t i = 0; i < kKeys.size(); ++i) json->Member(kKeys[i], figures[i]);
  json->End('}');
}

}  // namespace aurax::load::master
