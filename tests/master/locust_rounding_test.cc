#include "master/locust_rounding.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

#include "common/random.h"
#include "master/latency.h"

namespace aurax::load::master {
namespace {

Histogram OfMillis(const std::vector<double>& samples) {
  Histogram h;
  for (double ms : samples) h.RecordMicros(static_cast<uint64_t>(std::llround(ms * 1000)));
  return h;
}

double PercentileMillis(const v1::Latency& latency, double percent) {
  for (const v1::Percentile& p : latency.percentiles()) {
    if (p.percent() == percent) return p.value_us() / 1000;
  }
  ADD_FAILURE() << "no percentile " << percent;
  return -1;
}

// Every vector printed by Locust's own code (2.12.1 and newest agree).
TEST(LocustBucket, RoundsAsPythonDoes) {
  const std::vector<std::pair<double, int64_t>> vectors = {
      {0, 0},          {0.5, 0},         {1.5, 2},
      {2.5, 2},        {12.5, 12},       {99.49, 99},
      {99.5, 100},     {100, 100},       {105, 100},
      {115, 120},      {125, 120},       {145, 140},
      {145.5, 150},    {994.9, 990},     {995, 1000},
      {1050, 1000},    {1150, 1200},     {2280.5, 2300},
      {9949.9, 9900},  {9950, 10000},    {10500, 10000},
      {11500, 12000},  {123456, 123000}, {104.99999999999999, 100},
      {645, 640},      {655, 660},       {105.00000000000001, 110},
      {268.0586, 270}, {3.2, 3},         {644.9999999999999, 640},
  };
  for (const auto& [ms, bucket] : vectors) EXPECT_EQ(LocustBucket(ms), bucket) << ms;
}

TEST(LocustBucket, IsMonotonicAndWithinHalfAStep) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 100000; ++i) {
    const double ms = std::pow(10, 6 * random.Unit());
    const double step = ms < 100 ? 1 : ms < 1000 ? 10 : ms < 10000 ? 100 : 1000;
    ASSERT_LE(std::abs(static_cast<double>(LocustBucket(ms)) - ms), step / 2) << ms;
    ASSERT_LE(LocustBucket(ms), LocustBucket(ms * (1 + random.Unit())));
  }
}

struct Vector {
  LocustBuckets buckets;
  std::array<int64_t, kReportedPercents.size()> percentiles;
  double median;
};

// calculate_response_time_percentile and median_from_dict of Locust 2.12.1, run on these buckets.
std::vector<Vector> LocustVectors() {
  return {
      {{{1, 1}, {410, 1}, {1300, 2}, {2200, 1}, {7500, 1}, {9100, 1}},
       {1300, 2200, 7500, 7500, 9100, 9100, 9100, 9100, 9100, 9100, 9100, 9100},
       1300},
      {{{1, 6},
        {5, 5},
        {20, 15},
        {99, 2},
        {100, 15},
        {450, 16},
        {990, 9},
        {1000, 13},
        {7000, 12},
        {12000, 7}},
       {450, 990, 1000, 1000, 7000, 12000, 12000, 12000, 12000, 12000, 12000, 12000},
       450},
      {{{1, 91},
        {5, 113},
        {20, 81},
        {99, 110},
        {100, 98},
        {450, 102},
        {990, 97},
        {1000, 119},
        {7000, 85},
        {12000, 104}},
       {450, 990, 1000, 1000, 12000, 12000, 12000, 12000, 12000, 12000, 12000, 12000},
       450},
      {{{1, 10031},
        {5, 10011},
        {20, 9931},
        {99, 9883},
        {100, 10100},
        {450, 9980},
        {990, 10051},
        {1000, 9884},
        {7000, 10140},
        {12000, 9989}},
       {450, 990, 1000, 7000, 7000, 12000, 12000, 12000, 12000, 12000, 12000, 12000},
       450},
  };
}

