#include "common/plan_cursor.h"

#include <algorithm>
#include <utility>

namespace aurax::load {

PlanCursor::PlanCursor(LoadProfile profile, const ShardGrant& grant)
    : profile_(std::move(profile)), grant_(grant) {
  BeginAtGrant();
}

// Exactly the events with a time below the grant's count as past (not target(at) > u, which may
// differ by a rounding): a holder before this one carried out those and no others.
void PlanCursor::BeginAtGrant() {
  ahead_ = Place();
  const auto& segments = profile_.segments();
  while (ahead_.segment + 1 < segments.size() && segments[ahead_.segment + 1].start < grant_.at) {
    ahead_.present = UsersOf(segments[ahead_.segment++].to_users);
  }
  if (!segments.empty()) {
    const uint32_t begun = ahead_.present, wanted = UsersOf(segments[ahead_.segment].to_users);
    const bool rises = wanted > begun;
    uint32_t past = 0, end = rises ? wanted - begun : begun - wanted;  // events of the segment
    while (past < end) {
      const uint32_t middle = past + (end - past) / 2;
      ahead_.present = rises ? begun + middle : begun - middle;
      if (NextOfSegment(segments[ahead_.segment])->at < grant_.at) {
        past = middle + 1;
      } else {
        end = middle;
      }
    }
    ahead_.present = rises ? begun + past : begun - past;
  }
  ahead_.last_at = grant_.at;
  ahead_.resume_end = ahead_.present;
  FindNextToResume(0, &ahead_);
  taken_ = ahead_;
}

void PlanCursor::FindNextToResume(uint32_t from, Place* place) const {
  if (grant_.shards.none()) place->resume_end = 0;
  while (from < place->resume_end && !grant_.shards[ShardOf(from)]) ++from;
  place->resume_next = std::min(from, place->resume_end);
  if (from < place->resume_end) place->resume_at = std::max(grant_.StartOf(from), place->last_at);
}

// A line is followed in its own direction; what is still missing at its end (after a late change)
// comes there.
std::optional<PlanEvent> PlanCursor::NextOfSegment(const LoadProfile::Segment& segment) const {
  const uint32_t present = ahead_.present, wanted = UsersOf(segment.to_users);
  if (present < wanted) {
    const Duration at = segment.rises() ? segment.Passes(present) : segment.end();
    return PlanEvent{std::max(at, ahead_.last_at), present, true};
  }
  if (present > wanted) {
    const bool falls = segment.to_users < segment.from_users;
    const Duration at = falls ? segment.Passes(present - 1) : segment.end();
    return PlanEvent{std::max(at, ahead_.last_at), present - 1, false};
  }
  return std::nullopt;
}

std::optional<PlanEvent> PlanCursor::NextOfPlan() {
  const auto& segments = profile_.segments();
  while (ahead_.segment < segments.size()) {
    if (const auto event = NextOfSegment(segments[ahead_.segment])) return event;
    if (ahead_.segment + 1 == segments.size()) break;
    ++ahead_.segment;
  }
  return std::nullopt;
}

// Not those of others, nor the stop of somebody who is not there yet.
bool PlanCursor::Shown(const PlanEvent& event) const {
  if (!grant_.shards[ShardOf(event.user)]) return false;
  return event.start || event.user < ahead_.resume_next || event.user >= ahead_.resume_end;
}

void PlanCursor::Take(const PlanEvent& event) {
  ahead_.last_at = event.at;
  if (event.resumed) return FindNextToResume(event.user + 1, &ahead_);
  ahead_.present = event.start ? event.user + 1 : event.user;
  ahead_.resume_end = std::min(ahead_.resume_end, ahead_.present);
  ahead_.resume_next = std::min(ahead_.resume_next, ahead_.resume_end);
}

std::optional<PlanEvent> PlanCursor::Peek() {
  while (!next_ && grant_.shards.any()) {
    std::optional<PlanEvent> event = NextOfPlan();
    const bool resumes = ahead_.resume_next < ahead_.resume_end;
    if (resumes && (!event || ahead_.resume_at < event->at)) {
      event = PlanEvent{ahead_.resume_at, ahead_.resume_next, true, true};
    }
    if (!event || (profile_.end() && event->at >= *profile_.end())) return std::nullopt;
    if (Shown(*event)) {
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
  taken_ = ahead_;
  untouched_ = false;
}

void PlanCursor::Change(LoadProfile profile) {
  profile_ = std::move(profile);
  next_.reset();
  if (untouched_) return BeginAtGrant();
  ahead_ = taken_;
  const auto& segments = profile_.segments();
  ahead_.segment = 0;
  while (ahead_.segment + 1 < segments.size() &&
         segments[ahead_.segment + 1].start <= ahead_.last_at) {
    ++ahead_.segment;
  }
}

void PlanCursor::Release(const ShardSet& shards) {
  grant_.shards &= ~shards;
  next_.reset();
  ahead_ = taken_;
  FindNextToResume(ahead_.resume_next, &ahead_);
  taken_ = ahead_;
}

}  // namespace aurax::load
