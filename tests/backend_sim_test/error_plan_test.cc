#include "tests/backend_sim/error_plan.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace aurax::load::sim {
namespace {

using testing::HasSubstr;

using Fates = std::vector<std::optional<ErrorKind>>;

Fates Draw(const ErrorPlan& plan, Endpoint endpoint, int n, uint64_t seed = 3) {
  RandomStream random(seed, 0, 0, StreamPurpose::kTasks);
  Fates fates;
  for (int i = 0; i < n; ++i) fates.push_back(plan.Draw(endpoint, random));
  return fates;
}

TEST(ErrorPlanTest, NothingFailsUnlessAsked) {
  for (const auto& fate : Draw(ErrorPlan(), Endpoint::kGenerate, 1000)) EXPECT_FALSE(fate);
}

TEST(ErrorPlanTest, EachKindComesAtItsRate) {
  ErrorPlan plan;
  ASSERT_TRUE(plan.Apply("generate=500:10%,generate=reset:2.5%,all=stall:5%").ok());
  std::map<ErrorKind, int> seen;
  for (const auto& fate : Draw(plan, Endpoint::kGenerate, 100000)) {
    if (fate) ++seen[*fate];
  }
  EXPECT_NEAR(seen[ErrorKind::k500], 10000, 500);
  EXPECT_NEAR(seen[ErrorKind::kReset], 2500, 250);
  EXPECT_NEAR(seen[ErrorKind::kStall], 5000, 350);
  EXPECT_EQ(seen.size(), 3u);
  for (const auto& fate : Draw(plan, Endpoint::kRoute, 1000)) {
    EXPECT_TRUE(!fate || fate == ErrorKind::kStall);
  }
}

TEST(ErrorPlanTest, ARateOfAHundredPercentSparesNone) {
  ErrorPlan plan;
  ASSERT_TRUE(plan.Apply("all=malformed:100%").ok());
  for (const auto& fate : Draw(plan, Endpoint::kHealth, 1000)) {
    EXPECT_EQ(fate, ErrorKind::kMalformed);
  }
}

TEST(ErrorPlanTest, TheSeedDecides) {
  ErrorPlan plan;
  ASSERT_TRUE(plan.Apply("all=500:50%").ok());
  EXPECT_EQ(Draw(plan, Endpoint::kRoute, 200), Draw(plan, Endpoint::kRoute, 200));
  EXPECT_NE(Draw(plan, Endpoint::kRoute, 200), Draw(plan, Endpoint::kRoute, 200, 4));
}

TEST(ErrorPlanTest, EndpointsOutsideTheApiNeverFail) {
  ErrorPlan plan;
  ASSERT_TRUE(plan.Apply("all=500:100%").ok());
  EXPECT_FALSE(Draw(plan, Endpoint::kMetrics, 1)[0]);
  EXPECT_FALSE(Draw(plan, Endpoint::kSimRequests, 1)[0]);
}

TEST(ErrorPlanTest, AMistakeIsExplainedAndChangesNothing) {
  ErrorPlan plan;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"generate=500", "error '500': not KIND:RATE%"},
      {"generate=500:1", "not KIND:RATE%"},
      {"generate=404:1%", "known kinds are 500"},
      {"generate=500:x%", "'x' is not a number"},
      {"generate=500:101%", "between 0% and 100%"},
      {"generate=500:-1%", "between 0% and 100%"},
      {"generate=500:60%,all=stall:60%", "the rates of generate come to more than 100%"},
      {"nothing=500:1%", "unknown endpoint 'nothing'"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_THAT(std::string(plan.Apply(text).message()), HasSubstr(message)) << text;
  }
  EXPECT_FALSE(Draw(plan, Endpoint::kGenerate, 1)[0]);
}

}  // namespace
}  // namespace aurax::load::sim
