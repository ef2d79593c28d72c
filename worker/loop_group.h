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
  Duration late{0};   // the longest so far that a stop or change was carried out after its time
};
// Nobody is left in the loop and nobody will come: it has stopped, or its iterations are used up.
struct LoopQuiet {
  uint32_t loop = 0;
};
struct IterationsWanted {
  uint32_t loop = 0;
  uint32_t wanted = 0;
};
using LoopEvent = std::variant<LoopInterval, LoopQuiet, IterationsWanted>;

// --- To the loops. Calls return at once; what they cause comes back as LoopEvents.
class LoopGroup {
 public:
  virtual ~LoopGroup() = default;
  virtual uint32_t loops() const = 0;
  // Begins a run: shard s belongs to the loop that stands at position i mod loops() when `owned` is
  // listed.
  virtual void Start(std::shared_ptr<const RunPlan> plan, const ShardSet& owned,
                     MonotonicTime time_zero) = 0;
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
