#include "master/latency.h"

#include <cmath>

#include "master/locust_rounding.h"

namespace aurax::load::master {
namespace {

v1::Latency ExactFigures(const Histogram& histogram) {
  v1::Latency latency;
  if (histogram.empty()) return latency;
  latency.set_count(histogram.count());
  latency.set_sum_us(histogram.sum_us());
  latency.set_min_us(histogram.min_us());
  latency.set_max_us(histogram.max_us());
  latency.set_average_us(static_cast<double>(histogram.sum_us()) /
                         static_cast<double>(histogram.count()));
  return latency;
}

void AddPercentile(double percent, double value_us, v1::Latency& latency) {
  v1::Percentile* percentile = latency.add_percentiles();
  percentile->set_percent(percent);
  percentile->set_value_us(value_us);
}

}  // namespace

v1::Latency ToLatency(const Histogram& histogram) {
  v1::Latency latency = ExactFigures(histogram);
  if (histogram.empty()) return latency;
  latency.set_median_us(histogram.Percentile(50));
  for (const ReportedPercent& p : kReportedPercents) {
    AddPercentile(p.percent, histogram.Percentile(p.percent), latency);
  }
  return latency;
}

v1::Latency ToLocustLatency(const Histogram& histogram) {
  v1::Latency latency = ExactFigures(histogram);
  if (histogram.empty()) return latency;
  const LocustBuckets buckets = ToLocustBuckets(histogram);
  const double min_ms = static_cast<double>(histogram.min_us()) / 1000;
  const double max_ms = static_cast<double>(histogram.max_us()) / 1000;
  latency.set_median_us(LocustMedian(buckets, min_ms, max_ms) * 1000);
  for (const ReportedPercent& p : kReportedPercents) {
    AddPercentile(p.percent, static_cast<double>(LocustPercentile(buckets, p.fraction)) * 1000,
                  latency);
  }
  return latency;
}

void AddCurve(const Histogram& histogram, v1::Latency* latency) {
  if (histogram.empty()) return;
  for (const double percent : kCurvePercents) {
    v1::Percentile* point = latency->add_curve();
    point->set_percent(percent);
    point->set_value_us(histogram.Percentile(percent));
  }
}

double PercentileUs(const v1::Latency& latency, double percent) {
  for (const v1::Percentile& p : latency.percentiles()) {
    if (std::abs(p.percent() - percent) < 1e-9) return p.value_us();
  }
  return 0;
}

}  // namespace aurax::load::master
