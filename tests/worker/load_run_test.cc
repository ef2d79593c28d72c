#include "tests/worker/load_run_fixture.h"

namespace aurax::load::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(LoadRunTest, UsersSendTheirFirstRequestExactlyWhenThePlanStartsThem) {
  Begin(LoadProfile::Ramp(5, 2.0, std::nullopt));
  RunFor(seconds(3));
  std::vector<MonotonicTime> first;
  std::vector<HttpSession*> known;
  for (const SeenRequest& r : engine_.seen()) {
    if (std::find(known.begin(), known.end(), r.session) != known.end()) continue;
    known.push_back(r.session);
    first.push_back(r.sent);
  }
  ASSERT_EQ(first.size(), 5u);
  for (size_t u = 0; u < 5; ++u) EXPECT_EQ(first[u], MonotonicTime(milliseconds(500 * u)));
}

TEST_F(LoadRunTest, EverySecondHandsOnOneInterval) {
  Begin(LoadProfile::Ramp(2, 100, std::nullopt));
  RunFor(milliseconds(3500));
  ASSERT_EQ(intervals_.size(), 3u);
  for (uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(intervals_[i].number, i);
    EXPECT_EQ(intervals_[i].from, seconds(i));
    EXPECT_EQ(intervals_[i].to, seconds(i + 1));
    EXPECT_EQ(intervals_[i].running, std::vector<uint32_t>{2});
    EXPECT_EQ(intervals_[i].thread_cpu, milliseconds(250));
    EXPECT_FALSE(intervals_[i].last);
  }
}

TEST_F(LoadRunTest, EndOfTheProfileStopsEverybodyAndNothingIsUncounted) {
  Begin(LoadProfile::Ramp(4, 100, milliseconds(2500)), false, seconds(1));
  RunFor(seconds(4));
  EXPECT_EQ(quiet_, 1);
  run_->Finish();
  EXPECT_TRUE(intervals_.back().last);
  EXPECT_EQ(Sum(&Recorder::Request::started), engine_.seen().size());
  EXPECT_EQ(Sum(&Recorder::Request::started),
            Sum(&Recorder::Request::completed) + Sum(&Recorder::Request::cancelled));
  EXPECT_NEAR(ToSeconds(UserTime()), 4 * 2.5 - 0.06, 1e-6);  // less the ramp's 0, 10, 20, 30 ms
}

TEST_F(LoadRunTest, StopInThePastTakesEffectAtOnceAndCountsToItsTime) {
  Begin(LoadProfile::Ramp(1, 1, std::nullopt));
  RunFor(milliseconds(1100));
  run_->Stop(seconds(1));
  RunFor(milliseconds(100));
  EXPECT_EQ(quiet_, 1);
  run_->Finish();
  EXPECT_EQ(UserTime(), seconds(1));
}

TEST_F(LoadRunTest, ChangeOfTheProfileStartsAndStopsTheDifference) {
  const LoadProfile two = LoadProfile::Ramp(2, 100, std::nullopt);
  Begin(two);
  RunFor(milliseconds(1500));
  const LoadProfile five = two.WithChange(milliseconds(1600), 5, 100);
  run_->ChangeProfile(five);
  RunFor(seconds(1));
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{5});
  run_->ChangeProfile(five.WithChange(milliseconds(2600), 1, 100));
  RunFor(seconds(1));
  EXPECT_EQ(intervals_.back().running, std::vector<uint32_t>{1});
  EXPECT_EQ(engine_.sessions(), 1u);
}

TEST_F(LoadRunTest, AChangeIsLateByItsOwnTimeAloneNotAgainAtTheStop) {
  const LoadProfile two = LoadProfile::Ramp(2, 100, std::nullopt);
  Begin(two);
  RunFor(milliseconds(500));
  const LoadProfile five = two.WithChange(milliseconds(400), 5, 100);
  run_->ChangeProfile(five);
  RunFor(seconds(3));
  run_->ChangeProfile(five.EndingAt(seconds(4)));
  RunFor(seconds(3));
  EXPECT_EQ(intervals_.back().late, milliseconds(100));
}

TEST_F(LoadRunTest, LimitedIterationsAreAskedForAndNeverExceeded) {
  Begin(LoadProfile::Ramp(3, 100, std::nullopt), /*limited=*/true);
  RunFor(milliseconds(500));
  EXPECT_TRUE(engine_.seen().empty());
  ASSERT_FALSE(wanted_.empty());
  run_->GrantIterations(4);
  RunFor(seconds(2));
  EXPECT_EQ(engine_.seen().size(), 4u);
  EXPECT_EQ(quiet_, 0);
  run_->IterationsExhausted();
  RunFor(seconds(1));
  EXPECT_EQ(quiet_, 1);
  EXPECT_EQ(engine_.seen().size(), 4u);
}

TEST_F(LoadRunTest, AbandoningCancelsWhatIsInFlightVisibly) {
  engine_.AnswerAlways({.latency = seconds(60)});
  Begin(LoadProfile::Ramp(3, 100, std::nullopt));
  RunFor(milliseconds(500));
  run_->AbandonAll(milliseconds(500));
  run_->Finish();
  EXPECT_EQ(Sum(&Recorder::Request::cancelled), 3u);
  EXPECT_EQ(engine_.in_flight(), 0u);
}

TEST_F(LoadRunTest, RecycledRecordersAreUsedAgain) {
  Begin(LoadProfile::Ramp(1, 1, std::nullopt));
  RunFor(milliseconds(1100));
  std::unique_ptr<Recorder> recorder = std::move(intervals_[0].recorder);
  const Recorder* const address = recorder.get();
  recorder->Clear();
  run_->Recycle(std::move(recorder));
  RunFor(seconds(2));
  EXPECT_EQ(intervals_[2].recorder.get(), address);
}

}  // namespace
}  // namespace aurax::load::worker
