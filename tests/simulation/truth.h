// What really happened in a simulated cluster, written down where it happens and carried by no
// message: the measure for everything that the master reports. Times are the world's.
#ifndef AURAX_TESTS_SIMULATION_TRUTH_H_
#define AURAX_TESTS_SIMULATION_TRUTH_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/shard_set.h"

namespace aurax::load::simulation {

inline constexpr Duration kForever = Duration::max();

// One start of one worker's process.
struct WorkerTruth {
  std::string id;
  uint64_t incarnation = 0;
  uint64_t started = 0, completed = 0, failed = 0, cancelled = 0;
  bool killed = false;
  std::optional<Duration> time_zero;  // where this worker believes it is
};

// Shards on one loop, from when to when it could have used them: no longer than its lease.
struct Holding {
  const WorkerTruth* worker;
  ShardSet shards;
  Duration from, to;
};

// A user that ran somewhere.
struct Existence {
  const WorkerTruth* worker;
  uint32_t user, user_class;
  Duration planned;  // offset from time zero at which it was to start
  bool resumed;
  Duration from, to;
};

class Truth {
 public:
  WorkerTruth* AddWorker(const std::string& id, uint64_t incarnation);

  std::deque<WorkerTruth> workers;
  std::deque<Holding> holdings;      // `to` is kForever as long as it lasts
  std::deque<Existence> existences;  // likewise

  // In words; empty when all is well. `time_zero`: the master's.
  // Two workers never held a shard at one time, but for what their clocks are apart.
  std::string SharedShard(Duration time_zero) const;
  // No user ran on two workers at one time, likewise.
  std::string DoubledUser(Duration time_zero) const;
  // At `now` every shard is held once and of `users` users each runs once.
  std::string NotWhole(Duration now, uint32_t users) const;
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_TRUTH_H_
