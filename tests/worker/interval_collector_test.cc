#include "worker/interval_collector.h"

#include <gtest/gtest.h>

namespace aurax::load::worker {
namespace {

using std::chrono::milliseconds;

LoopInterval Interval(uint32_t loop, uint64_t number, bool last = false, bool idle = false) {
  LoopInterval interval;
  interval.loop = loop;
  interval.number = number;
  interval.last = last;
  interval.idle = idle;
  interval.late = milliseconds(number * 10 + loop);
  return interval;
}

TEST(IntervalCollector, WaitsForTheSlowestLoopAndKeepsTheOrder) {
  IntervalCollector collector;
  collector.Begin(2);
  collector.Add(Interval(0, 0));
  collector.Add(Interval(0, 1));
  EXPECT_FALSE(collector.TakeComplete());
  collector.Add(Interval(1, 0));
  ASSERT_TRUE(collector.TakeComplete());
  EXPECT_FALSE(collector.TakeComplete());
  collector.Add(Interval(1, 1));
  EXPECT_EQ(collector.TakeComplete()->front().number, 1u);
}

TEST(IntervalCollector, ALoopThatHasEndedIsNotWaitedFor) {
  IntervalCollector collector;
  collector.Begin(2);
  collector.Add(Interval(0, 0, /*last=*/true));
  collector.Add(Interval(1, 0));
  collector.Add(Interval(1, 1));
  EXPECT_EQ(collector.TakeComplete()->size(), 2u);
  EXPECT_EQ(collector.TakeComplete()->size(), 1u);
  EXPECT_FALSE(collector.ended());
  collector.Add(Interval(1, 2, /*last=*/true));
  EXPECT_FALSE(collector.ended());  // one is still here
  EXPECT_TRUE(collector.TakeComplete());
  EXPECT_TRUE(collector.ended());
}

TEST(IntervalCollector, WhatCameBeforeSaysNothingOfIdlenessAfterwards) {
  IntervalCollector collector;
  collector.Begin(2);
  collector.Add(Interval(0, 0, /*last=*/false, /*idle=*/true));
  collector.Add(Interval(1, 0, /*last=*/false, /*idle=*/true));
  collector.Add(Interval(0, 1, /*last=*/false, /*idle=*/true));
  ASSERT_TRUE(collector.TakeComplete());
  EXPECT_TRUE(collector.idle());
  collector.ForgetIdle();
  EXPECT_FALSE(collector.idle());
  collector.Add(Interval(1, 1, /*last=*/false, /*idle=*/true));
  ASSERT_TRUE(collector.TakeComplete());
  EXPECT_FALSE(collector.idle()) << "half of it is from before";
  collector.Add(Interval(0, 2, /*last=*/false, /*idle=*/true));
  collector.Add(Interval(1, 2, /*last=*/false, /*idle=*/true));
  ASSERT_TRUE(collector.TakeComplete());
  EXPECT_TRUE(collector.idle());
}

TEST(IntervalCollector, IsIdleWhenEveryLoopWas) {
  IntervalCollector collector;
  collector.Begin(2);
  collector.Add(Interval(0, 0, false, true));
  collector.Add(Interval(1, 0));
  (void)collector.TakeComplete();
  EXPECT_FALSE(collector.idle());
  collector.Add(Interval(0, 1, false, true));
  collector.Add(Interval(1, 1, false, true));
  (void)collector.TakeComplete();
  EXPECT_TRUE(collector.idle());
}

TEST(IntervalCollector, LatenessIsTheLatestLoops) {
  IntervalCollector collector;
  collector.Begin(2);
  collector.Add(Interval(0, 0));
  collector.Add(Interval(1, 0));
  EXPECT_EQ(collector.late(), milliseconds(1));
}

}  // namespace
}  // namespace aurax::load::worker
