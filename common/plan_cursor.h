// Walks the starts and stops that a load profile holds for one set of shards, in order of time.
//
//   PlanCursor cursor(profile, owned);
//   while (auto event = cursor.Peek(); event && event->at <= now) { cursor.Pop(); ... }
//
// The end of the run (LoadProfile::end) is not an event here: whoever carries the plan out stops
// everybody then. Not thread-safe.
#ifndef AURAX_COMMON_PLAN_CURSOR_H_
#define AURAX_COMMON_PLAN_CURSOR_H_

#include <bitset>
#include <cstdint>
#include <optional>

#include "common/load_profile.h"

namespace aurax::load {

using ShardSet = std::bitset<kShards>;

struct PlanEvent {
  Duration at{0};
  uint32_t user = 0;
  bool start = true;  // else stop

  bool operator==(const PlanEvent&) const = default;
};

class PlanCursor {
 public:
  PlanCursor(LoadProfile profile, const ShardSet& owned);

  // The next event; nothing when none is left before the profile's end (a change may bring new
  // ones).
  std::optional<PlanEvent> Peek();
  // Takes the event that Peek() showed. Requires that there was one.
  void Pop();

  // Goes on with a changed profile. What was taken stays taken: where the change reaches back
  // before the last event taken, the difference is made up for by events that are due at once.
  void Change(LoadProfile profile);

 private:
  std::optional<PlanEvent> NextOfSegment(const LoadProfile::Segment& segment) const;
  void Take(const PlanEvent& event);

  LoadProfile profile_;
  ShardSet owned_;
  size_t segment_ = 0;
  uint32_t present_ =
      0;  // users 0 .. present_-1 exist by the events taken so far, those of other shards included
  Duration last_at_{0};  // of the last event taken
  std::optional<PlanEvent> next_;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_PLAN_CURSOR_H_
