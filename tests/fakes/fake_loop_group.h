// Loops that measure nothing but invent seeded records: an interval for each loop whenever a test
// says so. Everything invented is also added to `truth`, which no message ever carries; what the
// session asked for is kept too.
#ifndef AURAX_TESTS_FAKES_FAKE_LOOP_GROUP_H_
#define AURAX_TESTS_FAKES_FAKE_LOOP_GROUP_H_

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "common/random.h"
#include "worker/loop_group.h"

namespace aurax::load::worker {

class FakeLoopGroup final : public LoopGroup {
 public:
  struct Truth {
    uint64_t started = 0, completed = 0, failed = 0;
    Histogram response_time;
  };

  // `clock`: for runs that start after their time zero; without one each begins at time zero.
  FakeLoopGroup(uint32_t loops, uint64_t seed, const Clock* clock = nullptr)
      : loops_(loops), clock_(clock), random_(seed, 0, 0, StreamPurpose::kValues) {}

  uint32_t loops() const override { return loops_; }
  void Start(std::shared_ptr<const RunPlan> plan, MonotonicTime zero, Duration phase) override {
    plan_ = std::move(plan);
    time_zero = zero;
    phase_ = phase;
    const Duration now = clock_ == nullptr ? Duration(0) : clock_->Now() - zero;
    loop_states_.assign(loops_, Loop{std::max(now, Duration(0)), {}, false, 0});
    for (uint32_t i = 0; i < loops_; ++i) loop_states_[i].counts.loop = i;
    shards.reset();
    started = true;
    exhausted = finish_asked = abandoned = false;
    stopped_at = Duration(-1);
  }
  void Gain(const ShardGrant& grant) override {
    gains.push_back(grant);
    shards |= grant.shards;
    for (Loop& loop : loop_states_) loop.busy = true;
  }
  void Lose(const ShardSet& lost, Duration at) override {
    losses.emplace_back(lost, at);
    shards &= ~lost;
  }
  void SetLease(MonotonicTime until) override { leases.push_back(until); }
  void Fence() override {
    ++fences;
    shards.reset();
  }
  void ChangeProfile(const LoadProfile& profile) override { epoch = profile.epoch(); }
  void Stop(Duration at) override { stopped_at = at; }
  void GrantIterations(uint32_t, uint32_t granted) override { iterations += granted; }
  void IterationsExhausted() override { exhausted = true; }
  void Finish() override { finish_asked = true; }
  void Abandon(Duration) override {
    abandoned = true;
    finish_asked = true;
  }
  void Recycle(uint32_t, std::unique_ptr<Recorder> recorder) override {
    recycled += recorder->requests()[0].started == 0;
  }

  // The next interval of one loop. Something is invented where a shard was held since the last.
  LoopInterval NextInterval(uint32_t loop, bool last) {
    Loop& state = loop_states_[loop];
    LoopInterval interval;
    interval.loop = loop;
    interval.number = state.intervals++;
    interval.from = state.from;
    interval.to = phase_;
    while (interval.to <= interval.from) interval.to += std::chrono::seconds(1);
    state.from = interval.to;
    interval.last = last;
    const bool busy = std::exchange(state.busy, shards.any());
    interval.idle = !busy;
    interval.running.assign(static_cast<size_t>(plan_->scenario.user_classes_size()),
                            shards.any() ? 1 : 0);
    const auto names = static_cast<size_t>(plan_->scenario.request_names_size());
    interval.recorder = std::make_unique<Recorder>(names, interval.running.size());
    if (!busy) return interval;
    for (uint64_t n = random_.Below(20); n > 0; --n) Invent(interval, names, &state.counts);
    return interval;
  }

  // What one loop invented so far in this run.
  LoopCounts Counts(uint32_t loop) const {
    LoopCounts counts = loop_states_[loop].counts;
    counts.at = loop_states_[loop].from;
    return counts;
  }

  Truth truth;
  ShardSet shards;  // held by the loops
  std::vector<ShardGrant> gains;
  std::vector<std::pair<ShardSet, Duration>> losses;
  std::vector<MonotonicTime> leases;
  uint64_t fences = 0;
  MonotonicTime time_zero{};
  bool started = false, exhausted = false, finish_asked = false, abandoned = false;
  uint64_t epoch = 0, iterations = 0, recycled = 0;
  Duration stopped_at{-1};

 private:
  struct Loop {
    Duration from{0};
    LoopCounts counts;
    bool busy = false;  // some shard was held since `from`
    uint64_t intervals = 0;
  };

  void Invent(LoopInterval& interval, size_t names, LoopCounts* counts) {
    ExchangeRecord record;
    record.name_id = static_cast<uint32_t>(random_.Below(names));
    record.response_time = FromMicros(random_.Between(1, 5'000'000));
    record.service_time = record.response_time;
    record.status = 200;
    record.failed = random_.Below(10) == 0;
    record.ended = interval.to;
    interval.recorder->RequestStarted(record.name_id, interval.from, Duration(0));
    interval.recorder->RequestFinished(record);
    ++truth.started;
    ++(record.failed ? truth.failed : truth.completed);
    ++counts->started;
    ++(record.failed ? counts->failed : counts->completed);
    truth.response_time.Record(record.response_time);
  }

  const uint32_t loops_;
  const Clock* const clock_;
  RandomStream random_;
  std::shared_ptr<const RunPlan> plan_;
  Duration phase_{0};
  std::vector<Loop> loop_states_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_FAKES_FAKE_LOOP_GROUP_H_
