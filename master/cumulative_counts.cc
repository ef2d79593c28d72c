#include "master/cumulative_counts.h"

#include <algorithm>
#include <numeric>

#include "common/histogram.h"

namespace aurax::load::master {
namespace {

// For each bucket of the grid the first bound that it is within.
std::array<uint8_t, Histogram::kBuckets> BoundsOfBuckets() {
  std::array<uint8_t, Histogram::kBuckets> bounds{};
  for (uint32_t bucket = 0; bucket < Histogram::kBuckets; ++bucket) {
    const double middle = Histogram::Middle(bucket);
    const auto bound = std::find_if(kCumulativeBoundsUs.begin(), kCumulativeBoundsUs.end(),
                                    [&](uint64_t us) { return middle <= static_cast<double>(us); });
    bounds[bucket] = static_cast<uint8_t>(bound - kCumulativeBoundsUs.begin());
  }
  return bounds;
}

}  // namespace

void CumulativeCounts::Add(const v1::Histogram& in) {
  static const std::array<uint8_t, Histogram::kBuckets> kBounds = BoundsOfBuckets();
  Histogram::ForEachBucketOf(
      in, [this](uint32_t bucket, uint64_t count) { between_[kBounds[bucket]] += count; });
}

void CumulativeCounts::Merge(const CumulativeCounts& other) {
  for (size_t i = 0; i < between_.size(); ++i) between_[i] += other.between_[i];
}

void CumulativeCounts::Fill(v1::Latency* latency) const {
  latency->clear_cumulative();
  if (std::accumulate(between_.begin(), between_.end(), uint64_t{0}) == 0) return;
  uint64_t samples = 0;
  for (size_t i = 0; i < kCumulativeBoundsUs.size(); ++i) {
    latency->add_cumulative(samples += between_[i]);
  }
}

}  // namespace aurax::load::master
