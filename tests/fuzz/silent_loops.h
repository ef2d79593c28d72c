// Loops that load nobody, but say whatever loops may say at that moment of a run.
#ifndef AURAX_TESTS_FUZZ_SILENT_LOOPS_H_
#define AURAX_TESTS_FUZZ_SILENT_LOOPS_H_

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "tests/fuzz/fuzz_bytes.h"
#include "worker/loop_group.h"

namespace aurax::load::worker {

class SilentLoops final : public LoopGroup {
 public:
  explicit SilentLoops(uint32_t loops) : states_(loops) {}

  uint32_t loops() const override { return static_cast<uint32_t>(states_.size()); }
  void Start(std::shared_ptr<const RunPlan> plan, MonotonicTime, Duration) override {
    Require(!plan_, "loops are started once a run");
    plan_ = std::move(plan);
    ++runs_;
    states_.assign(states_.size(), {});
    held_.reset();
    finish_ = stopped_ = false;
  }
  void Gain(const ShardGrant& grant) override {
    Running();
    Require((held_ & grant.shards).none(), "no shard is gained that is held");
    held_ |= grant.shards;
  }
  void Lose(const ShardSet& shards, Duration) override {
    Running();
    Require((shards & ~held_).none(), "no shard is lost that is not held");
    held_ &= ~shards;
  }
  void SetLease(MonotonicTime) override { Running(); }
  void Fence() override {
    Running();
    held_.reset();
  }
  void ChangeProfile(const LoadProfile&) override { Running(); }
  void Stop(Duration) override {
    Running();
    stopped_ = true;
  }
  void GrantIterations(uint32_t loop, uint32_t granted) override {
    Running();
    Require(loop < loops() && granted > 0, "iterations are granted to a loop");
  }
  void IterationsExhausted() override { Running(); }
  void Finish() override {
    Running();
    finish_ = true;
  }
  void Abandon(Duration) override { Finish(); }
  void Recycle(uint32_t, std::unique_ptr<Recorder> recorder) override {
    Require(recorder->requests().empty() || recorder->requests()[0].started == 0,
            "a recorder comes back cleared");
  }

  uint32_t runs() const { return runs_; }

  // One event of one loop, if it may say that now.
  template <typename Hear>
  void Say(uint8_t what, uint8_t which, Hear&& hear) {
    if (!plan_) return;
    const uint32_t loop = which % loops();
    State& state = states_[loop];
    if (state.ended) return;
    if (what % 6 == 5 && finish_) return Deliver(loop, true, hear);
    if (what % 7 == 6) return hear(LoopReleased{loop});
    switch (what % 5) {
      case 0:
        return Deliver(loop, false, hear);
      case 1:
        if (!stopped_ || std::exchange(state.quiet, true)) return;
        return hear(LoopQuiet{});
      case 2:
        return hear(IterationsWanted{loop, 1u + which});
      case 3:
        return hear(LoopCounts{loop, state.to, state.started, state.started, 0, 0});
      default:
        held_.reset();
        return hear(LoopFenced{loop, state.to});
    }
  }

  // Everybody's last interval, if the run is over.
  template <typename Hear>
  void End(Hear&& hear) {
    for (uint32_t loop = 0; loop < loops() && plan_ && finish_; ++loop) {
      if (!states_[loop].ended) Deliver(loop, true, hear);
    }
  }

 private:
  struct State {
    uint64_t next = 0, started = 0;
    Duration to{0};
    bool quiet = false, ended = false;
  };

  void Running() const { Require(plan_ && !finish_, "loops are told what to do while they run"); }

  template <typename Hear>
  void Deliver(uint32_t loop, bool last, Hear&& hear) {
    State& state = states_[loop];
    LoopInterval interval;
    interval.loop = loop;
    interval.number = state.next++;
    interval.from = state.to;
    interval.to = state.to += std::chrono::seconds(1);
    interval.running.assign(static_cast<size_t>(plan_->scenario.user_classes_size()), 1);
    interval.recorder = std::make_unique<Recorder>(
        static_cast<size_t>(plan_->scenario.request_names_size()), interval.running.size());
    if (plan_->scenario.request_names_size() > 0) Invent(interval);
    interval.idle = held_.none();
    interval.last = state.ended = last;
    bool all = true;
    for (const State& s : states_) all &= s.ended;
    if (all) plan_.reset();  // before the session hears of it, as it may start the next run
    hear(std::move(interval));
  }
  void Invent(LoopInterval& interval) {
    ExchangeRecord record;
    record.response_time = record.service_time = std::chrono::milliseconds(3);
    record.status = 200;
    record.ended = interval.to;
    interval.recorder->RequestStarted(0, interval.from, Duration(0));
    interval.recorder->RequestFinished(record);
    ++states_[interval.loop].started;
  }

  std::vector<State> states_;
  std::shared_ptr<const RunPlan> plan_;
  ShardSet held_;
  bool finish_ = false, stopped_ = false;
  uint32_t runs_ = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_FUZZ_SILENT_LOOPS_H_
