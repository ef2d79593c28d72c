// A histogram as the report shows it: the one place where percentiles are computed.
#ifndef AURAX_MASTER_LATENCY_H_
#define AURAX_MASTER_LATENCY_H_

#include <array>

#include "aurax/load/v1/report.pb.h"
#include "common/histogram.h"

namespace aurax::load::master {

// Those of Locust's tables, and 99.999. The fraction is a literal of its own: 99.9 / 100 is not the
// double 0.999, and Locust's percentiles depend on that.
struct ReportedPercent {
  double percent;
  double fraction;
};
inline constexpr std::array<ReportedPercent, 12> kReportedPercents = {{
    {50, 0.50},
    {66, 0.66},
    {75, 0.75},
    {80, 0.80},
    {90, 0.90},
    {95, 0.95},
    {98, 0.98},
    {99, 0.99},
    {99.9, 0.999},
    {99.99, 0.9999},
    {99.999, 0.99999},
    {100, 1.0},
}};

// Everything of a v1::Latency but its histogram; all zero if `histogram` is empty.
v1::Latency ToLatency(const Histogram& histogram);
// The same with Locust's median and percentiles (locust_rounding.h), milliseconds * 1000.
v1::Latency ToLocustLatency(const Histogram& histogram);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_LATENCY_H_
