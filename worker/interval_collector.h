// Puts together what the loops of a worker deliver, each in its own time: the intervals with one
// number, one of every loop, belong together. Not thread-safe.
#ifndef AURAX_WORKER_INTERVAL_COLLECTOR_H_
#define AURAX_WORKER_INTERVAL_COLLECTOR_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "worker/loop_group.h"

namespace aurax::load::worker {

class IntervalCollector {
 public:
  // For a new run.
  void Begin(uint32_t loops);
  void Add(LoopInterval interval);
  // The next interval that every loop has delivered, in order; nothing while one is missing.
  std::optional<std::vector<LoopInterval>> TakeComplete();

  // Every loop has delivered its last interval, and all were taken.
  bool ended() const;
  // In the interval taken last nothing happened. Not before a later one than those that have come
  // by the last call of ForgetIdle(): they were made before.
  bool idle() const { return idle_; }
  void ForgetIdle();
  // The longest that a stop or change was carried out after its time, of all loops.
  Duration late() const { return late_; }

 private:
  std::map<uint64_t, std::vector<LoopInterval>> intervals_;  // by number
  uint64_t next_ = 0;
  std::vector<uint64_t> ends_;  // number of each loop's last interval, once known
  bool idle_ = false;
  uint64_t idle_from_ = 0;  // the first number that can make it so
  Duration late_{0};
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_INTERVAL_COLLECTOR_H_
