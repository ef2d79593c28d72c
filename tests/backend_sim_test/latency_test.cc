#include "tests/backend_sim/latency.h"

#include <algorithm>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace aurax::load::sim {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

RandomStream Stream() { return RandomStream(7, 0, 0, StreamPurpose::kWaits); }

std::vector<Duration> Sorted(std::string_view text, size_t n) {
  const auto latency = Latency::Parse(text);
  EXPECT_TRUE(latency.ok()) << latency.status().message();
  RandomStream random = Stream();
  std::vector<Duration> draws;
  for (size_t i = 0; i < n; ++i) draws.push_back(latency->Draw(random));
  std::sort(draws.begin(), draws.end());
  return draws;
}

TEST(LatencyTest, AConstantIsTheSameEachTime) {
  const auto draws = Sorted("constant(50ms)", 100);
  EXPECT_EQ(draws.front(), milliseconds(50));
  EXPECT_EQ(draws.back(), milliseconds(50));
  EXPECT_EQ(Sorted("50ms", 1).front(), milliseconds(50));
}

TEST(LatencyTest, AUniformLatencyFillsItsRangeEvenlyAndStaysInside) {
  const auto draws = Sorted("uniform(10ms,90ms)", 20000);
  EXPECT_GE(draws.front(), milliseconds(10));
  EXPECT_LE(draws.back(), milliseconds(90));
  for (const int percent : {10, 50, 90}) {
    const double expected = 10 + 80 * percent / 100.0;
    EXPECT_NEAR(ToSeconds(draws[static_cast<size_t>(percent) * 200]) * 1e3, expected, 1.0);
  }
}

TEST(LatencyTest, ALognormalLatencyHasItsMedianAndSigma) {
  const auto draws = Sorted("lognormal(800ms,0.5)", 20000);
  EXPECT_NEAR(ToSeconds(draws[10000]), 0.8, 0.02);
  EXPECT_NEAR(ToSeconds(draws[16827]), 0.8 * std::exp(0.5), 0.04);  // one sigma: 84.134 %
  EXPECT_NEAR(ToSeconds(draws[3173]), 0.8 * std::exp(-0.5), 0.02);
}

TEST(LatencyTest, AMistakeIsQuotedAndExplained) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"soon", "latency 'soon': not a duration, constant(D)"},
      {"", "latency '': not a duration"},
      {"constant(1s", "closing ')'"},
      {"constant(1s,2s)", "one duration"},
      {"uniform(1s)", "two durations"},
      {"uniform(2s,1s)", "wrong way round"},
      {"lognormal(1s)", "a median and sigma"},
      {"lognormal(1s,x)", "'x' is not a number"},
      {"lognormal(1s,-1)", "between 0 and 3"},
      {"normal(1s,2s)", "known are constant, uniform and lognormal"},
  };
  for (const auto& [text, message] : cases) {
    const auto latency = Latency::Parse(text);
    ASSERT_FALSE(latency.ok()) << text;
    EXPECT_THAT(std::string(latency.status().message()), HasSubstr(message));
  }
}

TEST(LatencyPlanTest, EveryEndpointOfTheApiTakesSomeTimeByDefaultAndNothingElseDoes) {
  const LatencyPlan plan;
  RandomStream random = Stream();
  for (size_t i = 0; i < kApiEndpoints; ++i) {
    EXPECT_GT(plan.Draw(static_cast<Endpoint>(i), random), Duration::zero());
  }
  EXPECT_EQ(plan.Draw(Endpoint::kMetrics, random), Duration::zero());
  EXPECT_EQ(plan.Draw(Endpoint::kOther, random), Duration::zero());
}

TEST(LatencyPlanTest, LaterEntriesWinAndCommasInParenthesesDoNotSplit) {
  LatencyPlan plan;
  ASSERT_TRUE(plan.Apply("route=uniform(1s,2s),all=5ms,generate=uniform(10ms,20ms)").ok());
  RandomStream random = Stream();
  EXPECT_EQ(plan.Draw(Endpoint::kRoute, random), milliseconds(5));
  EXPECT_GE(plan.Draw(Endpoint::kGenerate, random), milliseconds(10));
}

TEST(LatencyPlanTest, AMistakeLeavesThePlanAsItWas) {
  LatencyPlan plan;
  ASSERT_TRUE(plan.Apply("all=5ms").ok());
  const absl::Status status = plan.Apply("route=1s,genrate=1s");
  EXPECT_EQ(std::string(status.message()), "unknown endpoint 'genrate', did you mean 'generate'?");
  EXPECT_EQ(std::string(plan.Apply("5ms").message()), "'5ms' is not ENDPOINT=VALUE");
  RandomStream random = Stream();
  EXPECT_EQ(plan.Draw(Endpoint::kRoute, random), milliseconds(5));
}

}  // namespace
}  // namespace aurax::load::sim
