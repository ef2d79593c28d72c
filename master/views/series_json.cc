#include "master/views/series_json.h"

#include <cmath>

#include "common/histogram.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kBucketsAnOctave = 4;

uint32_t HeatBucketOf(uint32_t bucket) {
  const double us = Histogram::Middle(bucket);
  return us < 1 ? 0 : static_cast<uint32_t>(std::floor(kBucketsAnOctave * std::log2(us)));
}

Json HeatJson(const v1::Histogram& histogram) {
  Json flat = Json::array();
  for (const auto& [bucket, count] : HeatOf(histogram)) {
    flat.push_back(bucket);
    flat.push_back(count);
  }
  return flat;
}

template <typename Value>
Json Column(std::span<const std::shared_ptr<const v1::SeriesPoint>> points, Value&& value) {
  Json column = Json::array();
  for (const auto& point : points) column.push_back(value(*point));
  return column;
}

}  // namespace

std::vector<std::pair<uint32_t, uint64_t>> HeatOf(const v1::Histogram& histogram) {
  std::vector<std::pair<uint32_t, uint64_t>> heat;
  Histogram::ForEachBucketOf(histogram, [&heat](uint32_t bucket, uint64_t count) {
    const uint32_t to = HeatBucketOf(bucket);
    if (heat.empty() || heat.back().first != to) heat.emplace_back(to, 0);
    heat.back().second += count;
  });
  return heat;
}

Json SeriesJson(std::span<const std::shared_ptr<const v1::SeriesPoint>> points, uint64_t epoch) {
  using Point = v1::SeriesPoint;
  return {{"epoch", epoch},
          {"from_us", Column(points, [](const Point& p) { return p.from_us(); })},
          {"to_us", Column(points, [](const Point& p) { return p.to_us(); })},
          {"requests", Column(points, [](const Point& p) { return p.requests(); })},
          {"failures", Column(points, [](const Point& p) { return p.failures(); })},
          {"users", Column(points, [](const Point& p) { return p.users(); })},
          {"workers", Column(points, [](const Point& p) { return p.workers(); })},
          {"p50_us", Column(points, [](const Point& p) { return p.p50_us(); })},
          {"p95_us", Column(points, [](const Point& p) { return p.p95_us(); })},
          {"p99_us", Column(points, [](const Point& p) { return p.p99_us(); })},
          {"heat", Column(points, [](const Point& p) { return HeatJson(p.response_time()); })}};
}

}  // namespace aurax::load::master
