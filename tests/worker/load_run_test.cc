#include "worker/load_run.h"

#include <gtest/gtest.h>
#include <vector>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_engine.h"
#include "tests/fakes/scenario_text.h"

namespace aurax::load::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// One run on a simulated loop: time moves from timer to timer.
class LoadRunTest : public testing::Test {
 protected:
  void Begin(const LoadProfile& profile, bool limited = false, Duration stop_timeout = seconds(0)) {
    const std::string text = UserClass("A", Task(1, Get("/a")) + Wait(milliseconds(200)));
    auto plan = std::make_shared<RunPlan>();
    plan->scenario = ParseScenario(text);
    plan->script = CompileScenario(text);
    plan->profile = profile;
    plan->iterations_limited = limited;
    plan->stop_timeout = stop_timeout;
    LoadRun::Options options;
    options.plan = plan;
    options.shards.set();
    options.time_zero = clock_.Now();
    options.engine = &engine_;
    options.timers = &timers_;
    options.clock = &clock_;
    options.emit = [this](LoopEvent event) { Take(std::move(event)); };
    options.thread_cpu = [this] { return clock_.Now().time_since_epoch() / 4; };
    run_ = std::make_unique<LoadRun>(std::move(options));
  }

  void RunFor(Duration time) {
    const MonotonicTime until = clock_.Now() + time;
    while (!timers_.empty() && timers_.NextDue() <= until) {
      if (timers_.NextDue() > clock_.Now()) clock_.Set(timers_.NextDue());
      timers_.RunDue(clock_.Now());
    }
    clock_.Set(until);
  }

  void Take(LoopEvent event) {
    if (auto* interval = std::get_if<LoopInterval>(&event))
      intervals_.push_back(std::move(*interval));
    if (std::holds_alternative<LoopQuiet>(event)) ++quiet_;
    if (const auto* wanted = std::get_if<IterationsWanted>(&event))
      wanted_.push_back(wanted->wanted);
  }

  uint64_t Sum(uint64_t Recorder::Request::*count) const {
    uint64_t sum = 0;
    for (const LoopInterval& i : intervals_) sum += i.recorder->requests()[0].*count;
    return sum;
  }

  FakeClock clock_;
  TimerQueue timers_;
  FakeEngine engine_{&timers_, &clock_};
  std::vector<LoopInterval> intervals_;
  std::vector<uint32_t> wanted_;
  int quiet_ = 0;
  std::unique_ptr<LoadRun> run_;
};

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
  Duration user_time{0};
  for (const LoopInterval& i : intervals_) user_time += i.recorder->users()[0].time;
  EXPECT_NEAR(ToSeconds(user_time), 4 * 2.5 - 0.06, 1e-6);  // less the ramp's 0, 10, 20, 30 ms
}

TEST_F(LoadRunTest, StopInThePastTakesEffectAtOnceAndCountsToItsTime) {
  Begin(LoadProfile::Ramp(1, 1, std::nullopt));
  RunFor(milliseconds(1100));
  run_->Stop(seconds(1));
  RunFor(milliseconds(100));
  EXPECT_EQ(quiet_, 1);
  run_->Finish();
  Duration user_time{0};
  for (const LoopInterval& i : intervals_) user_time += i.recorder->users()[0].time;
  EXPECT_EQ(user_time, seconds(1));
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
