#include "common/histogram.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "common/random.h"

namespace aurax::load {
namespace {

constexpr uint64_t kMaxUint64 = std::numeric_limits<uint64_t>::max();

// Values spread evenly over the octaves, so that every page of the grid is met.
uint64_t AnyValue(RandomStream& random, int max_bits = 63) {
  return random.Next() >> (64 - random.Between(1, max_bits));
}

std::vector<uint64_t> EdgeValues() {
  std::vector<uint64_t> values = {0, 1, kMaxUint64 - 1, kMaxUint64};
  for (int bit = 1; bit < 64; ++bit) {
    for (int64_t delta : {-2, -1, 0, 1, 2}) values.push_back((uint64_t{1} << bit) + delta);
  }
  return values;
}

RandomStream Stream(uint64_t seed) { return {seed, 0, 0, StreamPurpose::kValues}; }

Histogram Of(const std::vector<uint64_t>& values) {
  Histogram h;
  for (uint64_t v : values) h.RecordMicros(v);
  return h;
}

Histogram AnyHistogram(uint64_t seed) {
  RandomStream random = Stream(seed);
  Histogram h;
  for (uint64_t n = random.Below(200); n > 0; --n) {
    h.RecordMicros(AnyValue(random, 44), 1 + random.Below(5));
  }
  return h;
}

v1::Histogram Encoded(const Histogram& h) {
  v1::Histogram out;
  h.Encode(&out);
  return out;
}

TEST(HistogramGrid, EveryValueLiesWithinTheBoundsOfItsBucket) {
  RandomStream random = Stream(1);
  std::vector<uint64_t> values = EdgeValues();
  for (int i = 0; i < 100000; ++i) values.push_back(AnyValue(random));
  for (uint64_t v : values) {
    const uint32_t bucket = Histogram::BucketOf(v);
    ASSERT_LT(bucket, Histogram::kBuckets) << v;
    ASSERT_LE(Histogram::LowerBound(bucket), v);
    if (v != kMaxUint64) {
      ASSERT_GT(Histogram::LowerBound(bucket + 1), v);
    }
  }
}

TEST(HistogramGrid, BucketsTileTheRangeWithoutGapOrOverlap) {
  EXPECT_EQ(Histogram::LowerBound(0), 0u);
  for (uint32_t bucket = 0; bucket < Histogram::kBuckets; ++bucket) {
    const uint64_t low = Histogram::LowerBound(bucket), next = Histogram::LowerBound(bucket + 1);
    ASSERT_LT(low, next);
    ASSERT_EQ(Histogram::BucketOf(low), bucket);
    ASSERT_EQ(Histogram::BucketOf(next - 1), bucket);
  }
}

TEST(HistogramGrid, MiddleIsWithinOneIn256OfEverySampleAndExactBelow256) {
  RandomStream random = Stream(2);
  std::vector<uint64_t> values = EdgeValues();
  for (int i = 0; i < 100000; ++i) values.push_back(AnyValue(random, Histogram::kMaxBits));
  for (uint64_t v : values) {
    if (v >= uint64_t{1} << Histogram::kMaxBits) continue;
    const double exact = static_cast<double>(v);
    const double error = std::abs(Histogram::Middle(Histogram::BucketOf(v)) - exact);
    ASSERT_LE(error, v < 256 ? 0 : exact / 256) << v;
  }
}

TEST(Histogram, ExactFiguresStandBesideTheBuckets) {
  const Histogram h = Of({3, 1'000'003, 70});
  EXPECT_EQ(h.count(), 3u);
  EXPECT_EQ(h.sum_us(), 1'000'076u);
  EXPECT_EQ(h.min_us(), 3u);
  EXPECT_EQ(h.max_us(), 1'000'003u);
  EXPECT_EQ(h.CountAt(70), 1u);
  EXPECT_EQ(h.CountAt(71), 0u);
}

TEST(Histogram, EmptyIsSmallAndAllZero) {
  static_assert(sizeof(Histogram) <= 48);
  const Histogram h;
  EXPECT_TRUE(h.empty());
  EXPECT_EQ(h.min_us(), 0u);
  EXPECT_EQ(h.max_us(), 0u);
  EXPECT_EQ(h.Percentile(50), 0);
  EXPECT_EQ(h.CountAt(0), 0u);
}

TEST(Histogram, DurationsRoundToTheNearestMicrosecondAndNegativeCountsAsZero) {
  Histogram h;
  for (int64_t ns : {-1'000'000, 0, 499}) h.Record(Duration(ns));
  EXPECT_EQ(h.CountAt(0), 3u);
  for (int64_t ns : {500, 1499}) h.Record(Duration(ns));
  EXPECT_EQ(h.CountAt(1), 2u);
  h.Record(Duration::max());  // 292 years
  EXPECT_EQ(h.max_us(), 9223372036854776u);
  EXPECT_EQ(h.CountAt(Histogram::kOverflowBucket), 1u);
}

TEST(Histogram, WhatIsLongerThanTheGridIsKeptInTheOverflowBucket) {
  const uint64_t month = 30ull * 24 * 3600 * 1'000'000;
  const Histogram h = Of({10, month, month});
  EXPECT_EQ(h.count(), 3u);
  EXPECT_EQ(h.CountAt(Histogram::kOverflowBucket), 2u);
  EXPECT_EQ(h.Percentile(99), static_cast<double>(month));
}

TEST(HistogramMerge, IsAssociativeAndCommutativeWithTheEmptyOneAsIdentity) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Histogram a = AnyHistogram(seed), b = AnyHistogram(seed + 1000),
                    c = AnyHistogram(seed + 2000);
    Histogram left = a, right = b, swapped = b, identity = a, from_empty;
    left.Merge(b);
    swapped.Merge(a);
    ASSERT_EQ(left, swapped);
    left.Merge(c);
    right.Merge(c);
    Histogram a_then_right = a;
    a_then_right.Merge(right);
    ASSERT_EQ(left, a_then_right);
    identity.Merge(Histogram());
    ASSERT_EQ(identity, a);
    from_empty.Merge(a);
    ASSERT_EQ(from_empty, a);
  }
}

