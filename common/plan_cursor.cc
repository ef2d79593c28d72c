#include "common/plan_cursor.h"

#include <algorithm>
#include <utility>

namespace aurax::load {

PlanCursor::PlanCursor(LoadProfile profile, const ShardSet& owned)
    : profile_(std::move(profile)), owned_(owned) {}

// A line is followed in its own direction; what is still missing at its end (after a late change)
// comes there.
std::optional<PlanEvent> PlanCursor::NextOfSegment(const LoadProfile::Segment& segment) const {
  const uint32_t wanted = UsersOf(segment.to_users);
  if (present_ < wanted) {
    const Duration at = segment.rises() ? segment.Passes(present_) : segment.end();
    return PlanEvent{std::max(at, last_at_), present_, true};
  }
  if (present_ > wanted) {
    const bool falls = segment.to_users < segment.from_users;
    const Duration at = falls ? segment.Passes(present_ - 1) : segment.end();
    return PlanEvent{std::max(at, last_at_), present_ - 1, false};
  }
  return std::nullopt;
}

void PlanCursor::Take(const PlanEvent& event) {
  present_ = event.start ? event.user + 1 : event.user;
  last_at_ = event.at;
}

std::optional<PlanEvent> PlanCursor::Peek() {
  while (!next_ && segment_ < profile_.segments().size()) {
    const std::optional<PlanEvent> event = NextOfSegment(profile_.segments()[segment_]);
    if (!event) {
      if (segment_ + 1 == profile_.segments().size()) return std::nullopt;
      ++segment_;
    } else if (profile_.end() && event->at >= *profile_.end()) {
      return std::nullopt;
    } else if (owned_[ShardOf(event->user)]) {
      next_ = event;
    } else {
      Take(*event);
    }
  }
  return next_;
}

void PlanCursor::Pop() {
  Take(*next_);
  next_.reset();
}

void PlanCursor::Change(LoadProfile profile) {
  profile_ = std::move(profile);
  next_.reset();
  const auto& segments = profile_.segments();
  segment_ = segments.empty() ? 0 : std::min(segment_, segments.size() - 1);
  while (segment_ + 1 < segments.size() && segments[segment_ + 1].start <= last_at_) ++segment_;
}

}  // namespace aurax::load
