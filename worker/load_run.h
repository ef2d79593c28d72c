// One run on one event loop: carries the plan out for the shards that the loop holds, and hands the
// recorder on each second. Shards come and go while it lives; without any it just waits. Belongs to
// the loop's thread; free of threads and sockets, so it runs under a fake clock and engine.
#ifndef AURAX_WORKER_LOAD_RUN_H_
#define AURAX_WORKER_LOAD_RUN_H_

#include <functional>
#include <memory>
#include <vector>

#include "common/class_sequence.h"
#include "common/shard_plan.h"
#include "worker/callback_timer.h"
#include "worker/loop_group.h"
#include "worker/user_pool.h"

namespace aurax::load::worker {

class LoadRun final : private IterationSource {
 public:
  struct Options {
    uint32_t loop = 0;
    std::shared_ptr<const RunPlan> plan;
    MonotonicTime time_zero;
    // Offsets: the first interval is from `begin` (>= 0; the same for all loops of a worker, or
    // their intervals would not match) to the next `phase` (0 to 1 s) + whole seconds.
    Duration begin{0}, phase{0};
    HttpEngine* engine = nullptr;  // this and the next two outlive the run
    TimerQueue* timers = nullptr;
    const Clock* clock = nullptr;
    std::function<void(LoopEvent)> emit;   // may be called at any time, from within any call
    std::function<Duration()> thread_cpu;  // CPU time of the loop's thread so far
  };
  explicit LoadRun(Options options);
  ~LoadRun();

  // Call at the beginning of every turn of the loop, before its timers and sockets, with the turn's
  // time: when the lease is over, nothing that is due may still be sent.
  void OnTurn(MonotonicTime now) {
    if (now >= lease_) OnLeaseOver();
  }

  // --- See LoopGroup.
  void Gain(const ShardGrant& grant);
  void Lose(const ShardSet& shards, Duration at);
  void SetLease(MonotonicTime until);
  void Fence();
  void ChangeProfile(const LoadProfile& profile);
  void Stop(Duration at);
  void GrantIterations(uint32_t granted);
  void IterationsExhausted();
  void AbandonAll(Duration at);
  // Delivers the last interval. The run does nothing any more.
  void Finish();
  void Recycle(std::unique_ptr<Recorder> recorder) { spare_.push_back(std::move(recorder)); }
  void RecordLag(Duration late) { recorder_->LoopLag(late); }

  static constexpr Duration kInterval = std::chrono::seconds(1);

 private:
  bool TakeIteration() override;
  Duration Offset(MonotonicTime t) const { return t - options_.time_zero; }
  void FollowPlan(MonotonicTime until);
  void CarryOut(const PlanEvent& event);
  void NoteLateness(Duration planned);
  void SchedulePlan();
  void StopEverybody(MonotonicTime due);
  bool Empty() const;
  void OnLeaseOver();
  MonotonicTime LoadEnd() const;
  void EmitCounts();
  void DeliverInterval(Duration to, bool last);
  void AskForIterations();
  void WatchForQuiet();
  std::unique_ptr<Recorder> FreshRecorder();

  const Options options_;
  ShardPlan plan_;
  ClassSequence classes_;
  std::vector<std::unique_ptr<Recorder>> spare_;
  std::unique_ptr<Recorder> recorder_;
  UserPool pool_;

  MonotonicTime lease_ = MonotonicTime::max();
  Duration interval_from_{0};
  uint64_t interval_number_ = 0;
  bool idle_ = true;         // since interval_from_
  Recorder::Totals before_;  // of the recorders handed on
  Duration cpu_at_interval_{0};
  Duration plan_end_ = Duration::max();  // the profile's
  Duration stop_at_ = Duration::max();   // the plan is not followed from here on
  Duration last_change_{0};              // when the last segment of the profile starts
  Duration late_{0};                     // see LoopInterval
  uint32_t credits_ = 0;                 // iterations at hand
  bool asked_ = false;                   // for more
  bool exhausted_ = false;
  bool stopping_ = false;
  bool quiet_ = false;
  bool finished_ = false;

  CallbackTimer plan_timer_, stop_timer_, interval_timer_, count_timer_, lease_timer_, quiet_timer_,
      iterations_timer_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_LOAD_RUN_H_
