// A run whose shards come, go and are fenced while it lives.
#include <algorithm>
#include <gmock/gmock.h>

#include "tests/worker/load_run_fixture.h"

namespace aurax::load::worker {
namespace {

ShardSet Shards(std::initializer_list<uint32_t> numbers) {
  ShardSet shards;
  for (const uint32_t s : numbers) shards.set(s);
  return shards;
}

TEST_F(LoadRunTest, WithoutAnyShardNothingHappensAndEveryIntervalIsIdle) {
  Open(LoadProfile::Ramp(5, 10, std::nullopt));
  RunFor(seconds(3));
  EXPECT_TRUE(engine_.seen().empty());
  EXPECT_EQ(quiet_, 0);
  ASSERT_EQ(intervals_.size(), 3u);
  for (const LoopInterval& i : intervals_) EXPECT_TRUE(i.idle);
}

TEST_F(LoadRunTest, GainedUsersResumeAtTheirOwnTimesAndTheirUserTimeBeginsThere) {
  Open(LoadProfile::Ramp(5, 10, std::nullopt));
  RunFor(seconds(2));
  const ShardSet mine = Shards({1, 3});
  run_->Gain({mine, seconds(2), Shards({0, 1, 2, 3}), 2.0});  // at 2.5 and 3.5 s
  RunFor(seconds(3));
  EXPECT_EQ(Sum(&Recorder::Users::resumed), 2u);
  EXPECT_EQ(Sum(&Recorder::Users::started), 0u);
  EXPECT_EQ(UserTime(), seconds(4));
  ASSERT_FALSE(engine_.seen().empty());
  EXPECT_EQ(engine_.seen()[0].sent, MonotonicTime(milliseconds(2500)));
}

TEST_F(LoadRunTest, UsersOfLostShardsStopAtTheTimeAndNobodyComesForThemAnyMore) {
  Begin(LoadProfile::Ramp(10, 2, std::nullopt));
  RunFor(milliseconds(1200));  // users 0, 1, 2
  run_->Lose(Shards({0, 2, 4}), milliseconds(1700));
  RunFor(milliseconds(800));
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{2});  // 1 and 3
  EXPECT_EQ(Sum(&Recorder::Users::stopped), 2u);
  EXPECT_EQ(UserTime(), milliseconds(1700 + 1500 + 700 + 500));
  RunFor(seconds(4));
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{7});
}

TEST_F(LoadRunTest, ALateLoopStartsNobodyOfALostShardAfterTheLoss) {
  Begin(LoadProfile::Ramp(4, 1, std::nullopt));
  RunFor(milliseconds(500));
  run_->Lose(ShardSet().set(), milliseconds(1500));
  clock_.Advance(seconds(5));
  RunFor(milliseconds(10));
  EXPECT_EQ(Sum(&Recorder::Users::started), 2u);
  EXPECT_EQ(Sum(&Recorder::Users::stopped), 2u);
  EXPECT_EQ(UserTime(), milliseconds(1500 + 500));
}

TEST_F(LoadRunTest, ShardsThatComeBackBringTheirUsersOnce) {
  Begin(LoadProfile::Ramp(4, 100, std::nullopt));
  RunFor(milliseconds(500));
  run_->Lose(Shards({1, 2}), milliseconds(600));
  run_->Gain({Shards({1, 2}), milliseconds(800), Shards({1, 2}), 10});
  RunFor(milliseconds(1500));
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{4});
  EXPECT_EQ(Sum(&Recorder::Users::started), 4u);
  EXPECT_EQ(Sum(&Recorder::Users::resumed), 2u);
}

TEST_F(LoadRunTest, EveryLossIsAnsweredWhateverStateTheLoopIsIn) {
  Begin(LoadProfile::Ramp(4, 100, std::nullopt));
  RunFor(milliseconds(500));
  run_->Lose(Shards({1}), milliseconds(400));
  EXPECT_EQ(released_, 1);
  RunFor(milliseconds(600));
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{3});
  run_->Lose(ShardSet(), milliseconds(1100));
  EXPECT_EQ(released_, 2) << "it holds none of them";
  run_->Fence();
  run_->Lose(Shards({2}), milliseconds(1200));
  EXPECT_EQ(released_, 3);
  run_->Stop(milliseconds(1300));
  RunFor(seconds(1));
  run_->Lose(Shards({3}), milliseconds(2000));
  EXPECT_EQ(released_, 4);
}

