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

// Where a curve is known: finer towards the end, and all that Locust's tables have but 66.
inline constexpr std::array<double, 41> kCurvePercents = {
    0,      10,     20,     30,     40,     50,     60,     70,    75,    80,    85,
    90,     92,     94,     95,     96,     97,     98,     99,    99.2,  99.4,  99.5,
    99.6,   99.7,   99.8,   99.9,   99.92,  99.94,  99.95,  99.96, 99.97, 99.98, 99.99,
    99.992, 99.994, 99.995, 99.996, 99.997, 99.998, 99.999, 100};

// Everything of a v1::Latency but its histogram, curve and cumulative counts; all zero if
// `histogram` is empty.
v1::Latency ToLatency(const Histogram& histogram);
// The same with Locust's median and percentiles (locust_rounding.h), milliseconds * 1000.
v1::Latency ToLocustLatency(const Histogram& histogram);
// Its curve: exact, also where the percentiles are Locust's. Nothing if `histogram` is empty.
void AddCurve(const Histogram& histogram, v1::Latency* latency);

// The value of a percentile that `latency` carries, in microseconds; 0 where it carries none.
double PercentileUs(const v1::Latency& latency, double percent);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_LATENCY_H_
