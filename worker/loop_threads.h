// The LoopGroup of a real worker: a LoadLoop for each of N threads.
#ifndef AURAX_WORKER_LOOP_THREADS_H_
#define AURAX_WORKER_LOOP_THREADS_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/load_loop.h"
#include "worker/loop_group.h"

namespace aurax::load::worker {

// Calls come from one thread at a time, the session's.
class LoopThreads final : public LoopGroup {
 public:
  // `loops`: 1 to 1024. `emit` is called on the loops' threads and must be thread-safe; it and
  // `clock` outlive this.
  static absl::StatusOr<std::unique_ptr<LoopThreads>> Create(uint32_t loops, const Clock& clock,
                                                             std::function<void(LoopEvent)> emit);

  uint32_t loops() const override { return static_cast<uint32_t>(loops_.size()); }
  void Start(std::shared_ptr<const RunPlan> plan, MonotonicTime time_zero, Duration phase) override;
  void Gain(const ShardGrant& grant) override;
  void Lose(const ShardSet& shards, Duration at) override;
  void SetLease(MonotonicTime until) override;
  void Fence() override;
  void ChangeProfile(const LoadProfile& profile) override;
  void Stop(Duration at) override;
  void GrantIterations(uint32_t loop, uint32_t granted) override;
  void IterationsExhausted() override;
  void Finish() override;
  void Abandon(Duration at) override;
  void Recycle(uint32_t loop, std::unique_ptr<Recorder> recorder) override;

 private:
  explicit LoopThreads(const Clock& clock) : clock_(clock) {}

  const Clock& clock_;
  std::vector<std::unique_ptr<LoadLoop>> loops_;
  std::vector<ShardSet> held_;  // by loop, of the present run
};

// Which of the shards `gained` each loop gets that holds `held` (one set for each loop, at least
// one) already: as many as make all loops hold equally many in the end, or as near to that as can
// be, dealt one by one, so that any run of neighbouring users spreads over the loops. Loops that
// hold nothing yet get the s-th shard in loop s mod loops.
std::vector<ShardSet> DealShards(const ShardSet& gained, const std::vector<ShardSet>& held);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_LOOP_THREADS_H_
