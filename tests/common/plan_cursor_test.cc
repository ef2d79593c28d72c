#include "common/plan_cursor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <tuple>
#include <vector>

#include "common/random.h"
#include "tests/common/random_profile.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

ShardGrant Everything(Duration at = seconds(0), double rate = 1) {
  const ShardSet all = ShardSet().set();
  return {all, at, all, rate};
}

std::vector<PlanEvent> Take(PlanCursor& cursor, Duration before = Duration::max()) {
  std::vector<PlanEvent> events;
  for (auto event = cursor.Peek(); event && event->at < before; event = cursor.Peek()) {
    events.push_back(*event);
    cursor.Pop();
  }
  return events;
}

std::vector<ShardSet> Deal(const ShardSet& shards, uint64_t holders, RandomStream& random) {
  std::vector<ShardSet> dealt(holders);
  for (uint32_t s = 0; s < kShards; ++s) {
    if (shards[s]) dealt[random.Below(holders)].set(s);
  }
  return dealt;
}

TEST(PlanCursor, LateChangeIsMadeUpForWithoutStartingAnybodyTwice) {
  const LoadProfile first = LoadProfile::Ramp(10, 10.0, std::nullopt);
  PlanCursor cursor(first, Everything());
  while (cursor.Peek()) cursor.Pop();                            // ten users exist since 0.9 s
  cursor.Change(first.WithChange(milliseconds(450), 3, 100.0));  // planned for long ago
  std::vector<uint32_t> stopped;
  while (const auto event = cursor.Peek()) {
    EXPECT_FALSE(event->start);
    EXPECT_GE(event->at, milliseconds(900));
    stopped.push_back(event->user);
    cursor.Pop();
  }
  EXPECT_EQ(stopped, (std::vector<uint32_t>{9, 8, 7, 6, 5, 4, 3}));
}

TEST(PlanCursor, ChangeBeforeAPeekedEventReplacesIt) {
  const LoadProfile first = LoadProfile::Ramp(2, 0.1, std::nullopt);
  PlanCursor cursor(first, Everything());
  ASSERT_TRUE(cursor.Peek().has_value());
  cursor.Pop();
  ASSERT_TRUE(cursor.Peek().has_value());  // user 1, at 10 s by the first plan
  cursor.Change(first.WithChange(seconds(1), 2, 1.0));
  ASSERT_TRUE(cursor.Peek().has_value());
  EXPECT_NEAR(ToSeconds(cursor.Peek()->at), 1.9, 1e-6);
}

TEST(PlanCursor, AChangeFindsAHolderOfFewShardsWhereItsTimeIs) {
  const LoadProfile slow = LoadProfile::Ramp(1000, 1.0, std::nullopt);
  ShardSet one;
  one.set(5).set(900);
  PlanCursor cursor(slow, {one, seconds(0), one, 1});
  EXPECT_EQ(cursor.Peek(), (PlanEvent{seconds(5), 5}));
  // Users 0 to 4 are other holders' and come later than the change.
  cursor.Change(slow.WithChange(seconds(1), 1000, 10.0));
  EXPECT_NEAR(ToSeconds(cursor.Peek()->at), 1.4, 1e-6);
  cursor.Pop();
  EXPECT_EQ(cursor.Peek()->user, 900u);
  cursor.Change(slow.WithChange(seconds(1), 1000, 10.0).WithChange(seconds(2), 0, 1.0));
  EXPECT_EQ(cursor.Peek()->user, 5u);
  EXPECT_NEAR(ToSeconds(cursor.Peek()->at), 8.0, 1e-6);  // eleven users at 2 s
  EXPECT_FALSE(cursor.Peek()->start);
}

TEST(PlanCursor, UnionOverHoldersIsTheWholePlan) {
  RandomStream random(9, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 200; ++round) {
    const LoadProfile profile = RandomProfile(random);
    // With stages somebody may stop and start at the same instant, at the bottom of a valley.
    std::set<std::tuple<Duration, uint32_t, bool>> united, whole;
    for (const ShardSet& part : Deal(ShardSet().set(), 1 + random.Below(7), random)) {
      PlanCursor cursor(profile, {part, seconds(0), part, 1});
      Duration last{0};
      for (const PlanEvent& e : Take(cursor)) {
        EXPECT_TRUE(part[ShardOf(e.user)]);
        EXPECT_FALSE(e.resumed);
        EXPECT_GE(e.at, last);
        EXPECT_TRUE(united.emplace(e.at, e.user, e.start).second);
        last = e.at;
      }
    }
    PlanCursor cursor(profile, Everything());
    for (const PlanEvent& e : Take(cursor)) whole.emplace(e.at, e.user, e.start);
    EXPECT_EQ(united, whole);
  }
}

