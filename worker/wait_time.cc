#include "worker/wait_time.h"

#include <algorithm>

namespace aurax::load::worker {

absl::StatusOr<WaitTime> WaitTime::Compile(const v1::WaitTime& wait) {
  if (wait.low_us() < 0 ||
      (wait.kind() == v1::WaitTime::KIND_UNIFORM && wait.high_us() < wait.low_us())) {
    return absl::InvalidArgumentError("a wait needs 0 <= low <= high");
  }
  WaitTime compiled;
  compiled.kind_ = wait.kind();
  compiled.low_ = FromMicros(wait.low_us());
  compiled.high_ = FromMicros(wait.high_us());
  return compiled;
}

Duration WaitTime::Draw(RandomStream* waits) const {
  switch (kind_) {
    case v1::WaitTime::KIND_CONSTANT:
    case v1::WaitTime::KIND_PACING:
      return low_;
    case v1::WaitTime::KIND_UNIFORM:
      return Duration(waits->Between(low_.count(), high_.count()));
    case v1::WaitTime::KIND_EXPONENTIAL:
      return Duration(static_cast<int64_t>(waits->Exponential(static_cast<double>(low_.count()))));
    default:
      return Duration(0);
  }
}

MonotonicTime WaitTime::NextStart(MonotonicTime start, MonotonicTime end,
                                  RandomStream* waits) const {
  if (paced()) return std::max(start + low_, end);
  return end + Draw(waits);
}

}  // namespace aurax::load::worker
