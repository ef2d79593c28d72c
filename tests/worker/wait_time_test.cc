#include "worker/wait_time.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace aurax::load::worker {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

WaitTime Compiled(v1::WaitTime::Kind kind, Duration low, Duration high = Duration(0)) {
  v1::WaitTime source;
  source.set_kind(kind);
  source.set_low_us(ToMicros(low));
  source.set_high_us(ToMicros(high));
  return *WaitTime::Compile(source);
}

RandomStream Stream() { return RandomStream(1, 2, 3, StreamPurpose::kWaits); }

TEST(WaitTime, NoneAndConstantTakeNothingFromTheStream) {
  RandomStream waits = Stream(), untouched = Stream();
  EXPECT_EQ(WaitTime().Draw(&waits), 0s);
  EXPECT_EQ(Compiled(v1::WaitTime::KIND_CONSTANT, 2s).Draw(&waits), 2s);
  EXPECT_EQ(waits.Next(), untouched.Next());
}

TEST(WaitTime, UniformFillsItsRange) {
  RandomStream waits = Stream();
  const WaitTime wait = Compiled(v1::WaitTime::KIND_UNIFORM, 1s, 3s);
  Duration low = 10s, high = 0s, sum = 0s;
  for (int i = 0; i < 10'000; ++i) {
    const Duration drawn = wait.Draw(&waits);
    low = std::min(low, drawn);
    high = std::max(high, drawn);
    sum += drawn;
  }
  EXPECT_GE(low, 1s);
  EXPECT_LT(low, 1001ms);
  EXPECT_LE(high, 3s);
  EXPECT_GT(high, 2999ms);
  EXPECT_NEAR(ToSeconds(sum) / 10'000, 2, 0.03);
}

TEST(WaitTime, ExponentialHasItsMeanAndMedian) {
  RandomStream waits = Stream();
  const WaitTime wait = Compiled(v1::WaitTime::KIND_EXPONENTIAL, 2s);
  std::vector<double> drawn;
  for (int i = 0; i < 20'001; ++i) drawn.push_back(ToSeconds(wait.Draw(&waits)));
  double sum = 0;
  for (const double d : drawn) sum += d;
  std::sort(drawn.begin(), drawn.end());
  EXPECT_GE(drawn.front(), 0);
  EXPECT_NEAR(sum / static_cast<double>(drawn.size()), 2, 0.06);
  EXPECT_NEAR(drawn[10'000], 2 * 0.6931, 0.06);
}

TEST(WaitTime, AWaitCountsFromTheEndPacingFromTheStartOfAnIteration) {
  RandomStream waits = Stream();
  const MonotonicTime start{10s}, end{13s};
  EXPECT_EQ(Compiled(v1::WaitTime::KIND_CONSTANT, 5s).NextStart(start, end, &waits),
            MonotonicTime(18s));
  EXPECT_EQ(Compiled(v1::WaitTime::KIND_PACING, 5s).NextStart(start, end, &waits),
            MonotonicTime(15s));
  EXPECT_EQ(Compiled(v1::WaitTime::KIND_PACING, 1s).NextStart(start, end, &waits),
            MonotonicTime(13s));
  EXPECT_EQ(WaitTime().NextStart(start, end, &waits), end);
}

TEST(WaitTime, RangesUpsideDownAndNegativeTimesAreRefused) {
  v1::WaitTime source;
  source.set_kind(v1::WaitTime::KIND_UNIFORM);
  source.set_low_us(2);
  source.set_high_us(1);
  EXPECT_FALSE(WaitTime::Compile(source).ok());
  source.set_kind(v1::WaitTime::KIND_CONSTANT);
  EXPECT_TRUE(WaitTime::Compile(source).ok());
  source.set_low_us(-1);
  EXPECT_FALSE(WaitTime::Compile(source).ok());
}

}  // namespace
}  // namespace aurax::load::worker