TEST_F(LoadRunTest, AfterTheLeaseNothingIsSentHoweverLateTheLoopIs) {
  engine_.AnswerAlways({.latency = milliseconds(150)});
  Begin(LoadProfile::Ramp(3, 100, std::nullopt));
  run_->SetLease(MonotonicTime(seconds(1)));
  RunFor(milliseconds(500));
  const size_t sent = engine_.seen().size();
  clock_.Advance(seconds(10));  // the whole process stood still
  run_->OnTurn(clock_.Now());
  RunFor(seconds(1));
  EXPECT_EQ(engine_.seen().size(), sent);
  EXPECT_EQ(engine_.in_flight(), 0u);
  EXPECT_THAT(fenced_, testing::ElementsAre(seconds(1)));
  EXPECT_EQ(Sum(&Recorder::Users::stopped), 3u);
  EXPECT_EQ(Sum(&Recorder::Request::started),
            Sum(&Recorder::Request::completed) + Sum(&Recorder::Request::cancelled));
  EXPECT_NEAR(ToSeconds(UserTime()), 1.0 + 0.99 + 0.98, 1e-6);
  EXPECT_EQ(quiet_, 0);
}

TEST_F(LoadRunTest, ALeaseThatIsRenewedInTimeChangesNothing) {
  Begin(LoadProfile::Ramp(3, 100, std::nullopt));
  for (int i = 0; i < 10; ++i) {
    run_->SetLease(clock_.Now() + seconds(1));
    RunFor(milliseconds(500));
    run_->OnTurn(clock_.Now());
  }
  EXPECT_TRUE(fenced_.empty());
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{3});
  RunFor(seconds(1));
  EXPECT_THAT(fenced_, testing::ElementsAre(milliseconds(5500))) << "the loop wakes for it";
}

TEST_F(LoadRunTest, AFencedRunGainsAgainUnderTheChangedPlanAndANewLease) {
  const LoadProfile two = LoadProfile::Ramp(2, 100, std::nullopt);
  Begin(two);
  RunFor(milliseconds(1500));
  run_->Fence();
  run_->Fence();
  EXPECT_TRUE(fenced_.empty()) << "whoever fences knows";
  RunFor(seconds(2));
  EXPECT_TRUE(intervals_.back().idle);
  run_->ChangeProfile(two.WithChange(milliseconds(3600), 4, 100));
  run_->SetLease(MonotonicTime(seconds(10)));
  run_->Gain({ShardSet().set(), seconds(4), ShardSet().set(), 100});
  RunFor(milliseconds(1500));
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{4});
  EXPECT_EQ(Sum(&Recorder::Users::resumed), 4u);
  EXPECT_EQ(Sum(&Recorder::Users::stopped), 2u);
}

TEST_F(LoadRunTest, ShardsUnderALeaseThatIsOverAreGivenUpAtOnce) {
  Open(LoadProfile::Ramp(2, 100, std::nullopt));
  run_->SetLease(MonotonicTime::min());
  run_->OnTurn(clock_.Now());
  EXPECT_TRUE(fenced_.empty()) << "there was nothing to give up";
  run_->Gain({ShardSet().set(), seconds(0), ShardSet().set(), 1});
  run_->OnTurn(clock_.Now());
  EXPECT_EQ(fenced_.size(), 1u);
  RunFor(seconds(1));
  EXPECT_TRUE(engine_.seen().empty());
}

