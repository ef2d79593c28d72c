#include "common/shard_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

ShardSet Shards(std::initializer_list<uint32_t> numbers) {
  ShardSet shards;
  for (const uint32_t s : numbers) shards.set(s);
  return shards;
}

// "1000 +0": at 1 s user 0 starts; *: it resumes; -: it stops; "1000 lost 2": two shards are lost.
std::vector<std::string> Take(ShardPlan& plan, Duration until) {
  std::vector<std::string> taken;
  for (auto at = plan.NextAt(); at && *at <= until; at = plan.NextAt()) {
    const auto planned = plan.Pop();
    const std::string ms = absl::StrCat(ToMicros(*at) / 1000, " ");
    if (const auto* event = std::get_if<PlanEvent>(&planned)) {
      EXPECT_EQ(event->at, *at);
      taken.push_back(absl::StrCat(ms,
                                   event->resumed ? "*"
                                   : event->start ? "+"
                                                  : "-",
                                   event->user));
    } else {
      taken.push_back(absl::StrCat(ms, "lost ", std::get<ShardLoss>(planned).shards.count()));
    }
  }
  return taken;
}

TEST(ShardPlan, EventsOfAllGrantsComeInOrderOfTime) {
  ShardPlan plan(LoadProfile::Ramp(4, 1.0, std::nullopt));
  EXPECT_FALSE(plan.NextAt().has_value());
  plan.Gain({Shards({1, 3}), seconds(0), Shards({1, 3}), 1});
  plan.Gain({Shards({0, 2}), milliseconds(1500), Shards({0, 2}), 1});
  EXPECT_THAT(Take(plan, seconds(9)), ElementsAre("1000 +1", "1500 *0", "2000 +2", "3000 +3"));
}

TEST(ShardPlan, ALossEndsWhatWasHeldAtItsTimeAndNotBefore) {
  ShardPlan plan(LoadProfile::Ramp(6, 1.0, std::nullopt));
  plan.Gain({ShardSet().set(), seconds(0), ShardSet().set(), 1});
  plan.Lose(Shards({0, 2, 3}), seconds(3));
  plan.Lose(Shards({1, 2}), seconds(1));
  EXPECT_THAT(Take(plan, seconds(9)),
              ElementsAre("0 +0", "1000 lost 2", "3000 lost 3", "4000 +4", "5000 +5"));
}

TEST(ShardPlan, AGrantThatComesBeforeTheLossIsDueOutlivesIt) {
  ShardPlan plan(LoadProfile::Ramp(2, 100.0, std::nullopt));
  plan.Gain({Shards({0, 1}), seconds(0), Shards({0, 1}), 1});
  plan.Lose(Shards({1}), seconds(1));
  plan.Gain({Shards({1}), seconds(2), Shards({1}), 1});
  EXPECT_THAT(Take(plan, seconds(9)), ElementsAre("0 +0", "10 +1", "1000 lost 1", "2000 *1"));
  EXPECT_FALSE(plan.holds_nothing());
}

TEST(ShardPlan, LosingWhatIsNotHeldIsNothing) {
  ShardPlan plan(LoadProfile::Ramp(2, 100.0, std::nullopt));
  plan.Lose(ShardSet().set(), seconds(1));
  EXPECT_FALSE(plan.NextAt().has_value());
  plan.Gain({Shards({5}), seconds(0), Shards({5}), 1});
  plan.Lose(Shards({6}), seconds(1));
  EXPECT_TRUE(Take(plan, seconds(9)).empty());
  plan.Lose(Shards({5}), seconds(1));
  EXPECT_THAT(Take(plan, seconds(9)), ElementsAre("1000 lost 1"));
  EXPECT_TRUE(plan.holds_nothing());
}

TEST(ShardPlan, AChangeIsForGrantsHeldAndToCome) {
  const LoadProfile one = LoadProfile::Ramp(1, 100.0, std::nullopt);
  ShardPlan plan(one);
  plan.Gain({Shards({0, 1}), seconds(0), Shards({0, 1}), 1});
  plan.Change(one.WithChange(seconds(1), 3, 1.0));
  EXPECT_THAT(Take(plan, milliseconds(1500)), ElementsAre("0 +0", "1000 +1"));
  plan.LoseEverything();
  EXPECT_TRUE(plan.holds_nothing());
  EXPECT_FALSE(plan.NextAt().has_value());
  plan.Gain({Shards({0, 2}), milliseconds(1800), Shards({0, 2}), 1});
  EXPECT_THAT(Take(plan, seconds(9)), ElementsAre("1800 *0", "2000 +2"));
}

}  // namespace
}  // namespace aurax::load