TEST(LocustPercentile, AgreesWithLocust) {
  for (const Vector& v : LocustVectors()) {
    for (size_t i = 0; i < kReportedPercents.size(); ++i) {
      EXPECT_EQ(LocustPercentile(v.buckets, kReportedPercents[i].fraction), v.percentiles[i])
          << kReportedPercents[i].percent;
    }
    EXPECT_EQ(LocustMedian(v.buckets, 0, 1e6), v.median);
  }
}

TEST(LocustPercentile, CountsSamplesStrictlyBelow) {
  const LocustBuckets buckets = {{10, 99}, {2000, 1}};
  EXPECT_EQ(LocustPercentile(buckets, 0.98), 10);
  EXPECT_EQ(LocustPercentile(buckets, 0.99), 2000);
  EXPECT_EQ(LocustPercentile({}, 0.5), 0);
}

TEST(LocustMedian, IsTheLowerOneClampedToTheExactMinAndMax) {
  EXPECT_EQ(LocustMedian({{10, 1}, {20, 1}}, 0, 100), 10);
  EXPECT_EQ(LocustMedian({{10, 1}, {20, 1}, {30, 1}}, 0, 100), 20);
  EXPECT_EQ(LocustMedian({{2300, 1}}, 2280.5, 2280.5), 2280.5);
  EXPECT_EQ(LocustMedian({{100, 3}}, 100.2, 104.5), 100.2);
  EXPECT_EQ(LocustMedian({}, 0, 0), 0);
}

TEST(LocustLatency, HoldsLocustsNumbersInMicroseconds) {
  const v1::Latency one = ToLocustLatency(OfMillis({2280.5}));
  EXPECT_EQ(one.median_us(), 2'280'500);       // clamped
  EXPECT_EQ(PercentileMillis(one, 50), 2300);  // not clamped
  EXPECT_EQ(PercentileMillis(one, 100), 2300);
  EXPECT_EQ(one.max_us(), 2'280'500u);
  EXPECT_EQ(one.average_us(), 2'280'500);

  std::vector<double> samples(99, 10);
  samples.push_back(2000);
  const v1::Latency tail = ToLocustLatency(OfMillis(samples));
  EXPECT_EQ(PercentileMillis(tail, 98), 10);
  EXPECT_EQ(PercentileMillis(tail, 99), 2000);
  EXPECT_EQ(tail.median_us(), 10'000);
}

TEST(LocustLatency, DiffersFromExactBucketingByNoMoreThanOurGridAndOneStep) {
  RandomStream random(2, 0, 0, StreamPurpose::kValues);
  for (int run = 0; run < 50; ++run) {
    std::vector<double> samples;
    LocustBuckets exact;
    for (uint64_t n = 1 + random.Below(500); n > 0; --n) {
      samples.push_back(std::floor(std::pow(10, 3 + 4 * random.Unit())) / 1000);
      ++exact[LocustBucket(samples.back())];
    }
    const v1::Latency ours = ToLocustLatency(OfMillis(samples));
    for (const ReportedPercent& p : kReportedPercents) {
      const double want = static_cast<double>(LocustPercentile(exact, p.fraction));
      const double step = want <= 100 ? 1 : want <= 1000 ? 10 : want <= 10000 ? 100 : 1000;
      ASSERT_NEAR(PercentileMillis(ours, p.percent), want, step) << p.percent;
    }
  }
}

TEST(Latency, PercentilesAreTheHistogramsOwn) {
  Histogram h;
  for (uint64_t us = 1; us <= 1000; ++us) h.RecordMicros(us * us);
  const v1::Latency latency = ToLatency(h);
  EXPECT_EQ(latency.percentiles_size(), 12);
  for (const v1::Percentile& p : latency.percentiles()) {
    EXPECT_EQ(p.value_us(), h.Percentile(p.percent()));
  }
  EXPECT_EQ(latency.median_us(), h.Percentile(50));
  EXPECT_EQ(latency.average_us(), 333833.5);
  EXPECT_EQ(latency.max_us(), 1'000'000u);
}

TEST(Latency, IsAllZeroWithoutSamples) {
  EXPECT_EQ(ToLatency(Histogram()).ByteSizeLong(), 0u);
  EXPECT_EQ(ToLocustLatency(Histogram()).ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace aurax::load::master
