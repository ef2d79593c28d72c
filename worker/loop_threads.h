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

// Thread-safe, as LoadLoop is.
class LoopThreads final : public LoopGroup {
 public:
  // `loops`: 1 to 1024. `emit` is called on the loops' threads and must be thread-safe; it and
  // `clock` outlive this.
  static absl::StatusOr<std::unique_ptr<LoopThreads>> Create(uint32_t loops, const Clock& clock,
                                                             std::function<void(LoopEvent)> emit);

  uint32_t loops() const override { return static_cast<uint32_t>(loops_.size()); }
  void Start(std::shared_ptr<const RunPlan> plan, const ShardSet& owned,
             MonotonicTime time_zero) override;
  void ChangeProfile(const LoadProfile& profile) override;
  void Stop(Duration at) override;
  void GrantIterations(uint32_t loop, uint32_t granted) override;
  void IterationsExhausted() override;
  void Finish() override;
  void Abandon(Duration at) override;
  void Recycle(uint32_t loop, std::unique_ptr<Recorder> recorder) override;

 private:
  std::vector<std::unique_ptr<LoadLoop>> loops_;
};

// The shards of each of `loops` loops: dealt one by one, so that any run of neighbouring users
// spreads over all.
std::vector<ShardSet> DealShards(const ShardSet& owned, uint32_t loops);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_LOOP_THREADS_H_
