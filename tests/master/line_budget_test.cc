#include "master/line_budget.h"

#include <gtest/gtest.h>

namespace aurax::load::master {
namespace {

using std::chrono::seconds;

TEST(LineBudget, AFloodIsCutAndSummedUpWhenItsWindowIsOver) {
  LineBudget budget;
  MonotonicTime now{seconds(1000)};
  uint64_t said = 0;
  for (int i = 0; i < 500; ++i) said += budget.Take(now) ? 1 : 0;
  EXPECT_EQ(said, LineBudget::kMost);
  EXPECT_EQ(budget.TakeUnsaid(now), 0u);
  now += LineBudget::kWindow;
  EXPECT_EQ(budget.TakeUnsaid(now), 500 - LineBudget::kMost);
  EXPECT_EQ(budget.TakeUnsaid(now), 0u);
  EXPECT_TRUE(budget.Take(now));
}

TEST(LineBudget, AFewLinesAreAllSaid) {
  LineBudget budget;
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(budget.Take(MonotonicTime(i * seconds(1)))) << i;
    EXPECT_EQ(budget.TakeUnsaid(MonotonicTime(i * seconds(1))), 0u);
  }
}

}  // namespace
}  // namespace aurax::load::master
