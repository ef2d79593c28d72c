#include "worker/timer_queue.h"

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "common/random.h"
#include "gtest/gtest.h"

namespace aurax::load::worker {
namespace {

MonotonicTime At(int64_t ns) { return MonotonicTime(Duration(ns)); }

struct Recorded final : Timer {
  void OnTimer(MonotonicTime due) override { log->emplace_back(id, due); }
  int id = 0;
  std::vector<std::pair<int, MonotonicTime>>* log = nullptr;
};

// The model: due time by timer id.
class TimerQueueModel : public testing::TestWithParam<uint64_t> {
 protected:
  static constexpr int kTimers = 60;

  TimerQueueModel() : timers_(kTimers) {
    for (int i = 0; i < kTimers; ++i) {
      timers_[i].id = i;
      timers_[i].log = &log_;
    }
  }
  ~TimerQueueModel() override {
    for (Recorded& timer : timers_) queue_.Cancel(&timer);
  }

  void RunUntil(int64_t now) {
    log_.clear();
    const size_t ran = queue_.RunDue(At(now));
    EXPECT_EQ(ran, log_.size());
    for (size_t i = 0; i < log_.size(); ++i) {
      const auto [id, due] = log_[i];
      ASSERT_TRUE(model_.contains(id)) << "ran twice or never scheduled";
      EXPECT_EQ(due, At(model_[id]));
      EXPECT_LE(due, At(now)) << "early";
      EXPECT_LE(log_[i == 0 ? 0 : i - 1].second, due) << "out of order";
      model_.erase(id);
    }
    for (const auto& [id, due] : model_) EXPECT_GT(due, now) << "left behind";
  }

  void ExpectLikeModel() {
    ASSERT_EQ(queue_.size(), model_.size());
    ASSERT_EQ(queue_.empty(), model_.empty());
    std::optional<int64_t> least;
    for (const auto& [id, due] : model_) least = std::min(least.value_or(due), due);
    if (least) {
      ASSERT_EQ(queue_.NextDue(), At(*least));
    }
    for (const Recorded& timer : timers_) ASSERT_EQ(timer.scheduled(), model_.contains(timer.id));
  }

  std::vector<Recorded> timers_;
  std::vector<std::pair<int, MonotonicTime>> log_;
  std::map<int, int64_t> model_;
  TimerQueue queue_;
};

TEST_P(TimerQueueModel, BehavesAsASortedMapUnderRandomScheduleCancelRescheduleAndRun) {
  RandomStream random(GetParam(), 0, 0, StreamPurpose::kValues);
  int64_t now = 0;
  for (int step = 0; step < 5'000; ++step) {
    const int id = static_cast<int>(random.Below(kTimers));
    switch (random.Below(8)) {
      case 0:
      case 1:
        queue_.Cancel(&timers_[id]);
        model_.erase(id);
        break;
      case 2:
        now += random.Below(40);
        RunUntil(now);
        break;
      default:
        model_[id] = now + random.Below(200);  // narrow, so that equal due times are common
        queue_.Schedule(&timers_[id], At(model_[id]));
    }
    ExpectLikeModel();
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, TimerQueueModel, testing::Range<uint64_t>(1, 9));

struct Chained final : Timer {
  void OnTimer(MonotonicTime due) override {
    ++ran;
    if (ran < 5) queue->Schedule(this, due + Duration(10));
  }
  TimerQueue* queue = nullptr;
  int ran = 0;
};

TEST(TimerQueue, ATimerThatReschedulesItselfRunsAgainOnlyWhileItIsDue) {
  TimerQueue queue;
  Chained timer;
  timer.queue = &queue;
  queue.Schedule(&timer, At(0));
  EXPECT_EQ(queue.RunDue(At(25)), 3u);
  EXPECT_EQ(queue.NextDue(), At(30));
  EXPECT_EQ(queue.RunDue(At(1'000)), 2u);
  EXPECT_TRUE(queue.empty());
}

struct Backlog final : Timer {  // always due again, however often it runs
  void OnTimer(MonotonicTime due) override {
    ++ran;
    queue->Schedule(this, due + Duration(10));
  }
  TimerQueue* queue = nullptr;
  int ran = 0;
};

TEST(TimerQueue, TimersThatAlwaysFallBehindEndTheCallAndRunOnInTheNext) {
  TimerQueue queue;
  Backlog one, other;
  for (Backlog* timer : {&one, &other}) {
    timer->queue = &queue;
    queue.Schedule(timer, At(0));
  }
  const MonotonicTime late = At(1'000'000'000);
  EXPECT_EQ(queue.RunDue(late), TimerQueue::kAtOnce);
  EXPECT_EQ(queue.RunDue(late), TimerQueue::kAtOnce);
  EXPECT_EQ(one.ran, other.ran) << "the earliest go first";
  for (Backlog* timer : {&one, &other}) queue.Cancel(timer);
}

struct Canceller final : Timer {
  void OnTimer(MonotonicTime) override { queue->Cancel(victim); }
  TimerQueue* queue = nullptr;
  Timer* victim = nullptr;
};

TEST(TimerQueue, ATimerCancelledByAnotherInTheSameRunDoesNotRun) {
  TimerQueue queue;
  Chained victim;
  victim.queue = &queue;
  Canceller first;
  first.queue = &queue;
  first.victim = &victim;
  queue.Schedule(&victim, At(20));
  queue.Schedule(&first, At(10));
  EXPECT_EQ(queue.RunDue(At(100)), 1u);
  EXPECT_EQ(victim.ran, 0);
}

}  // namespace
}  // namespace aurax::load::worker