TEST_F(LoadRunTest, AStopEndsARunThatHoldsNothingAndOneThatWasFenced) {
  Open(LoadProfile::Ramp(2, 100, std::nullopt));
  run_->Gain({ShardSet().set(), seconds(0), ShardSet().set(), 1});
  RunFor(milliseconds(500));
  run_->Fence();
  run_->Stop(seconds(1));
  RunFor(milliseconds(499));
  EXPECT_EQ(quiet_, 0);
  RunFor(milliseconds(10));
  EXPECT_EQ(quiet_, 1);
}

TEST_F(LoadRunTest, AnIntervalIsIdleOnlyIfNothingHappenedInIt) {
  Begin(LoadProfile::Ramp(2, 100, std::nullopt));
  RunFor(milliseconds(1500));
  run_->Fence();
  RunFor(milliseconds(2000));
  run_->Gain({ShardSet().set(), milliseconds(3500), ShardSet().set(), 100});
  RunFor(milliseconds(100));
  run_->Fence();  // gained and lost within one interval
  RunFor(milliseconds(1500));
  std::vector<bool> idle;
  for (const LoopInterval& i : intervals_) idle.push_back(i.idle);
  EXPECT_EQ(idle, (std::vector<bool>{false, false, true, false, true}));
}

TEST_F(LoadRunTest, IntervalsEndAtThePhaseAndALateRunHasNoneOfThePast) {
  Open(LoadProfile::Ramp(2, 100, std::nullopt), false, seconds(0), milliseconds(5700),
       milliseconds(300));
  RunFor(milliseconds(2000));
  ASSERT_EQ(intervals_.size(), 2u);
  EXPECT_EQ(intervals_[0].number, 0u);
  EXPECT_EQ(intervals_[0].from, milliseconds(5700));
  EXPECT_EQ(intervals_[0].to, milliseconds(6300));
  EXPECT_EQ(intervals_[1].from, milliseconds(6300));
  EXPECT_EQ(intervals_[1].to, milliseconds(7300));
}

TEST_F(LoadRunTest, TheFirstIntervalEndsAtTheFirstPhaseAfterTimeZero) {
  Open(LoadProfile::Ramp(2, 100, std::nullopt), false, seconds(0), seconds(0), milliseconds(300));
  RunFor(seconds(1));
  ASSERT_EQ(intervals_.size(), 1u);
  EXPECT_EQ(intervals_[0].to, milliseconds(300));
}

TEST_F(LoadRunTest, CountsRunOnOverTheIntervalsAndAgreeWithThemInTheEnd) {
  engine_.Answer([n = 0](const SeenRequest&) mutable {
    return FakeAnswer{.status = ++n % 3 == 0 ? 500u : 200u, .latency = milliseconds(70)};
  });
  Begin(LoadProfile::Ramp(5, 10, std::nullopt));
  RunFor(milliseconds(2430));
  EXPECT_EQ(counts_.size(), 24u);
  EXPECT_EQ(counts_.back().at, milliseconds(2400));
  run_->AbandonAll(milliseconds(2430));
  run_->Finish();
  for (size_t i = 1; i < counts_.size(); ++i) EXPECT_GE(counts_[i].started, counts_[i - 1].started);
  const LoopCounts& last = counts_.back();
  EXPECT_EQ(last.at, milliseconds(2430));
  EXPECT_EQ(last.started, Sum(&Recorder::Request::started));
  EXPECT_EQ(last.completed, Sum(&Recorder::Request::completed));
  EXPECT_EQ(last.failed, Sum(&Recorder::Request::failed));
  EXPECT_EQ(last.cancelled, Sum(&Recorder::Request::cancelled));
  EXPECT_EQ(last.started, last.completed + last.failed + last.cancelled);
}

TEST_F(LoadRunTest, ParkedUsersOfLostShardsGoAndTheOthersGetTheIterations) {
  Begin(LoadProfile::Ramp(4, 100, std::nullopt), /*limited=*/true);
  RunFor(milliseconds(500));
  run_->Lose(Shards({0, 2}), milliseconds(500));
  run_->GrantIterations(2);
  RunFor(milliseconds(500));
  EXPECT_EQ(engine_.seen().size(), 2u);
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{2});
}

}  // namespace
}  // namespace aurax::load::worker
