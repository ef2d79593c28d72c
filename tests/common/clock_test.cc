#include "common/clock.h"

#include <gtest/gtest.h>
#include <limits>

namespace aurax::load {
namespace {

TEST(Clock, WhatComesFromOutsideIsCutToWhatCanBeAdded) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (const Duration far : {FromMicros(kMost), FromSeconds(1e300),
                             FromSeconds(std::numeric_limits<double>::infinity())}) {
    EXPECT_GT(far, std::chrono::hours(24 * 365 * 35));
    EXPECT_GT(far + far + far, far);
  }
  for (const Duration far : {FromMicros(-kMost - 1), FromSeconds(-1e300)}) {
    EXPECT_LT(far, -std::chrono::hours(24 * 365 * 35));
    EXPECT_LT(far + far + far, far);
  }
  EXPECT_EQ(FromSeconds(std::numeric_limits<double>::quiet_NaN()), Duration(0));
}

TEST(Clock, MicrosecondsOfAnyRunComeBack) {
  for (const int64_t us : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1} << 49}) {
    EXPECT_EQ(ToMicros(FromMicros(us)), us);
  }
  EXPECT_EQ(FromSeconds(-1.5), -std::chrono::milliseconds(1500));
}

}  // namespace
}  // namespace aurax::load
