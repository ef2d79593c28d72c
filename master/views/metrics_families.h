// Builds the Prometheus text format family by family. With metrics_*.cc the only door to
// prometheus-cpp.
//
//   MetricFamilies out;
//   out.Counter("aurax_load_failures_total", "Requests that failed.");
//   for (...) out.Add(failures, {{"method", method}, {"name", name}});
//
// Not thread-safe.
#ifndef AURAX_MASTER_VIEWS_METRICS_FAMILIES_H_
#define AURAX_MASTER_VIEWS_METRICS_FAMILIES_H_

#include <prometheus/metric_family.h>
#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

// A value as Prometheus takes it, which refuses a whole page for one byte that is no UTF-8: such
// bytes become U+FFFD, and a text longer than kLabelBytes ends in "…".
std::string LabelValue(const std::string& text);
inline constexpr size_t kLabelBytes = 500;

class MetricFamilies {
 public:
  // Begin a family, which must be a new one; what is added next belongs to it. One without a sample
  // is left out of the text.
  void Gauge(const char* name, const char* help);
  void Counter(const char* name, const char* help);
  void Histogram(const char* name, const char* help);

  // To a gauge or counter. Values of labels must have gone through LabelValue() where they are not
  // our own words, and no two samples of a family may have the same ones.
  void Add(double value, MetricLabels labels = {});
  // To a histogram, in seconds; one without cumulative counts has the bucket +Inf alone.
  void Add(const v1::Latency& latency, MetricLabels labels);

  std::string Text();

 private:
  void Begin(const char* name, const char* help, prometheus::MetricType type);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_METRICS_FAMILIES_H_