TEST(HistogramMerge, PartsEqualTheWhole) {
  RandomStream random = Stream(4);
  std::vector<Histogram> parts(7);
  Histogram whole, merged;
  uint64_t bucket_sum = 0;
  for (int i = 0; i < 20000; ++i) {
    const uint64_t v = AnyValue(random, 42);
    whole.RecordMicros(v);
    parts[random.Below(parts.size())].RecordMicros(v);
  }
  for (const Histogram& part : parts) {
    merged.Merge(part);
    bucket_sum += part.BucketSum();
  }
  EXPECT_EQ(merged, whole);
  EXPECT_EQ(bucket_sum, whole.BucketSum());
}

TEST(HistogramMerge, SubtractIsItsInverse) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Histogram a = AnyHistogram(seed), b = AnyHistogram(seed + 1000);
    Histogram h = a;
    h.Merge(b);
    h.Subtract(b);
    ASSERT_EQ(h.count(), a.count());
    ASSERT_EQ(h.sum_us(), a.sum_us());
    ASSERT_EQ(h.BucketSum(), a.BucketSum());
    h.Subtract(a);
    ASSERT_EQ(h, Histogram());
  }
}

TEST(Histogram, DifferenceInAnyBucketIsSeenByEqualityAndBucketSum) {
  // Same count, sum, min and max; only the middle differs.
  const Histogram a = Of({1, 50, 60, 100}), b = Of({1, 40, 70, 100});
  EXPECT_FALSE(a == b);
  EXPECT_NE(a.BucketSum(), b.BucketSum());
}