TEST(PlanCursor, MovedUsersResumeAtTheRateByTheirRankAndTheOthersComeByThePlan) {
  const LoadProfile profile = LoadProfile::Ramp(6, 1.0, std::nullopt);
  ShardSet moved, mine;
  moved.set(1).set(2).set(3).set(5);
  mine.set(1).set(3).set(5);
  PlanCursor cursor(profile, {mine, milliseconds(3500), moved, 2.0});
  EXPECT_THAT(Take(cursor),
              testing::ElementsAre(PlanEvent{milliseconds(3500), 1, true, true},
                                   PlanEvent{milliseconds(4500), 3, true, true},  // 2 is another's
                                   PlanEvent{seconds(5), 5, true, false}));
}

TEST(PlanCursor, AUserTakenAwayBeforeItResumesIsNotShownAndComesBackByThePlan) {
  const LoadProfile profile = LoadProfile::Ramp(3, 100.0, std::nullopt)
                                  .WithChange(seconds(10), 1, 1.0)   // user 2 at 11 s, 1 at 12 s
                                  .WithChange(seconds(20), 3, 1.0);  // user 1 at 20 s, 2 at 21 s
  PlanCursor cursor(profile, Everything(seconds(5), 0.25));          // 5, 9 and 13 s
  EXPECT_THAT(Take(cursor), testing::ElementsAre(PlanEvent{seconds(5), 0, true, true},
                                                 PlanEvent{seconds(9), 1, true, true},
                                                 PlanEvent{seconds(12), 1, false, false},
                                                 PlanEvent{seconds(20), 1, true, false},
                                                 PlanEvent{seconds(21), 2, true, false}));
}

TEST(PlanCursor, NobodyResumesAfterTheEnd) {
  const LoadProfile profile = LoadProfile::Ramp(5, 100.0, seconds(10));
  PlanCursor late(profile, Everything(seconds(10))), last(profile, Everything(seconds(8)));
  EXPECT_FALSE(late.Peek().has_value());
  EXPECT_EQ(Take(last).size(), 2u);  // at 8 and 9 s
}

TEST(PlanCursor, AChangeBeforeTheFirstResumedUserDecidesWhoResumes) {
  const LoadProfile profile = LoadProfile::Ramp(2, 100.0, std::nullopt);
  PlanCursor cursor(profile, Everything(seconds(5), 100.0));
  ASSERT_TRUE(cursor.Peek().has_value());
  cursor.Change(profile.WithChange(seconds(4), 4, 100.0));
  const std::vector<PlanEvent> events = Take(cursor);
  ASSERT_EQ(events.size(), 4u);
  for (const PlanEvent& event : events) EXPECT_TRUE(event.resumed);
}

TEST(PlanCursor, NothingIsShownForReleasedShards) {
  PlanCursor cursor(LoadProfile::Ramp(6, 1.0, std::nullopt), Everything(milliseconds(2500), 1.0));
  EXPECT_EQ(cursor.Peek(), (PlanEvent{milliseconds(2500), 0, true, true}));
  ShardSet gone;
  gone.set(0).set(2).set(4);
  cursor.Release(gone);
  EXPECT_THAT(Take(cursor), testing::ElementsAre(PlanEvent{seconds(3), 3, true, false},
                                                 PlanEvent{milliseconds(3500), 1, true, true},
                                                 PlanEvent{seconds(5), 5, true, false}));
  cursor.Release(ShardSet().set());
  EXPECT_TRUE(cursor.shards().none());
  cursor.Change(LoadProfile::Ramp(9, 1.0, std::nullopt));
  EXPECT_FALSE(cursor.Peek().has_value());
}

// Shards that move between holders while the plan goes on and changes: who exists, and where.
class Fleet {
 public:
  Fleet(LoadProfile profile, uint64_t seed)
      : random_(seed, 0, 0, StreamPurpose::kValues),
        profile_(std::move(profile)),
        whole_(profile_, Everything()) {
    Give(ShardSet().set(), Duration(0), 1);
  }

