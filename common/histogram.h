// Counts of latencies on the one grid that every part of aurax-load uses.
//
// The grid is base-2 log-linear with 128 sub-buckets an octave, unit 1 us: values below 256 us have
// a bucket each, from there each octave [2^k, 2^(k+1)) is cut into 128 equal buckets, so a value is
// known within +-0.39 %. It ends at 2^40 us (12.7 days); what is longer goes into one overflow
// bucket, never lost. The index is integer arithmetic, the same on every machine, so merging is
// exact, associative and commutative. Exact count, sum, min and max stand beside the buckets. (The
// layout is HdrHistogram's; G. Tene, hdrhistogram.org.)
//
// Not thread-safe. Empty it is 48 bytes. The table of octaves and an octave's page (1 KiB) are
// allocated when first used and kept by Clear(), so recording into a warm histogram allocates
// nothing.
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
  static constexpr uint32_t kSubBuckets = 1u << kSubBucketBits;  // an octave
  static constexpr int kMaxBits = 40;
  static constexpr uint32_t kPages = kMaxBits - kSubBucketBits + 1;  // page 0 is linear
  static constexpr uint32_t kOverflowBucket = kPages * kSubBuckets;
  static constexpr uint32_t kBuckets = kOverflowBucket + 1;

  // The bucket of a value, and back: the bucket holds [LowerBound(i), LowerBound(i + 1)). i may be
  // kBuckets, the end of the overflow bucket: the largest uint64_t.
  static constexpr uint32_t BucketOf(uint64_t us) {
    if (us < kSubBuckets) return static_cast<uint32_t>(us);
    const int octave = std::bit_width(us) - 1;  // >= 7
    if (octave >= kMaxBits) return kOverflowBucket;
    const int shift = octave - kSubBucketBits;
    return (static_cast<uint32_t>(shift + 1) << kSubBucketBits) +
           (static_cast<uint32_t>(us >> shift) & (kSubBuckets - 1));
  }
  static uint64_t LowerBound(uint32_t bucket);
  // The value that stands for a bucket: the mean of the whole microseconds in it. Every sample in
  // it is within 1/256 of that (and exact below 256 us). For the overflow bucket its lower bound.
  static double Middle(uint32_t bucket);

  // Negative durations count as 0; fractions of a microsecond round to nearest.
  void Record(Duration value) {
    const int64_t ns = value.count();
    if (ns <= 0) return RecordMicros(0);
    // Not (ns + 500) / 1000, which overflows near the end.
    RecordMicros(static_cast<uint64_t>(ns / 1000) + (ns % 1000 >= 500 ? 1 : 0));
  }
  void RecordMicros(uint64_t us, uint64_t count = 1) {
    if (count == 0) return;
    Add(BucketOf(us), count);
    count_ += count;
    sum_us_ += us * count;
    if (us < min_us_) min_us_ = us;
    if (us > max_us_) max_us_ = us;
  }

  uint64_t count() const { return count_; }
  uint64_t sum_us() const { return sum_us_; }
  uint64_t min_us() const { return count_ == 0 ? 0 : min_us_; }
  uint64_t max_us() const { return max_us_; }
  uint64_t CountAt(uint32_t bucket) const;
  bool empty() const { return count_ == 0; }

  // The percentile `percent` (0..100) in microseconds: the middle of the bucket that holds the
  // sample of rank ceil(percent/100 * count) (nearest rank, at least 1), clamped to [min, max]; max
  // if that is the overflow bucket or percent >= 100. 0 if empty.
  double Percentile(double percent) const;

  void Merge(const Histogram& other);
  // Takes back what was merged before; `other` must be a part of this. min and max stay (they
  // cannot be taken back) unless the result is empty.
  void Subtract(const Histogram& other);
  // Keeps pages.
  void Clear();

  // Calls f(bucket, count) for every non-empty bucket in ascending order.
  template <typename F>
  void ForEachBucket(F&& f) const {
    for (uint32_t page = 0; pages_ && page < kPages; ++page) {
      const Page* counts = (*pages_)[page].get();
      if (counts == nullptr) continue;
      for (uint32_t i = 0; i < kSubBuckets; ++i) {
        if ((*counts)[i] != 0) f(page * kSubBuckets + i, (*counts)[i]);
      }
    }
    if (overflow_ != 0) f(kOverflowBucket, overflow_);
  }

  // The same of a message that is valid.
  template <typename F>
  static void ForEachBucketOf(const v1::Histogram& in, F&& f) {
    const auto& spans = in.spans();
    uint32_t bucket = 0;
    for (int i = 0; i < spans.size();) {
      bucket += static_cast<uint32_t>(spans[i]);
      const uint64_t length = spans[i + 1];
      i += 2;
      for (uint64_t n = 0; n < length; ++n) f(bucket++, spans[i++]);
    }
  }

  // sum over buckets of count * Mix64(bucket + 1), modulo 2^64: linear, so sums of parts equal the
  // sum of the whole.
  uint64_t BucketSum() const;
  // The same of a message that is valid.
  static uint64_t BucketSumOf(const v1::Histogram& in);

  // Wire form (snapshot.proto). Decoding adds straight from the message; a message that Encode()
  // would not have written (a bucket beyond the grid, empty or unfinished runs, counts that do not
  // add up to `count`, min and max on the wrong side of the buckets) is refused with
  // InvalidArgument and changes nothing. Validate() only looks.
  void Encode(v1::Histogram* out) const;
  absl::Status MergeFrom(const v1::Histogram& in);
  // Without looking: requires that Validate(in) said yes.
  void MergeValid(const v1::Histogram& in);
  static absl::Status Validate(const v1::Histogram& in);

  // Equal in every bucket and every exact figure.
  bool operator==(const Histogram& other) const;

  Histogram() = default;
  Histogram(const Histogram& other);
  Histogram& operator=(const Histogram& other);
  // The source is left empty.
  Histogram(Histogram&& other) noexcept { Swap(other); }
  Histogram& operator=(Histogram&& other) noexcept;

 private:
  using Page = std::array<uint64_t, kSubBuckets>;
  using Pages = std::array<std::unique_ptr<Page>, kPages>;

  void Add(uint32_t bucket, uint64_t count) {
    if (bucket == kOverflowBucket) [[unlikely]] {
      overflow_ += count;
      return;
    }
    Page* page = pages_ ? (*pages_)[bucket >> kSubBucketBits].get() : nullptr;
    if (page == nullptr) [[unlikely]]
      page = NewPage(bucket >> kSubBucketBits);
    (*page)[bucket & (kSubBuckets - 1)] += count;
  }
  // Makes the page if it is not there yet.
  Page* NewPage(uint32_t page);
  void Swap(Histogram& other) noexcept;

  uint64_t count_ = 0;
  uint64_t sum_us_ = 0;
  uint64_t min_us_ = std::numeric_limits<uint64_t>::max();
  uint64_t max_us_ = 0;
  uint64_t overflow_ = 0;
  std::unique_ptr<Pages> pages_;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_HISTOGRAM_H_
