#include "master/locust_rounding.h"

#include <algorithm>
#include <cmath>

namespace aurax::load::master {
namespace {

uint64_t Samples(const LocustBuckets& buckets) {
  uint64_t n = 0;
  for (const auto& [bucket, count] : buckets) n += count;
  return n;
}

}  // namespace

int64_t LocustBucket(double ms) {
  const int64_t step = ms < 100 ? 1 : ms < 1000 ? 10 : ms < 10000 ? 100 : 1000;
  // fmod is exact; ms / step would round, and could round onto a half.
  const double rest = std::fmod(ms, static_cast<double>(step));
  const int64_t steps = static_cast<int64_t>(ms - rest) / step;
  const double twice = 2 * rest;
  const bool up =
      twice > static_cast<double>(step) || (twice == static_cast<double>(step) && steps % 2 == 1);
  return (steps + (up ? 1 : 0)) * step;
}

LocustBuckets ToLocustBuckets(const Histogram& histogram) {
  const double low = static_cast<double>(histogram.min_us());
  const double high = static_cast<double>(histogram.max_us());
  LocustBuckets buckets;
  histogram.ForEachBucket([&](uint32_t bucket, uint64_t count) {
    const double us = bucket == Histogram::kOverflowBucket
                          ? high
                          : std::clamp(Histogram::Middle(bucket), low, high);
    buckets[LocustBucket(us / 1000)] += count;
  });
  return buckets;
}

int64_t LocustPercentile(const LocustBuckets& buckets, double fraction) {
  const uint64_t n = Samples(buckets);
  const uint64_t k = static_cast<uint64_t>(static_cast<double>(n) * fraction);
  uint64_t seen = 0;
  for (auto it = buckets.rbegin(); it != buckets.rend(); ++it) {
    seen += it->second;
    if (n - seen <= k) return it->first;
  }
  return 0;
}

double LocustMedian(const LocustBuckets& buckets, double min_ms, double max_ms) {
  const uint64_t n = Samples(buckets);
  if (n == 0) return 0;
  uint64_t position = (n - 1) / 2;
  for (const auto& [bucket, count] : buckets) {
    if (position < count) return std::clamp(static_cast<double>(bucket), min_ms, max_ms);
    position -= count;
  }
  return max_ms;
}

}  // namespace aurax::load::master
