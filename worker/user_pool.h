// The virtual users of one event loop: who exists is decided outside (the plan), what they do
// happens here. Belongs to the loop's thread. Free of threads, sockets and real clocks, so it runs
// under a fake engine and clock.
#ifndef AURAX_WORKER_USER_POOL_H_
#define AURAX_WORKER_USER_POOL_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "common/clock.h"
#include "common/shard_set.h"
#include "worker/http_engine.h"
#include "worker/recorder.h"
#include "worker/script.h"
#include "worker/timer_queue.h"

namespace aurax::load::worker {

// Where the permission for one more task iteration comes from when a run limits them.
class IterationSource {
 public:
  // Must not call the pool. Takes one if there is one at hand. False: the user is parked until
  // IterationsArrived() or IterationsExhausted().
  virtual bool TakeIteration() = 0;

 protected:
  ~IterationSource() = default;
};

class UserPool {
 public:
  struct Options {
    std::shared_ptr<const Script> script;
    HttpEngine* engine = nullptr;  // this and the next two outlive the pool
    TimerQueue* timers = nullptr;
    const Clock* clock = nullptr;
    MonotonicTime time_zero;  // offsets in records count from here
    uint64_t seed = 0;
    Duration stop_timeout{0};
    IterationSource* iterations = nullptr;  // null: unlimited
  };
  // `recorder`, or the one set last, must outlive the pool: its end abandons who is left, and that
  // is counted.
  UserPool(Options options, Recorder* recorder);
  ~UserPool();

  // User `number` (in the whole run) of class `user_class` begins its on_start steps, intended at
  // `due`; its user time begins then too. `resumed`: it is counted as that, not as started.
  void StartUser(uint32_t number, uint32_t user_class, MonotonicTime due, bool resumed = false);
  // The plan takes the user away at `due`: a user that waits leaves at once; one in the middle of
  // an iteration may finish it until due + stop_timeout, then its requests are cancelled and
  // counted; then its on_stop steps run, at most 5 s longer. A user that is not there any more
  // (ended early) is ignored. Its user time ends at `due`.
  void StopUser(uint32_t number, MonotonicTime due);
  void StopShards(const ShardSet& shards, MonotonicTime due);
  void StopAll(MonotonicTime due);
  // Ends everything at once: requests in flight are cancelled and counted, on_stop is not run. User
  // time ends at `when`, or now. Others may start afterwards.
  void AbandonAll(MonotonicTime when);
  void AbandonAll();

  void IterationsArrived();
  void IterationsExhausted();  // parked users, and all that come to need one, stop

  // Adds the user time since the last call (or start) to the recorder; call before handing the
  // recorder on.
  void AccountUserTime(MonotonicTime now);
  void SetRecorder(Recorder* recorder);

  uint32_t running(uint32_t user_class) const;  // started, not stopped, not ended early
  size_t alive() const;      // running or still finishing; 0 = nothing can happen any more
  size_t in_flight() const;  // requests

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_USER_POOL_H_
