#include "master/cumulative_counts.h"

#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

#include "common/random.h"
#include "tests/master/measured_run.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;

// Of parts that were counted apart and merged.
v1::Latency CountsOf(const std::vector<Histogram>& parts) {
  CumulativeCounts counts;
  for (const Histogram& part : parts) {
    v1::Histogram encoded;
    part.Encode(&encoded);
    CumulativeCounts of_part;
    of_part.Add(encoded);
    counts.Merge(of_part);
  }
  v1::Latency latency;
  counts.Fill(&latency);
  return latency;
}

TEST(CumulativeCounts, CountsTheSamplesWhoseBucketsMiddleIsWithinTheBound) {
  RandomStream random(7, 0, 0, StreamPurpose::kValues);
  std::vector<Histogram> parts(3);
  std::vector<double> middles;
  for (int i = 0; i < 5000; ++i) {
    const uint64_t us = random.Below(uint64_t{1} << random.Below(43));
    parts[random.Below(3)].RecordMicros(us);
    middles.push_back(Histogram::Middle(Histogram::BucketOf(us)));
  }
  const v1::Latency latency = CountsOf(parts);
  ASSERT_EQ(latency.cumulative_size(), static_cast<int>(kCumulativeBoundsUs.size()));
  for (int i = 0; i < latency.cumulative_size(); ++i) {
    const uint64_t bound = kCumulativeBoundsUs[static_cast<size_t>(i)];
    uint64_t within = 0;
    for (const double middle : middles) within += middle <= static_cast<double>(bound) ? 1 : 0;
    EXPECT_EQ(latency.cumulative(i), within) << bound;
  }
}

TEST(CumulativeCounts, IsSharpToWhatTheGridKnows) {
  for (const uint64_t bound : kCumulativeBoundsUs) {
    Histogram histogram;
    histogram.RecordMicros(bound - bound / 200 - 1);  // 0.5 % below, and above
    histogram.RecordMicros(bound + bound / 200 + 1);
    const v1::Latency latency = CountsOf({histogram});
    uint64_t within = 0;
    for (size_t i = 0; i < kCumulativeBoundsUs.size(); ++i) {
      if (kCumulativeBoundsUs[i] == bound) within = latency.cumulative(static_cast<int>(i));
    }
    EXPECT_EQ(within, 1u) << bound;
  }
}

TEST(CumulativeCounts, OfNothingIsAbsent) {
  EXPECT_EQ(CountsOf({Histogram()}).cumulative_size(), 0);
}

TEST(CumulativeCounts, IsInEveryReport) {
  MeasuredRun run;
  run.Add(OneSecond(0).Answers(kGetA, {4ms, 60ms}).Answers(kPostB, {300s}));
  run.Add(OneSecond(1).Answers(kGetA, {5ms}));
  const v1::Report report = run.At(2s);
  const int last = static_cast<int>(kCumulativeBoundsUs.size()) - 1;
  EXPECT_EQ(report.entries(0).response_time().cumulative(last), 3u);
  EXPECT_EQ(report.entries(0).service_time().cumulative(last), 3u);
  EXPECT_EQ(report.entries(1).response_time().cumulative(last), 0u);
  EXPECT_EQ(report.total().response_time().cumulative(last), 3u);
}

}  // namespace
}  // namespace aurax::load::master
