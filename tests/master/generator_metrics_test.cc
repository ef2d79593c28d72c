#include "master/generator_metrics.h"

#include <chrono>
#include <gtest/gtest.h>

#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;

v1::Generator At(const GeneratorMetrics& metrics, Duration now) {
  v1::Generator generator;
  metrics.Fill(now, &generator);
  return generator;
}

TEST(GeneratorMetrics, AveragesOverTimeAndKeepsPeaks) {
  GeneratorMetrics metrics;
  metrics.Add(OneSecond(0).Generator(100, 60));
  metrics.Add(SnapshotBuilder(1s, 4s, "w1").Generator(20, 15));
  const v1::Generator generator = At(metrics, 4s);
  EXPECT_DOUBLE_EQ(generator.cpu_percent(), 40);
  EXPECT_DOUBLE_EQ(generator.cpu_percent_peak(), 100);
  EXPECT_DOUBLE_EQ(generator.cpu_percent_now(), 20);
  EXPECT_DOUBLE_EQ(generator.busiest_loop_percent_peak(), 60);
  EXPECT_EQ(generator.network_sent_bytes(), 20u);
  EXPECT_EQ(generator.network_received_bytes(), 40u);
  EXPECT_EQ(generator.loops(), 2u);
  EXPECT_EQ(generator.busy_share(), 0);
}

TEST(GeneratorMetrics, WorkersAreSummedButForTheBusiestLoop) {
  GeneratorMetrics metrics;
  for (int64_t s = 0; s < 4; ++s) {
    metrics.Add(OneSecond(s, "w1").Generator(100, 95));
    metrics.Add(OneSecond(s, "w2").Generator(30, 20, 4));
  }
  const v1::Generator generator = At(metrics, 4s);
  EXPECT_DOUBLE_EQ(generator.cpu_percent(), 130);
  EXPECT_DOUBLE_EQ(generator.cpu_percent_peak(), 130);
  EXPECT_DOUBLE_EQ(generator.cpu_percent_now(), 130);
  EXPECT_DOUBLE_EQ(generator.busiest_loop_percent_peak(), 95);
  EXPECT_DOUBLE_EQ(generator.busy_share(), 1);
  EXPECT_EQ(generator.rss_bytes_peak(), 2000u);
  EXPECT_EQ(generator.loops(), 6u);
  EXPECT_DOUBLE_EQ(At(metrics, 60s).cpu_percent_now(), 0);
}

TEST(GeneratorMetrics, SharesAreOfTime) {
  GeneratorMetrics metrics;
  metrics.Add(SnapshotBuilder(0s, 9s, "w1").Generator(50, 90));
  metrics.Add(OneSecond(9).Generator(190, 95));
  EXPECT_DOUBLE_EQ(At(metrics, 10s).busy_share(), 0.1);
  EXPECT_DOUBLE_EQ(At(metrics, 10s).full_share(), 0.1);
}

TEST(GeneratorMetrics, AFewMillisecondsAtTheEndAreNoPeak) {
  GeneratorMetrics metrics;
  metrics.Add(OneSecond(0).Generator(20, 10));
  metrics.Add(SnapshotBuilder(1s, 1'005ms, "w1").Generator(200, 100));
  EXPECT_DOUBLE_EQ(At(metrics, 2s).busiest_loop_percent_peak(), 10);
  EXPECT_NEAR(At(metrics, 2s).cpu_percent_peak(), 21, 0.2);  // not below the average
}

TEST(GeneratorMetrics, LagsAreMerged) {
  GeneratorMetrics metrics;
  for (const char* worker : {"w1", "w2"}) {
    SnapshotBuilder snapshot = OneSecond(0, worker);
    Histogram lag;
    for (uint64_t us : {50, 4000}) lag.RecordMicros(us);
    lag.Encode(snapshot->mutable_loop_lag());
    lag.Encode(snapshot->mutable_schedule_lag());
    metrics.Add(snapshot);
  }
  EXPECT_EQ(At(metrics, 1s).loop_lag().count(), 4u);
  EXPECT_EQ(At(metrics, 1s).schedule_lag().max_us(), 4000u);
}

}  // namespace
}  // namespace aurax::load::master
