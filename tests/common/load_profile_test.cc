#include "common/load_profile.h"

#include <gtest/gtest.h>

#include "common/plan_cursor.h"
#include "common/random.h"
#include "tests/common/random_profile.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<PlanEvent> Events(const LoadProfile& profile) {
  const ShardSet all = ShardSet().set();
  PlanCursor cursor(profile, ShardGrant{all, seconds(0), all, 1});
  std::vector<PlanEvent> events;
  while (const auto event = cursor.Peek()) {
    events.push_back(*event);
    cursor.Pop();
  }
  return events;
}

TEST(LoadProfile, FirstUserStartsAtOnceAndTheOthersOnTheRate) {
  const auto events = Events(LoadProfile::Ramp(4, 2.0, std::nullopt));
  ASSERT_EQ(events.size(), 4u);
  for (uint32_t u = 0; u < 4; ++u)
    EXPECT_EQ(events[u], (PlanEvent{milliseconds(500 * u), u, true}));
}

TEST(LoadProfile, FractionalRatesAreExact) {
  const auto events = Events(LoadProfile::Ramp(1000, 2.4, std::nullopt));
  ASSERT_EQ(events.size(), 1000u);
  EXPECT_NEAR(ToSeconds(events[999].at), 999 / 2.4, 1e-6);
}

TEST(LoadProfile, NothingStartsAtOrAfterTheEnd) {
  EXPECT_EQ(Events(LoadProfile::Ramp(10, 1.0, seconds(3))).size(), 3u);
  EXPECT_EQ(LoadProfile::Ramp(10, 1.0, seconds(3)).StartsBefore(seconds(60)), 3u);
  EXPECT_EQ(LoadProfile::Ramp(10, 1.0, seconds(3)).UsersAt(seconds(3)), 0u);
}

TEST(LoadProfile, LastToComeIsFirstToGo) {
  const LoadProfile profile =
      LoadProfile::Ramp(5, 5.0, std::nullopt).WithChange(seconds(10), 2, 1.0);
  const auto events = Events(profile);
  ASSERT_EQ(events.size(), 8u);
  EXPECT_EQ(events[5], (PlanEvent{seconds(11), 4, false}));
  EXPECT_EQ(events[6], (PlanEvent{seconds(12), 3, false}));
  EXPECT_EQ(events[7], (PlanEvent{seconds(13), 2, false}));
}

TEST(LoadProfile, ChangeDuringARampBeginsAtThePresentTarget) {
  const LoadProfile profile =
      LoadProfile::Ramp(100, 10.0, std::nullopt).WithChange(milliseconds(1050), 20, 1.0);
  EXPECT_NEAR(profile.TargetAt(milliseconds(1050)), 10.5, 1e-9);
  const auto events = Events(profile);
  EXPECT_EQ(events.size(), 20u);
  EXPECT_NEAR(ToSeconds(events[11].at), 1.55, 1e-6);  // user 11 where 10.5 + 1/s reaches 11
}

TEST(LoadProfile, EventsAgreeWithUsersAtEverywhere) {
  RandomStream random(7, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 300; ++round) {
    const LoadProfile profile = RandomProfile(random);
    int64_t users = 0;
    Duration last{0};
    for (const PlanEvent& event : Events(profile)) {
      EXPECT_GE(event.at, last);
      // Between events (here: right in the middle) the count is what the events say.
      if (event.at - last > Duration(2000)) {
        EXPECT_EQ(profile.UsersAt(last + (event.at - last) / 2), users);
      }
      EXPECT_EQ(event.user, event.start ? users : users - 1);
      users += event.start ? 1 : -1;
      last = event.at;
    }
  }
}

TEST(LoadProfile, SumsEqualWhatTheEventsAddUpTo) {
  RandomStream random(8, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 300; ++round) {
    const LoadProfile profile = RandomProfile(random);
    const Duration until = milliseconds(random.Between(1, 20'000));
    uint64_t starts = 0;
    double time = 0;
    for (const PlanEvent& event : Events(profile)) {
      if (event.at >= until) break;
      const Duration end = profile.end() ? std::min(*profile.end(), until) : until;
      time += (event.start ? 1 : -1) * ToSeconds(end - event.at);
      starts += event.start;
    }
    EXPECT_EQ(profile.StartsBefore(until), starts);
    EXPECT_NEAR(ToSeconds(profile.UserTimeBefore(until)), time, 1e-4);
  }
}

TEST(LoadProfile, WireFormIsTheSameProfile) {
  RandomStream random(10, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 50; ++round) {
    const LoadProfile profile = RandomProfile(random);
    const auto copy = LoadProfile::FromProto(profile.ToProto());
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(copy->epoch(), profile.epoch());
    EXPECT_EQ(Events(*copy).size(), Events(profile).size());
  }
}

TEST(LoadProfile, StagesLeadFromOneToTheNextAndEndTheRun) {
  google::protobuf::RepeatedPtrField<v1::LoadStage> stages;
  const auto add = [&](uint32_t users, Duration length, bool jump) {
    v1::LoadStage* stage = stages.Add();
    stage->set_users(users);
    stage->set_duration_us(ToMicros(length));
    stage->set_jump(jump);
  };
  add(10, seconds(10), false);
  add(30, seconds(5), true);
  add(0, seconds(10), false);
  const LoadProfile profile = LoadProfile::OfStages(stages, std::nullopt);
  EXPECT_EQ(profile.UsersAt(seconds(5)), 5u);
  EXPECT_EQ(profile.UsersAt(seconds(10)), 30u);
  EXPECT_EQ(profile.UsersAt(seconds(20)), 15u);
  EXPECT_EQ(profile.end(), seconds(25));
  EXPECT_EQ(profile.PeakTarget(), 30);
  EXPECT_EQ(profile.SteepestRise(), 20);
  EXPECT_EQ(profile.GoalAt(seconds(3)), 10);
  EXPECT_EQ(LoadProfile::OfStages(stages, seconds(8)).PeakTarget(), 8);
}

TEST(LoadProfile, RefusesSegmentsOutOfOrderOrRange) {
  v1::Profile proto = LoadProfile::Ramp(5, 1, std::nullopt).ToProto();
  proto.mutable_segments(0)->set_from_users(-1);
  EXPECT_FALSE(LoadProfile::FromProto(proto).ok());
  proto = LoadProfile::Ramp(5, 1, std::nullopt).WithChange(seconds(1), 3, 1).ToProto();
  proto.mutable_segments()->SwapElements(0, 1);
  EXPECT_FALSE(LoadProfile::FromProto(proto).ok());
}

}  // namespace
}  // namespace aurax::load