  void RunTo(Duration until) {
    for (PlanCursor& cursor : cursors_) {
      for (const PlanEvent& event : Take(cursor, until)) {
        EXPECT_TRUE(cursor.shards()[ShardOf(event.user)]);
        if (event.start) {
          EXPECT_TRUE(existing_.insert(event.user).second) << "user " << event.user << " twice";
        } else {
          EXPECT_EQ(existing_.erase(event.user), 1u) << "user " << event.user << " was not there";
        }
        started_by_plan_ += event.start && !event.resumed;
      }
    }
    for (const PlanEvent& event : Take(whole_, until)) {
      planned_ = event.start ? event.user + 1 : event.user;
      starts_planned_ += event.start;
    }
  }

  // Some shards are lost at `lost`, and others have them from `gained` on.
  void Move(Duration lost, Duration gained) {
    ShardSet moved;
    for (uint32_t s = 0; s < kShards; ++s) moved[s] = random_.Below(3) == 0;
    RunTo(lost);
    for (PlanCursor& cursor : cursors_) cursor.Release(moved);
    std::erase_if(cursors_, [](const PlanCursor& cursor) { return cursor.shards().none(); });
    std::erase_if(existing_, [&](uint32_t user) { return moved[ShardOf(user)]; });
    RunTo(gained);
    Give(moved, gained, 20 + 100 * random_.Unit());
  }

  void Change(Duration at) {
    profile_ = profile_.WithChange(at, static_cast<uint32_t>(random_.Below(60)), 20);
    whole_.Change(profile_);
    for (PlanCursor& cursor : cursors_) cursor.Change(profile_);
  }

  std::set<uint32_t> Planned() const {
    std::set<uint32_t> users;
    for (uint32_t u = 0; u < planned_; ++u) users.insert(u);
    return users;
  }
  const std::set<uint32_t>& existing() const { return existing_; }
  uint64_t started_by_plan() const { return started_by_plan_; }
  uint64_t starts_planned() const { return starts_planned_; }

 private:
  void Give(const ShardSet& moved, Duration at, double rate) {
    for (const ShardSet& part : Deal(moved, 1 + random_.Below(7), random_)) {
      cursors_.emplace_back(profile_, ShardGrant{part, at, moved, rate});
    }
  }

  RandomStream random_;
  LoadProfile profile_;
  std::vector<PlanCursor> cursors_;
  PlanCursor whole_;
  std::set<uint32_t> existing_;
  uint32_t planned_ = 0;
  uint64_t started_by_plan_ = 0, starts_planned_ = 0;
};

TEST(PlanCursor, AfterMovesEverybodyWhoShouldExistExistsOnceWhenTheCatchUpIsOver) {
  RandomStream random(11, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const LoadProfile profile = RandomProfile(random);
    if (profile.end()) continue;  // nobody who moves then resumes
    Fleet fleet(profile, static_cast<uint64_t>(round));
    Duration now{0};
    for (int64_t moves = random.Between(1, 5); moves > 0; --moves) {
      const Duration lost = now + milliseconds(random.Between(0, 3000));
      now = lost + milliseconds(random.Below(2) == 0 ? 0 : random.Between(0, 3000));
      fleet.Move(lost, now);
      if (random.Below(3) == 0) fleet.Change(now + milliseconds(random.Between(-200, 1000)));
    }
    // The last move's 60 users at the least rate, and the longest ramp of a profile.
    const Duration settled = now + seconds(300);
    fleet.RunTo(settled);
    EXPECT_EQ(fleet.existing(), fleet.Planned());
  }
}

TEST(PlanCursor, AMoveWithoutAGapTakesNoStartFromThePlan) {
  RandomStream random(12, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    const LoadProfile profile = RandomProfile(random);
    Fleet fleet(profile, static_cast<uint64_t>(round));
    Duration now{0};
    for (int64_t moves = random.Between(1, 5); moves > 0; --moves) {
      now += milliseconds(random.Between(0, 3000));
      fleet.Move(now, now);
    }
    fleet.RunTo(now + seconds(300));
    EXPECT_EQ(fleet.started_by_plan(), fleet.starts_planned());
  }
}

}  // namespace
}  // namespace aurax::load
