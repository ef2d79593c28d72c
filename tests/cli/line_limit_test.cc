#include "cli/line_limit.h"

#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

using std::chrono::milliseconds;

constexpr MonotonicTime kStart{std::chrono::seconds(100)};

TEST(LineLimitTest, TheSameLineIsSaidEveryFiveSecondsAtMost) {
  LineLimit limit;
  int said = 0;
  for (int tenth = 0; tenth < 200; ++tenth) {
    said += limit.Allows("refused", kStart + milliseconds(100) * tenth);
  }
  EXPECT_EQ(said, 4);  // at 0, 5, 10 and 15 s
}

TEST(LineLimitTest, WhatChangesIsSaidAtOnce) {
  LineLimit limit;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(limit.Allows("one", kStart));
    EXPECT_TRUE(limit.Allows("two", kStart));
  }
}

}  // namespace
}  // namespace aurax::load::cli
