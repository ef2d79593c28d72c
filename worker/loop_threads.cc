#include "worker/loop_threads.h"

#include <utility>

namespace aurax::load::worker {

std::vector<ShardSet> DealShards(const ShardSet& owned, uint32_t loops) {
  std::vector<ShardSet> dealt(loops);
  uint32_t next = 0;
  for (uint32_t shard = 0; shard < kShards; ++shard) {
    if (owned[shard]) dealt[next++ % loops].set(shard);
  }
  return dealt;
}

absl::StatusOr<std::unique_ptr<LoopThreads>> LoopThreads::Create(
    uint32_t loops, const Clock& clock, std::function<void(LoopEvent)> emit) {
  auto threads = std::make_unique<LoopThreads>();
  for (uint32_t i = 0; i < loops; ++i) {
    absl::StatusOr<std::unique_ptr<LoadLoop>> loop = LoadLoop::Create(i, clock, emit);
    if (!loop.ok()) return loop.status();
    threads->loops_.push_back(*std::move(loop));
  }
  return threads;
}

void LoopThreads::Start(std::shared_ptr<const RunPlan> plan, const ShardSet& owned,
                        MonotonicTime time_zero) {
  const std::vector<ShardSet> dealt = DealShards(owned, loops());
  for (size_t i = 0; i < loops_.size(); ++i) loops_[i]->Start(plan, dealt[i], time_zero);
}

void LoopThreads::ChangeProfile(const LoadProfile& profile) {
  for (auto& loop : loops_) {
    loop->WithRun([profile](LoadRun& run) { run.ChangeProfile(profile); });
  }
}

void LoopThreads::Stop(Duration at) {
  for (auto& loop : loops_) {
    loop->WithRun([at](LoadRun& run) { run.Stop(at); });
  }
}

void LoopThreads::GrantIterations(uint32_t loop, uint32_t granted) {
  loops_[loop]->WithRun([granted](LoadRun& run) { run.GrantIterations(granted); });
}

void LoopThreads::IterationsExhausted() {
  for (auto& loop : loops_) {
    loop->WithRun([](LoadRun& run) { run.IterationsExhausted(); });
  }
}

void LoopThreads::Finish() {
  for (auto& loop : loops_) loop->Finish();
}

void LoopThreads::Abandon(Duration at) {
  for (auto& loop : loops_) {
    loop->WithRun([at](LoadRun& run) { run.AbandonAll(at); });
    loop->Finish();
  }
}

void LoopThreads::Recycle(uint32_t loop, std::unique_ptr<Recorder> recorder) {
  // Posted functions must be copyable; the recorder is not.
  auto held = std::make_shared<std::unique_ptr<Recorder>>(std::move(recorder));
  loops_[loop]->WithRun([held](LoadRun& run) { run.Recycle(std::move(*held)); });
}

}  // namespace aurax::load::worker
