#include "tests/simulation/plain_plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aurax::load::simulation {

std::vector<PlainPlan::Span> PlainPlan::SpansOf(uint32_t user) const {
  std::vector<Span> spans;
  bool exists = false;
  for (const LoadProfile::Segment& line : profile_.segments()) {
    const bool wanted = UsersOf(line.to_users) > user;
    if (wanted == exists) continue;
    exists = wanted;
    const bool passes = (UsersOf(line.from_users) > user) != wanted;
    const Duration at = passes ? line.Passes(user) : line.start;
    if (wanted) {
      spans.push_back({at, Duration::max(), false});
    } else {
      spans.back().to = at;
    }
  }
  return spans;
}

// A user that should exist at the time of the grant, and did before it, comes back in its turn.
std::vector<PlainPlan::Span> PlainPlan::GrantedSpansOf(uint32_t user,
                                                       const ShardGrant& grant) const {
  std::vector<Span> granted;
  if (profile_.end() && grant.at >= *profile_.end()) return granted;
  const bool before = profile_.UsersAt(grant.at) > user;
  for (Span span : SpansOf(user)) {
    if (span.to <= grant.at) continue;
    if (before && span.from <= grant.at) {
      span.from = grant.StartOf(user);
      span.resumed = true;
    }
    if (span.from < span.to) granted.push_back(span);
  }
  return granted;
}

void PlainPlan::WorkOut(Duration now) {
  events_.clear();
  uint32_t most = 0;
  for (const LoadProfile::Segment& line : profile_.segments()) {
    most = std::max({most, UsersOf(line.from_users), UsersOf(line.to_users)});
  }
  for (const ShardGrant& grant : grants_) {
    for (uint32_t user = 0; user < std::max(most, present_.empty() ? 0 : *present_.rbegin() + 1);
         ++user) {
      if (!grant.shards[ShardOf(user)]) continue;
      const bool present = present_.contains(user);
      bool kept = false;
      for (const Span& span : GrantedSpansOf(user, grant)) {
        if (span.to <= now) continue;
        kept = kept || (present && span.from <= now);
        if (!(present && span.from <= now)) {
          events_.push_back({std::max(span.from, now), user, true, span.resumed});
        }
        if (span.to != Duration::max()) events_.push_back({span.to, user, false, false});
      }
      if (present && !kept) events_.push_back({now, user, false, false});
    }
  }
  std::sort(events_.begin(), events_.end());
}

void PlainPlan::Change(LoadProfile profile, Duration now) {
  profile_ = std::move(profile);
  WorkOut(now);
}

void PlainPlan::Gain(const ShardGrant& grant, Duration now) {
  grants_.push_back(grant);
  held_ |= grant.shards;
  WorkOut(now);
}

void PlainPlan::Lose(const ShardSet& shards) {
  held_ &= ~shards;
  for (ShardGrant& grant : grants_) grant.shards &= held_;
  std::erase_if(grants_, [](const ShardGrant& grant) { return grant.shards.none(); });
  std::erase_if(present_, [&](uint32_t user) { return shards[ShardOf(user)]; });
  std::erase_if(events_, [&](const Event& event) { return shards[ShardOf(event.user)]; });
}

std::optional<PlainPlan::Event> PlainPlan::Peek() const {
  if (events_.empty()) return std::nullopt;
  if (profile_.end() && events_.front().at >= *profile_.end()) return std::nullopt;
  return events_.front();
}

void PlainPlan::Pop() {
  const Event event = events_.front();
  events_.pop_front();
  if (event.start) {
    present_.insert(event.user);
  } else {
    present_.erase(event.user);
  }
}

}  // namespace aurax::load::simulation
