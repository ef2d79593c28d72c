#include "worker/clock_sync.h"

#include <algorithm>

namespace aurax::load::worker {

void ClockSync::Add(Duration sent, Duration received_there, Duration answered_there,
                    Duration arrived) {
  Sample sample;
  sample.offset = ((received_there - sent) + (answered_there - arrived)) / 2;
  sample.round_trip = (arrived - sent) - (answered_there - received_there);
  if (sample.round_trip < Duration::zero()) return;  // one of the clocks was not monotonic
  samples_.push_back(sample);
  if (samples_.size() > kSamplesKept) samples_.pop_front();
}

void ClockSync::SetSame() { same_ = true; }

const ClockSync::Sample& ClockSync::Best() const {
  return *std::min_element(samples_.begin(), samples_.end(), [](const Sample& a, const Sample& b) {
    return a.round_trip < b.round_trip;
  });
}

Duration ClockSync::offset() const {
  return same_ || samples_.empty() ? Duration::zero() : Best().offset;
}

Duration ClockSync::uncertainty() const {
  return same_ || samples_.empty() ? Duration::zero() : Best().round_trip / 2;
}

MonotonicTime ClockSync::ToLocal(Duration master_time) const {
  return MonotonicTime(master_time - offset());
}

}  // namespace aurax::load::worker
