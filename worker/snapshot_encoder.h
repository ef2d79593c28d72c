// From what the loops of a worker recorded in one interval to the one snapshot that it sends: the
// loops' recorders merged, and only what has something to say. A pure function.
#ifndef AURAX_WORKER_SNAPSHOT_ENCODER_H_
#define AURAX_WORKER_SNAPSHOT_ENCODER_H_

#include <cstdint>
#include <vector>

#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "worker/loop_group.h"
#include "worker/process_usage.h"
#include "worker/recorder.h"

namespace aurax::load::worker {

struct IntervalRecords {
  Duration from{0}, to{0};                 // offsets from time zero
  std::vector<const Recorder*> recorders;  // of one scenario, one or more of every loop
  std::vector<uint32_t> running_users;     // per user class, at `to`, of all loops
  v1::GeneratorSample generator;           // its network bytes are counted from the recorders
};

// Everything of a snapshot but its id. Requires at least one recorder.
v1::Snapshot EncodeSnapshot(const IntervalRecords& records);

// The same of the intervals that belong together, one of each loop, with what the process used
// between `before` and `now`. Requires at least one interval.
v1::Snapshot EncodeIntervals(const std::vector<LoopInterval>& parts, const ProcessUsage& now,
                             const ProcessUsage& before);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SNAPSHOT_ENCODER_H_
