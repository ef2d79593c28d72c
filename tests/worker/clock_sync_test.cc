#include "worker/clock_sync.h"

#include <gtest/gtest.h>

#include "common/random.h"

namespace aurax::load::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ClockSync, OffsetIsWithinTheUncertaintyHoweverTheNetworkBehaves) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    RandomStream random(seed, 0, 0, StreamPurpose::kValues);
    const Duration truth = milliseconds(random.Between(-5'000'000, 5'000'000));
    ClockSync sync;
    Duration now = seconds(100);
    for (int i = 0; i < 100; ++i) {
      const Duration there = FromMicros(random.Between(50, 400'000));
      const Duration back = FromMicros(random.Between(50, 400'000));
      const Duration work = FromMicros(random.Between(0, 50'000));
      const Duration received = now + there + truth;
      sync.Add(now, received, received + work, now + there + work + back);
      EXPECT_LE(std::chrono::abs(sync.offset() - truth), sync.uncertainty());
      now += milliseconds(200);
    }
  }
}

TEST(ClockSync, KnowsTheClockAfterAFewSamples) {
  ClockSync sync;
  EXPECT_FALSE(sync.known());
  for (int i = 0; i < 5; ++i) sync.Add(seconds(i), seconds(i), seconds(i), seconds(i));
  EXPECT_TRUE(sync.known());
}

TEST(ClockSync, FollowsAClockThatDriftsAway) {
  ClockSync sync;
  for (int i = 0; i < 10'000; ++i) {
    const Duration now = i * milliseconds(200);
    const Duration offset = now / 20'000;  // 50 ppm
    const Duration one_way = FromMicros(300);
    const Duration received = now + one_way + offset;
    sync.Add(now, received, received, now + 2 * one_way);
  }
  const Duration truth = 10'000 * milliseconds(200) / 20'000;
  EXPECT_LE(std::chrono::abs(sync.offset() - truth), milliseconds(1));
}

TEST(ClockSync, TheSameClockNeedsNoSample) {
  ClockSync sync;
  sync.SetSame();
  EXPECT_TRUE(sync.known());
  EXPECT_EQ(sync.ToLocal(seconds(7)), MonotonicTime(seconds(7)));
}

}  // namespace
}  // namespace aurax::load::worker
