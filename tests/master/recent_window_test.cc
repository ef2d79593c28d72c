#include "master/recent_window.h"

#include <chrono>
#include <gtest/gtest.h>

#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;

// `per_second` requests in each of the seconds [first, last), slower from second to second.
void Traffic(RecentWindow& window, int64_t first, int64_t last, size_t per_second,
             const std::string& worker = "w1") {
  for (int64_t s = first; s < last; ++s) {
    window.Add(OneSecond(s, worker).Answers(kGetA, Times(per_second, 1ms * (s + 1))));
  }
}

TEST(RecentWindow, SteadyTrafficHasItsRateFromTheFirstSecondOn) {
  RecentWindow window(3);
  for (int64_t s = 0; s < 30; ++s) {
    Traffic(window, s, s + 1, 50);
    for (Duration late : {0ms, 10ms, 900ms}) {  // whenever the report is made
      EXPECT_DOUBLE_EQ(window.At(1s * (s + 1) + late)[kGetA].requests_per_s, 50);
    }
  }
}

TEST(RecentWindow, HoldsTheLastTenSecondsOnly) {
  RecentWindow window(3);
  Traffic(window, 0, 30, 10);
  const RecentWindow::Recent recent = window.At(30s)[kGetA];
  EXPECT_EQ(recent.response_time.count(), 100u);
  EXPECT_EQ(recent.response_time.min_us(), 21'000u);
  EXPECT_EQ(recent.response_time.max_us(), 30'000u);
  EXPECT_TRUE(window.At(30s)[kGetB].response_time.empty());
}

TEST(RecentWindow, FallsToZeroWhenTrafficStops) {
  RecentWindow window(3);
  Traffic(window, 0, 20, 10);
  for (int64_t s = 20; s < 25; ++s)
    window.Add(OneSecond(s));  // the worker lives, but sends nothing
  EXPECT_DOUBLE_EQ(window.At(25s)[kGetA].requests_per_s, 5);
  EXPECT_EQ(window.At(25s)[kGetA].response_time.count(), 50u);
  for (int64_t s = 25; s < 30; ++s) window.Add(OneSecond(s));
  EXPECT_DOUBLE_EQ(window.At(30s)[kGetA].requests_per_s, 0);
}

TEST(RecentWindow, FallsToZeroWhenTheWorkerIsSilent) {
  RecentWindow window(3);
  Traffic(window, 0, 20, 10);
  EXPECT_DOUBLE_EQ(window.At(22s)[kGetA].requests_per_s, 10);  // its snapshot may be on its way
  EXPECT_DOUBLE_EQ(window.At(27s)[kGetA].requests_per_s, 5);
  EXPECT_DOUBLE_EQ(window.At(32s)[kGetA].requests_per_s, 0);
  EXPECT_TRUE(window.At(32s)[kGetA].response_time.empty());
}

TEST(RecentWindow, WorkersAddUpInWhateverOrderTheirSecondsCome) {
  RecentWindow together(3), behind(3);
  for (int64_t s = 0; s < 20; ++s) {
    Traffic(together, s, s + 1, 10, "w1");
    Traffic(together, s, s + 1, 30, "w2");
  }
  Traffic(behind, 0, 20, 10, "w1");
  Traffic(behind, 8, 20, 30, "w2");
  EXPECT_DOUBLE_EQ(together.At(20s)[kGetA].requests_per_s, 40);
  EXPECT_DOUBLE_EQ(behind.At(20s)[kGetA].requests_per_s, 40);
  EXPECT_EQ(behind.At(20s)[kGetA].response_time, together.At(20s)[kGetA].response_time);
}

TEST(RecentWindow, AWorkerThatIsASecondBehindDoesNotHalveTheRate) {
  RecentWindow window(3);
  Traffic(window, 0, 20, 10, "w1");
  Traffic(window, 0, 19, 10, "w2");
  EXPECT_DOUBLE_EQ(window.At(20s)[kGetA].requests_per_s, 20);
}

TEST(RecentWindow, IntervalsOfAnyLengthCountForTheirPartInTheWindow) {
  RecentWindow window(3);
  for (Duration from = 0s; from < 20s; from += 400ms) {
    window.Add(SnapshotBuilder(from, from + 400ms, "w1").Answers(kGetA, Times(4, 1ms)));
  }
  EXPECT_NEAR(window.At(20s)[kGetA].requests_per_s, 10, 0.1);
  window.Add(SnapshotBuilder(20s, 20'300ms, "w1").Answers(kGetA, Times(3, 1ms)));
  EXPECT_NEAR(window.At(20'300ms)[kGetA].requests_per_s, 10, 0.1);
}

TEST(RecentWindow, FailuresAreCountedAmongTheRequests) {
  RecentWindow window(3);
  window.Add(OneSecond(0).Answers(kGetB, Times(6, 1ms)).Fails(kGetB, Times(4, 1ms), "500"));
  EXPECT_DOUBLE_EQ(window.At(1s)[kGetB].requests_per_s, 10);
  EXPECT_DOUBLE_EQ(window.At(1s)[kGetB].failures_per_s, 4);
}

TEST(RecentWindow, RestartForgetsAndRatesCountFromThere) {
  RecentWindow window(3);
  Traffic(window, 0, 20, 10);
  window.Restart(20s);
  EXPECT_EQ(window.At(20s)[kGetA].requests_per_s, 0);
  Traffic(window, 20, 22, 70);
  EXPECT_DOUBLE_EQ(window.At(22s)[kGetA].requests_per_s, 70);
  EXPECT_EQ(window.At(22s)[kGetA].response_time.count(), 140u);
}

}  // namespace
}  // namespace aurax::load::master
