// Walks the starts and stops that a load profile holds for the shards of one grant, in order of
// time.
//
//   PlanCursor cursor(profile, grant);
//   while (auto event = cursor.Peek(); event && event->at <= now) { cursor.Pop(); ... }
//
// What the plan asks for before grant.at is not shown. Users that the plan started before then, and
// has not stopped, resume: they start again at grant.StartOf(user), unless the plan takes them away
// by that time (then neither is shown; if it brings them back, they start by the plan). Everybody
// else comes and goes by the plan. At grant.at = 0 nobody resumes. However shards are dealt to
// cursors, the events of all together are those of one cursor that holds every shard.
//
// The end of the run (LoadProfile::end) is not an event here: whoever carries the plan out stops
// everybody then. Not thread-safe.
#ifndef AURAX_COMMON_PLAN_CURSOR_H_
#define AURAX_COMMON_PLAN_CURSOR_H_

#include <cstdint>
#include <optional>

#include "common/load_profile.h"
#include "common/shard_grant.h"
#include "common/shard_set.h"

namespace aurax::load {

struct PlanEvent {
  Duration at{0};
  uint32_t user = 0;
  bool start = true;     // else stop
  bool resumed = false;  // a start that makes up for a shard's move, not one of the plan's own

  bool operator==(const PlanEvent&) const = default;
};

class PlanCursor {
 public:
  PlanCursor(LoadProfile profile, const ShardGrant& grant);

  // The next event; nothing when none is left before the profile's end (a change may bring new
  // ones).
  std::optional<PlanEvent> Peek();
  // Takes the event that Peek() showed. Requires that there was one.
  void Pop();

  // Goes on with a changed profile. What was taken stays taken: where the change reaches back
  // before the last event taken, the difference is made up for by events that are due at once. As
  // long as nothing was taken, this is as if the cursor had begun with the changed profile.
  void Change(LoadProfile profile);

  // Nothing more is shown for these shards.
  void Release(const ShardSet& shards);
  // Those of the grant that were not released.
  const ShardSet& shards() const { return grant_.shards; }

 private:
  // How far the plan was followed, for the users of all shards.
  struct Place {
    size_t segment = 0;
    uint32_t present = 0;  // users 0 .. present-1 exist by the plan
    Duration last_at{0};   // of the last event
    // Users of the grant's shards with resume_next <= user < resume_end are still to resume.
    // resume_next is one of them, or they are none.
    uint32_t resume_next = 0, resume_end = 0;
    Duration resume_at{0};  // when resume_next does
  };

  void BeginAtGrant();
  std::optional<PlanEvent> NextOfSegment(const LoadProfile::Segment& segment) const;
  std::optional<PlanEvent> NextOfPlan();
  bool Shown(const PlanEvent& event) const;
  void Take(const PlanEvent& event);
  void FindNextToResume(uint32_t from, Place* place) const;

  LoadProfile profile_;
  ShardGrant grant_;
  Place taken_;  // by Pop()
  Place ahead_;  // events that concern others are followed before their time to find the next_
  bool untouched_ = true;  // nothing was taken
  std::optional<PlanEvent> next_;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_PLAN_CURSOR_H_
