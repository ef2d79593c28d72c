// Loops that send nothing: they carry out the plan's users exactly, and invent what those would
// have measured, the same number of requests of every request name in each interval. What is said
// is valid in every respect; the master cannot tell it from real load. Not thread-safe.
#ifndef AURAX_BENCH_INVENTED_LOOPS_H_
#define AURAX_BENCH_INVENTED_LOOPS_H_

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "common/plan_cursor.h"
#include "common/random.h"
#include "worker/loop_group.h"

namespace aurax::load::bench {

// Recorders to fill, shared by all the workers of one thread: their pages are what costs memory.
using RecorderPool = std::vector<std::unique_ptr<worker::Recorder>>;

class InventedLoops final : public worker::LoopGroup {
 public:
  struct Options {
    uint64_t seed = 1;
    uint32_t requests = 1;         // of each name in an interval
    const Clock* clock = nullptr;  // this and the pool outlive the loops
    RecorderPool* pool = nullptr;
  };
  struct Sums {
    uint64_t completed = 0, failed = 0;
  };

  explicit InventedLoops(const Options& options)
      : options_(options), random_(options.seed, 0, 0, StreamPurpose::kValues) {}

  // What is due to be said now, one at a time; nothing when that is all.
  std::optional<worker::LoopEvent> Next();
  const Sums& sums() const { return sums_; }

  uint32_t loops() const override { return 1; }
  void Start(std::shared_ptr<const worker::RunPlan> plan, MonotonicTime zero,
             Duration phase) override;
  void Gain(const ShardGrant& grant) override;
  void Lose(const ShardSet& shards, Duration at) override;
  void SetLease(MonotonicTime) override {}  // the session looks at it often enough
  void Fence() override;
  void ChangeProfile(const LoadProfile& profile) override;
  void Stop(Duration at) override;
  void GrantIterations(uint32_t, uint32_t) override {}
  void IterationsExhausted() override {}
  void Finish() override { finish_asked_ = true; }
  void Abandon(Duration at) override;
  void Recycle(uint32_t loop, std::unique_ptr<worker::Recorder> recorder) override;

 private:
  // Of users, since the interval began.
  struct Pending {
    uint64_t started = 0, resumed = 0, stopped = 0;
    Duration time{0};
  };
  void CarryOut(Duration to);
  void End(uint32_t user, Duration at);
  worker::LoopInterval MakeInterval(Duration to);
  void Invent(Duration to, worker::Recorder* recorder);

  const Options options_;
  RandomStream random_;
  Sums sums_;

  // --- The run.
  bool running_ = false, quiet_said_ = false, finish_asked_ = false;
  std::shared_ptr<const worker::RunPlan> plan_;
  LoadProfile profile_;
  MonotonicTime zero_{};
  Duration end_{Duration::max()};
  Duration from_{0}, due_{0};  // of the present interval
  uint64_t number_ = 0;
  std::vector<PlanCursor> cursors_;
  std::map<uint32_t, Duration> present_;  // user -> counted up to
  Pending pending_;
  uint32_t released_ = 0;  // losses to be told of
  worker::LoopCounts counts_;
  bool counts_said_ = true;
};

}  // namespace aurax::load::bench

#endif  // AURAX_BENCH_INVENTED_LOOPS_H_
