// One run on a simulated loop: time moves from timer to timer.
#ifndef AURAX_TESTS_WORKER_LOAD_RUN_FIXTURE_H_
#define AURAX_TESTS_WORKER_LOAD_RUN_FIXTURE_H_

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_engine.h"
#include "tests/fakes/scenario_text.h"
#include "worker/load_run.h"

namespace aurax::load::worker {

using std::chrono::milliseconds;
using std::chrono::seconds;

class LoadRunTest : public testing::Test {
 protected:
  // A run that holds every shard from its beginning on.
  void Begin(const LoadProfile& profile, bool limited = false, Duration stop_timeout = seconds(0)) {
    Open(profile, limited, stop_timeout);
    run_->Gain({ShardSet().set(), seconds(0), ShardSet().set(), 1});
  }

  // Without any shard, `begin` after its time zero.
  void Open(const LoadProfile& profile, bool limited = false, Duration stop_timeout = seconds(0),
            Duration begin = seconds(0), Duration phase = seconds(0)) {
    const std::string text = UserClass("A", Task(1, Get("/a")) + Wait(milliseconds(200)));
    auto plan = std::make_shared<RunPlan>();
    plan->scenario = ParseScenario(text);
    plan->script = CompileScenario(text);
    plan->profile = profile;
    plan->iterations_limited = limited;
    plan->stop_timeout = stop_timeout;
    LoadRun::Options options;
    options.plan = plan;
    clock_.Advance(begin);
    options.time_zero = clock_.Now() - begin;
    options.begin = begin;
    options.phase = phase;
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
    if (std::holds_alternative<LoopReleased>(event)) ++released_;
    if (const auto* wanted = std::get_if<IterationsWanted>(&event))
      wanted_.push_back(wanted->wanted);
    if (const auto* counts = std::get_if<LoopCounts>(&event)) counts_.push_back(*counts);
    if (const auto* fenced = std::get_if<LoopFenced>(&event)) fenced_.push_back(fenced->at);
  }

  uint64_t Sum(uint64_t Recorder::Request::*count) const {
    uint64_t sum = 0;
    for (const LoopInterval& i : intervals_) sum += i.recorder->requests()[0].*count;
    return sum;
  }

  uint64_t Sum(uint64_t Recorder::Users::*count) const {
    uint64_t sum = 0;
    for (const LoopInterval& i : intervals_) sum += i.recorder->users()[0].*count;
    return sum;
  }
  Duration UserTime() const {
    Duration time{0};
    for (const LoopInterval& i : intervals_) time += i.recorder->users()[0].time;
    return time;
  }

  FakeClock clock_;
  TimerQueue timers_;
  FakeEngine engine_{&timers_, &clock_};
  std::vector<LoopInterval> intervals_;
  std::vector<uint32_t> wanted_;
  std::vector<LoopCounts> counts_;
  std::vector<Duration> fenced_;
  int quiet_ = 0;
  int released_ = 0;
  std::unique_ptr<LoadRun> run_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_WORKER_LOAD_RUN_FIXTURE_H_
