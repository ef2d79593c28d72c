#include "worker/snapshot_ring.h"

#include <algorithm>
#include <utility>

namespace aurax::load::worker {

void SnapshotRing::Clear() { kept_.clear(); }

void SnapshotRing::Add(v1::Snapshot snapshot, MonotonicTime now) {
  if (kept_.empty()) last_delivery_ = now;
  kept_.push_back(std::move(snapshot));
}

void SnapshotRing::Acknowledge(uint64_t sequence, MonotonicTime now) {
  while (!kept_.empty() && kept_.front().id().sequence() <= sequence) {
    kept_.pop_front();
    last_delivery_ = now;
  }
}

void SnapshotRing::Resend(MonotonicTime now, const std::function<void(const v1::Snapshot&)>& send) {
  // Compared from the other side: the time of a new link lies before every time.
  if (kept_.empty() || last_delivery_ > now - kResendAfter) return;
  last_delivery_ = now;
  const size_t count = std::min(kept_.size(), kMostResent);
  for (size_t i = 0; i < count; ++i) send(kept_[i]);
}

}  // namespace aurax::load::worker