TEST(Histogram, ClearCopyAndMoveLeaveNothingBehind) {
  Histogram h = AnyHistogram(5);
  const Histogram copy = h;
  Histogram moved = std::move(h);
  EXPECT_EQ(moved, copy);
  EXPECT_EQ(h, Histogram());  // NOLINT(bugprone-use-after-move): part of the contract
  h.RecordMicros(7);
  EXPECT_EQ(h, Of({7}));
  moved.Clear();
  EXPECT_EQ(moved, Histogram());
  moved.RecordMicros(7);
  EXPECT_EQ(moved, h);
  moved = copy;
  EXPECT_EQ(moved, copy);
}

TEST(HistogramWire, DecodingWhatWasEncodedIsTheIdentity) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const Histogram h = AnyHistogram(seed);
    v1::Histogram wire;
    ASSERT_TRUE(wire.ParseFromString(Encoded(h).SerializeAsString()));
    Histogram back;
    ASSERT_TRUE(back.MergeFrom(wire).ok());
    ASSERT_EQ(back, h);
  }
}

TEST(HistogramWire, DecodingAddsExactlyAsMergeDoes) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    Histogram decoded = AnyHistogram(seed), merged = decoded;
    const Histogram other = AnyHistogram(seed + 1000);
    ASSERT_TRUE(decoded.MergeFrom(Encoded(other)).ok());
    merged.Merge(other);
    ASSERT_EQ(decoded, merged);
  }
}

TEST(HistogramWire, HoldsRunsOfNonEmptyBucketsOnly) {
  EXPECT_EQ(Encoded(Histogram()).ByteSizeLong(), 0u);
  EXPECT_THAT(Encoded(Of({0})).spans(), testing::ElementsAre(0, 1, 1));
  EXPECT_THAT(Encoded(Of({5, 6, 6, 9, Histogram::LowerBound(Histogram::kOverflowBucket)})).spans(),
              testing::ElementsAre(5, 2, 1, 2, 2, 1, 1, Histogram::kOverflowBucket - 10, 1, 1));
}

v1::Histogram Wire(std::vector<uint64_t> spans, uint64_t count, uint64_t min, uint64_t max) {
  v1::Histogram wire;
  wire.mutable_spans()->Add(spans.begin(), spans.end());
  wire.set_count(count);
  wire.set_min_us(min);
  wire.set_max_us(max);
  return wire;
}

TEST(HistogramWire, MalformedMessagesAreRefusedAndChangeNothing) {
  v1::Histogram sum_without_samples;
  sum_without_samples.set_sum_us(1);
  const std::vector<v1::Histogram> bad = {
      Wire({5, 1, 2}, 3, 5, 5),                             // counts do not add up
      Wire({5, 1, 2}, 0, 0, 0),                             //
      Wire({}, 1, 5, 5),                                    //
      Wire({5, 2, kMaxUint64, 2}, 1, 5, 6),                 // ... except when they wrap
      Wire({5, 1, 2}, 2, 6, 5),                             // min > max
      Wire({5, 1, 2}, 2, 6, 6),                             // a sample below min
      Wire({5, 1, 2}, 2, 4, 4),                             // a sample above max
      Wire({5, 2, 2}, 2, 5, 5),                             // run cut short
      Wire({5, 1}, 0, 0, 0),                                //
      Wire({5}, 0, 0, 0),                                   //
      Wire({5, kMaxUint64, 2}, 2, 5, 5),                    //
      Wire({5, 0, 2, 1, 1}, 2, 5, 5),                       // empty run
      Wire({5, 2, 2, 0}, 2, 5, 6),                          // empty bucket in a run
      Wire({5, 1, 2, 0, 1, 1}, 3, 5, 6),                    // run without a gap before it
      Wire({Histogram::kBuckets, 1, 1}, 1, 0, kMaxUint64),  // beyond the grid
      Wire({kMaxUint64, 2, 1, 1}, 2, 0, kMaxUint64),        //
      sum_without_samples,
  };
  const Histogram before = AnyHistogram(6);
  for (const v1::Histogram& wire : bad) {
    Histogram h = before;
    EXPECT_EQ(h.MergeFrom(wire).code(), absl::StatusCode::kInvalidArgument)
        << wire.ShortDebugString();
    EXPECT_EQ(h, before);
  }
}

