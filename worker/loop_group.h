// What a worker's session asks of its event loops, and what they tell it. The seam that lets a
// session run in tests without threads.
#ifndef AURAX_WORKER_LOOP_GROUP_H_
#define AURAX_WORKER_LOOP_GROUP_H_

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"
#include "common/load_profile.h"
#include "common/plan_cursor.h"
#include "common/shard_grant.h"
#include "worker/recorder.h"
#include "worker/script.h"

namespace aurax::load::worker {

// Everything a loop needs to know of a run. Shared by the loops, immutable.
struct RunPlan {
  v1::Scenario scenario;
  std::shared_ptr<const Script> script;
  LoadProfile profile;
  uint64_t seed = 0;
  Duration stop_timeout{0};
  bool iterations_limited = false;
};

// --- From a loop.

// One interval of one loop, moved out of it whole.
struct LoopInterval {
  uint32_t loop = 0;
  uint64_t number = 0;      // 0, 1, ... of this loop in this run
  Duration from{0}, to{0};  // offsets from time zero
  std::unique_ptr<Recorder> recorder;
  std::vector<uint32_t> running;  // users by class, at `to`
  Duration thread_cpu{0};         // used in the interval
  size_t open_connections = 0;
  bool last = false;  // nothing follows
  // There was no user, no shard and nothing in flight at any time of the interval: the recorder
  // holds nothing but the loop's own lag.
  bool idle = false;
  Duration late{0};  // the longest so far that a stop or change was carried out after its time
};
// Nobody is left in the loop and nobody will come: the run has stopped, or its iterations are used
// up. Said once; a loop that just holds no shard is not quiet.
struct LoopQuiet {
  uint32_t loop = 0;
};
struct IterationsWanted {
  uint32_t loop = 0;
  uint32_t wanted = 0;
};
// What the loop has counted so far in this run, each kCountInterval, and before its last interval.
struct LoopCounts {
  uint32_t loop = 0;
  Duration at{0};  // offset from time zero
  uint64_t started = 0, completed = 0, failed = 0, cancelled = 0;
};
// The loop itself found its lease over: it has cancelled everything, counted that, and holds no
// shard. Said only where there was something to give up, and not in answer to Fence(). The other
// loops may not have noticed yet: they are to be fenced too.
struct LoopFenced {
  uint32_t loop = 0;
  Duration at{0};  // when the lease ended, and the user time with it: an offset from time zero
};
// One Lose() has been carried out: nobody of those shards begins anything here any more.
struct LoopReleased {
  uint32_t loop = 0;
};
using LoopEvent =
    std::variant<LoopInterval, LoopQuiet, IterationsWanted, LoopCounts, LoopFenced, LoopReleased>;

// --- To the loops. Calls return at once; what they cause comes back as LoopEvents.
class LoopGroup {
 public:
  static constexpr Duration kCountInterval = std::chrono::milliseconds(100);

  virtual ~LoopGroup() = default;
  virtual uint32_t loops() const = 0;
  // Begins a run without any shard. Intervals end at time_zero + phase (0 to 1 s) + whole seconds;
  // the first begins at time zero, or now where that is past, in every loop alike. Every loop
  // delivers every interval, idle or not. There is no lease yet: nothing is ever over.
  virtual void Start(std::shared_ptr<const RunPlan> plan, MonotonicTime time_zero,
                     Duration phase) = 0;
  // Spreads the shards over the loops. None of them may be held at grant.at.
  virtual void Gain(const ShardGrant& grant) = 0;
  // The users of these shards stop (as by the plan) at offset `at`, or now where that is past.
  // Every loop answers each call with LoopReleased, once that is so where `at` was not to come yet,
  // unless the run is over before.
  virtual void Lose(const ShardSet& shards, Duration at) = 0;
  // Nothing may be sent from `until` on unless a later lease comes first: a loop that finds it over
  // cancels everything, drops all its shards and says LoopFenced. MonotonicTime::max(): for ever.
  virtual void SetLease(MonotonicTime until) = 0;
  // As if the lease were over now, for all loops; they say nothing. Shards may be gained again
  // afterwards, under a lease that is not over.
  virtual void Fence() = 0;
  virtual void ChangeProfile(const LoadProfile& profile) = 0;
  virtual void Stop(Duration at) = 0;
  virtual void GrantIterations(uint32_t loop, uint32_t granted) = 0;
  virtual void IterationsExhausted() = 0;
  // Every loop delivers its last interval and forgets the run. Only when all are quiet.
  virtual void Finish() = 0;
  // Ends everything at once, `at` or later: requests are cancelled and counted; then as Finish().
  virtual void Abandon(Duration at) = 0;
  // Gives a cleared recorder back for reuse.
  virtual void Recycle(uint32_t loop, std::unique_ptr<Recorder> recorder) = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_LOOP_GROUP_H_
