#include "master/views/metrics_families.h"

#include <limits>
#include <prometheus/text_serializer.h>
#include <utility>

#include "common/utf8.h"
#include "master/cumulative_counts.h"

namespace aurax::load::master {
namespace {

double Seconds(uint64_t us) { return static_cast<double>(us) / 1e6; }

}  // namespace

std::string LabelValue(const std::string& text) {
  if (text.size() <= kLabelBytes) return ValidUtf8(text);
  return ValidUtf8(text, kLabelBytes) + "…";
}

void MetricFamilies::Begin(const char* name, const char* help, prometheus::MetricType type) {
  prometheus::MetricFamily& family = families_.emplace_back();
  family.name = name;
  family.help = help;
  family.type = type;
}

void MetricFamilies::Gauge(const char* name, const char* help) {
  Begin(name, help, prometheus::MetricType::Gauge);
}

void MetricFamilies::Counter(const char* name, const char* help) {
  Begin(name, help, prometheus::MetricType::Counter);
}

void MetricFamilies::Histogram(const char* name, const char* help) {
  Begin(name, help, prometheus::MetricType::Histogram);
}

void MetricFamilies::Add(double value, MetricLabels labels) {
  prometheus::ClientMetric& metric = families_.back().metric.emplace_back();
  metric.label = std::move(labels);
  metric.gauge.value = value;
  metric.counter.value = value;
}

void MetricFamilies::Add(const v1::Latency& latency, MetricLabels labels) {
  prometheus::ClientMetric& metric = families_.back().metric.emplace_back();
  metric.label = std::move(labels);
  metric.histogram.sample_count = latency.count();
  metric.histogram.sample_sum = Seconds(latency.sum_us());
  for (size_t i = 0; i < kCumulativeBoundsUs.size(); ++i) {
    const int index = static_cast<int>(i);
    const bool known = index < latency.cumulative_size();
    // Buckets of nothing from the start, so that the first samples are an increase.
    if (!known && latency.count() != 0) continue;
    metric.histogram.bucket.push_back(
        {known ? latency.cumulative(index) : 0, Seconds(kCumulativeBoundsUs[i])});
  }
  metric.histogram.bucket.push_back({latency.count(), std::numeric_limits<double>::infinity()});
}

std::string MetricFamilies::Text() {
  std::erase_if(families_, [](const auto& family) { return family.metric.empty(); });
  return prometheus::TextSerializer().Serialize(families_);
}

}  // namespace aurax::load::master
