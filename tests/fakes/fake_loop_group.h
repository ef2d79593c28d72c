// Loops that measure nothing but invent seeded records: an interval for each loop whenever a test
// says so. Everything invented is also added to `truth`, which no message ever carries.
#ifndef AURAX_TESTS_FAKES_FAKE_LOOP_GROUP_H_
#define AURAX_TESTS_FAKES_FAKE_LOOP_GROUP_H_

#include <memory>
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

  FakeLoopGroup(uint32_t loops, uint64_t seed)
      : loops_(loops), random_(seed, 0, 0, StreamPurpose::kValues) {}

  uint32_t loops() const override { return loops_; }
  void Start(std::shared_ptr<const RunPlan> plan, const ShardSet& owned, MonotonicTime) override {
    plan_ = std::move(plan);
    shards = owned;
    next_.assign(loops_, 0);
    started = true;
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

  // The next interval of one loop.
  LoopInterval NextInterval(uint32_t loop, bool last) {
    LoopInterval interval;
    interval.loop = loop;
    interval.number = next_[loop]++;
    interval.from = std::chrono::seconds(interval.number);
    interval.to = interval.from + std::chrono::seconds(1);
    interval.last = last;
    interval.running.assign(static_cast<size_t>(plan_->scenario.user_classes_size()), 1);
    const auto names = static_cast<size_t>(plan_->scenario.request_names_size());
    interval.recorder = std::make_unique<Recorder>(names, interval.running.size());
    for (uint64_t n = random_.Below(20); n > 0; --n) Invent(interval, names);
    return interval;
  }

  Truth truth;
  ShardSet shards;
  bool started = false, exhausted = false, finish_asked = false, abandoned = false;
  uint64_t epoch = 0, iterations = 0, recycled = 0;
  Duration stopped_at{-1};

 private:
  void Invent(LoopInterval& interval, size_t names) {
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
    truth.response_time.Record(record.response_time);
  }

  const uint32_t loops_;
  RandomStream random_;
  std::shared_ptr<const RunPlan> plan_;
  std::vector<uint64_t> next_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_FAKES_FAKE_LOOP_GROUP_H_