TEST(HistogramWire, RandomMessagesNeverCrashNorBreakTheCount) {
  RandomStream random = Stream(7);
  for (int i = 0; i < 20000; ++i) {
    v1::Histogram wire = Encoded(AnyHistogram(random.Below(50)));
    if (wire.spans().empty()) continue;
    for (int change = 0; change < 3; ++change) {
      wire.set_spans(static_cast<int>(random.Below(wire.spans_size())), AnyValue(random));
    }
    Histogram h;
    if (!h.MergeFrom(wire).ok()) {
      ASSERT_TRUE(h.empty());
      continue;
    }
    uint64_t counted = 0;
    h.ForEachBucket([&](uint32_t, uint64_t n) { counted += n; });
    ASSERT_EQ(counted, h.count());
  }
}

TEST(HistogramPercentile, IsWithinTheBucketErrorOfTheSortedSamples) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream random = Stream(seed);
    std::vector<uint64_t> values;
    for (uint64_t n = 1 + random.Below(2000); n > 0; --n) values.push_back(AnyValue(random, 40));
    const Histogram h = Of(values);
    std::sort(values.begin(), values.end());
    for (int thousandths : {1, 500, 50000, 66000, 95000, 99000, 99900, 99990, 99999, 100000}) {
      const uint64_t rank = (thousandths * values.size() + 99999) / 100000;
      const double exact = static_cast<double>(values[rank - 1]);
      const double got = h.Percentile(thousandths / 1000.0);
      ASSERT_NEAR(got, exact, exact / 256) << thousandths << " of " << values.size();
      ASSERT_GE(got, static_cast<double>(h.min_us()));
      ASSERT_LE(got, static_cast<double>(h.max_us()));
    }
  }
}

TEST(HistogramPercentile, IsTheNearestRankAtEveryEdge) {
  std::vector<uint64_t> values(200);
  for (uint64_t i = 0; i < values.size(); ++i) values[i] = i + 1;
  const Histogram h = Of(values);  // every bucket here is exact
  EXPECT_EQ(h.Percentile(-1), 1);
  EXPECT_EQ(h.Percentile(0), 1);
  EXPECT_EQ(h.Percentile(0.5), 1);
  EXPECT_EQ(h.Percentile(0.51), 2);
  EXPECT_EQ(h.Percentile(50), 100);
  EXPECT_EQ(h.Percentile(99.5), 199);
  EXPECT_EQ(h.Percentile(99.51), 200);
  EXPECT_EQ(h.Percentile(100), 200);
  EXPECT_EQ(h.Percentile(1000), 200);
}

// 99.9, 99.99 and 99.999 are not doubles; a rank one too high would be the next sample.
TEST(HistogramPercentile, RanksOfDecimalPercentsAreExactForAnyCount) {
  for (uint64_t thousands = 1; thousands <= 500; ++thousands) {
    for (int thousandths : {66000, 90000, 99900, 99990, 99999}) {
      const uint64_t count = thousands * 100000, rank = count / 100000 * thousandths;
      Histogram h;
      h.RecordMicros(10, rank);
      h.RecordMicros(200, count - rank);
      ASSERT_EQ(h.Percentile(thousandths / 1000.0), 10) << count;
      h.RecordMicros(200);  // one sample more, and the rank moves up
      ASSERT_EQ(h.Percentile(thousandths / 1000.0), 200) << count;
    }
  }
}

TEST(HistogramPercentile, IsClampedToTheExactMinAndMax) {
  const Histogram h = Of({1'000'001, 1'000'001, 1'000'002});
  EXPECT_EQ(h.Percentile(1), 1'000'002);  // the bucket's middle is beyond both
  EXPECT_EQ(Of({1'000'001}).Percentile(50), 1'000'001);
}

}  // namespace
}  // namespace aurax::load
