// Counts of latencies on the one grid that every part of aurax-load uses.
//
// The grid is base-2 log-linear with 128 sub-buckets an octave, unit 1 us: values below 128 us have a bucket each,
// from there each octave [2^k, 2^(k+1)) is cut into 128 equal buckets, so a value is known within +-0.39 %. It ends
// at 2^40 us (12.7 days); what is longer goes into one overflow bucket, never lost. The index is integer arithmetic,
// the same on every machine, so merging is exact, associative and commutative. Exact count, sum, min and max stand
// beside the buckets. (The layout is HdrHistogram's; G. Tene, hdrhistogram.org.)
//
// Not thread-safe. An octave's page is allocated when first used and kept by Clear(), so recording into a warm
// histogram allocates nothing.
#ifndef AURAX_COMMON_HISTOGRAM_H_
#define AURAX_COMMON_HISTOGRAM_H_

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>

#include "absl/status/status.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"

namespace aurax::load {

class Histogram {
 public:
  static constexpr int kSubBucketBits = 7;
  static constexpr uint32_t kSubBuckets = 1u << kSubBucketBits;              // an octave
  static constexpr int kMaxBits = 40;
  static constexpr uint32_t kPages = kMaxBits - kSubBucketBits + 1;          // page 0 is linear
  static constexpr uint32_t kOverflowBucket = kPages * kSubBuckets;
  static constexpr uint32_t kBuckets = kOverflowBucket + 1;

  // The bucket of a value, and back: the bucket holds [LowerBound(i), LowerBound(i + 1)).
  static constexpr uint32_t BucketOf(uint64_t us) {
    if (us < kSubBuckets) return static_cast<uint32_t>(us);
    const int octave = std::bit_width(us) - 1;  // >= 7
    if (octave >= kMaxBits) return kOverflowBucket;
    const int shift = octave - kSubBucketBits;
    return (static_cast<uint32_t>(shift + 1) << kSubBucketBits) +
           (static_cast<uint32_t>(us >> shift) & (kSubBuckets - 1));
  }
  static uint64_t LowerBound(uint32_t bucket);
  // The value that stands for a bucket: its middle. Every sample in it is within 0.39 % (or is exact below 128 us).
  static double Middle(uint32_t bucket);

  // Negative durations count as 0; fractions of a microsecond round to nearest.
  void Record(Duration value);
  void RecordMicros(uint64_t us, uint64_t count = 1);

  uint64_t count() const { return count_; }
  uint64_t sum_us() const { return sum_us_; }
  uint64_t min_us() const { return count_ == 0 ? 0 : min_us_; }
  uint64_t max_us() const { return max_us_; }
  uint64_t CountAt(uint32_t bucket) const;
  bool empty() const { return count_ == 0; }

  // The percentile `percent` (0..100) in microseconds: the middle of the bucket that holds the sample of rank
  // ceil(percent/100 * count) (nearest rank, at least 1), clamped to [min, max]; percent >= 100 is max. 0 if empty.
  double Percentile(double percent) const;

  void Merge(const Histogram& other);
  // Takes back what was merged before; `other` must be a part of this. min and max stay (they cannot be taken back)
  // unless the result is empty.
  void Subtract(const Histogram& other);
  // Keeps pages.
  void Clear();

  // Calls f(bucket, count) for every non-empty bucket in ascending order.
  template <typename F>
  void ForEachBucket(F&& f) const {
    for (uint32_t page = 0; page < kPages; ++page) {
      if (!pages_[page]) continue;
      for (uint32_t i = 0; i < kSubBuckets; ++i) {
        if (const uint64_t n = (*pages_[page])[i]; n != 0) f(page * kSubBuckets + i, n);
      }
    }
    if (overflow_ != 0) f(kOverflowBucket, overflow_);
  }

  // sum over buckets of count * Mix64(bucket + 1), modulo 2^64: linear, so sums of parts equal the sum of the whole.
  uint64_t BucketSum() const;

  // Wire form. Decoding adds straight from the message; a message that is not one of ours (a bucket beyond the grid,
  // counts that do not add up to `count`, min > max) is refused with InvalidArgument and changes nothing.
  void Encode(v1::Histogram* out) const;
  absl::Status MergeFrom(const v1::Histogram& in);

  // Equal in every bucket and every exact figure.
  bool operator==(const Histogram& other) const;

  Histogram() = default;
  Histogram(const Histogram& other);
  Histogram& operator=(const Histogram& other);
  Histogram(Histogram&&) = default;
  Histogram& operator=(Histogram&&) = default;

 private:
  using Page = std::array<uint64_t, kSubBuckets>;
  void Add(uint32_t bucket, uint64_t count);

  uint64_t count_ = 0;
  uint64_t sum_us_ = 0;
  uint64_t min_us_ = std::numeric_limits<uint64_t>::max();
  uint64_t max_us_ = 0;
  uint64_t overflow_ = 0;
  std::array<std::unique_ptr<Page>, kPages> pages_;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_HISTOGRAM_H_
