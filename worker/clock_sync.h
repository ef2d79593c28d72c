// How far the master's monotonic clock is from this machine's, from the round trips of heartbeats
// (the on-wire computation of NTP, RFC 5905 section 8):
//
//   offset = ((received - sent) + (answered - arrived)) / 2      true to +- half of the time that
//   round trip = (arrived - sent) - (answered - received)        the message was on its way
//
// The best of the last samples counts: a short round trip leaves little room for an error.
// Not thread-safe.
#ifndef AURAX_WORKER_CLOCK_SYNC_H_
#define AURAX_WORKER_CLOCK_SYNC_H_

#include <cstddef>
#include <deque>

#include "common/clock.h"

namespace aurax::load::worker {

class ClockSync {
 public:
  static constexpr size_t kSamplesKept = 64;   // about 13 s of heartbeats
  static constexpr size_t kSamplesWanted = 5;  // before a run may start by it

  // Times of this machine's clock and of the master's, as offsets from each clock's own origin.
  void Add(Duration sent, Duration received_there, Duration answered_there, Duration arrived);
  // The clocks are one and the same.
  void SetSame();

  bool known() const { return same_ || samples_.size() >= kSamplesWanted; }
  Duration offset() const;       // the master's clock minus this one
  Duration uncertainty() const;  // half of the best round trip
  MonotonicTime ToLocal(Duration master_time) const;

 private:
  struct Sample {
    Duration offset{0}, round_trip{0};
  };
  const Sample& Best() const;

  bool same_ = false;
  std::deque<Sample> samples_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CLOCK_SYNC_H_
