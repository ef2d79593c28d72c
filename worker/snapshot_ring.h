// The snapshots that the master has not acknowledged yet, kept to be sent again. Bounded: who adds
// looks at full() first and stops making load, as nothing may be thrown away. Not thread-safe.
#ifndef AURAX_WORKER_SNAPSHOT_RING_H_
#define AURAX_WORKER_SNAPSHOT_RING_H_

#include <cstdint>
#include <deque>
#include <functional>

#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"

namespace aurax::load::worker {

class SnapshotRing {
 public:
  static constexpr Duration kResendAfter = std::chrono::seconds(2);
  static constexpr size_t kMostResent = 16;
  static constexpr size_t kMostKept = 64;  // beyond it the worker's load is to stop

  void Clear();
  // Keeps a snapshot that is being sent at `now`.
  void Add(v1::Snapshot snapshot, MonotonicTime now);
  // The master has everything up to `sequence`.
  void Acknowledge(uint64_t sequence, MonotonicTime now);
  // The oldest few, if nothing was acknowledged for kResendAfter: if the master is slow, more of
  // the same would not make it faster.
  void Resend(MonotonicTime now, const std::function<void(const v1::Snapshot&)>& send);
  // The link is new: what it lost is sent again with the next Resend().
  void ResendSoon() { last_delivery_ = MonotonicTime::min(); }

  bool empty() const { return kept_.empty(); }
  bool full() const { return kept_.size() >= kMostKept; }
  size_t size() const { return kept_.size(); }

 private:
  std::deque<v1::Snapshot> kept_;
  MonotonicTime last_delivery_{};  // when the oldest was sent, or its predecessor acknowledged
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SNAPSHOT_RING_H_
