#include "worker/loop_threads.h"

#include <algorithm>
#include <utility>

namespace aurax::load::worker {

std::vector<ShardSet> DealShards(const ShardSet& gained, const std::vector<ShardSet>& held) {
  const size_t loops = held.size();
  std::vector<size_t> holds(loops), gets(loops, 0);
  for (size_t i = 0; i < loops; ++i) holds[i] = held[i].count();
  for (size_t left = gained.count(); left > 0; --left) {
    const auto least = std::min_element(holds.begin(), holds.end());
    ++*least;
    ++gets[static_cast<size_t>(least - holds.begin())];
  }
  std::vector<ShardSet> dealt(loops);
  size_t next = 0;
  for (uint32_t shard = 0; shard < kShards; ++shard) {
    if (!gained[shard]) continue;
    while (gets[next % loops] == 0) ++next;
    --gets[next % loops];
    dealt[next++ % loops].set(shard);
  }
  return dealt;
}

absl::StatusOr<std::unique_ptr<LoopThreads>> LoopThreads::Create(
    uint32_t loops, const Clock& clock, std::function<void(LoopEvent)> emit) {
  std::unique_ptr<LoopThreads> threads(new LoopThreads(clock));
  for (uint32_t i = 0; i < loops; ++i) {
    absl::StatusOr<std::unique_ptr<LoadLoop>> loop = LoadLoop::Create(i, clock, emit);
    if (!loop.ok()) return loop.status();
    threads->loops_.push_back(*std::move(loop));
  }
  threads->held_.resize(loops);
  return threads;
}

void LoopThreads::Start(std::shared_ptr<const RunPlan> plan, MonotonicTime time_zero,
                        Duration phase) {
  held_.assign(loops_.size(), ShardSet());
  const Duration begin = std::max(clock_.Now() - time_zero, Duration::zero());
  for (auto& loop : loops_) loop->Start(plan, time_zero, begin, phase);
}

void LoopThreads::Gain(const ShardGrant& grant) {
  const std::vector<ShardSet> dealt = DealShards(grant.shards, held_);
  for (size_t i = 0; i < loops_.size(); ++i) {
    if (dealt[i].none()) continue;
    held_[i] |= dealt[i];
    ShardGrant part = grant;
    part.shards = dealt[i];
    loops_[i]->WithRun([part](LoadRun& run) { run.Gain(part); });
  }
}

void LoopThreads::Lose(const ShardSet& shards, Duration at) {
  for (size_t i = 0; i < loops_.size(); ++i) {
    const ShardSet lost = held_[i] & shards;
    held_[i] &= ~lost;
    loops_[i]->WithRun([lost, at](LoadRun& run) { run.Lose(lost, at); });
  }
}

void LoopThreads::SetLease(MonotonicTime until) {
  for (auto& loop : loops_) {
    loop->WithRun([until](LoadRun& run) { run.SetLease(until); });
  }
}

void LoopThreads::Fence() {
  for (size_t i = 0; i < loops_.size(); ++i) {
    held_[i].reset();
    loops_[i]->WithRun([](LoadRun& run) { run.Fence(); });
  }
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
