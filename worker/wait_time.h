// How long a user waits: between iterations, and in think steps. Immutable after Compile.
#ifndef AURAX_WORKER_WAIT_TIME_H_
#define AURAX_WORKER_WAIT_TIME_H_

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "common/clock.h"
#include "common/random.h"

namespace aurax::load::worker {

class WaitTime {
 public:
  WaitTime() = default;  // none
  // Errors: InvalidArgument for a negative time or a range upside down.
  static absl::StatusOr<WaitTime> Compile(const v1::WaitTime& wait);

  // When the next iteration starts after one that ran from `start` to `end`. Both are intended
  // times, so a late loop does not shift what follows. Pacing counts from `start` and never makes
  // up for an iteration that took longer.
  MonotonicTime NextStart(MonotonicTime start, MonotonicTime end, RandomStream* waits) const;

  // One wait; of pacing, its interval.
  Duration Draw(RandomStream* waits) const;

  bool paced() const { return kind_ == v1::WaitTime::KIND_PACING; }

 private:
  v1::WaitTime::Kind kind_ = v1::WaitTime::KIND_UNSPECIFIED;
  Duration low_{0}, high_{0};
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_WAIT_TIME_H_
