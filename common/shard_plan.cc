#include "common/shard_plan.h"

#include <algorithm>
#include <utility>

namespace aurax::load {

ShardPlan::ShardPlan(LoadProfile profile) : profile_(std::move(profile)) {}

void ShardPlan::Gain(const ShardGrant& grant) {
  if (grant.shards.none()) return;
  holdings_.push_back({++grants_, PlanCursor(profile_, grant)});
}

void ShardPlan::Lose(const ShardSet& shards, Duration at) {
  ShardSet held;
  for (const Holding& holding : holdings_) held |= holding.cursor.shards() & shards;
  if (held.none()) return;
  const auto place =
      std::upper_bound(departures_.begin(), departures_.end(), at,
                       [](Duration t, const Departure& other) { return t < other.loss.at; });
  departures_.insert(place, {{at, held}, grants_});
}

void ShardPlan::LoseEverything() {
  holdings_.clear();
  departures_.clear();
}

void ShardPlan::Change(const LoadProfile& profile) {
  profile_ = profile;
  for (Holding& holding : holdings_) holding.cursor.Change(profile);
}

std::optional<size_t> ShardPlan::EarliestHolding() {
  std::optional<size_t> earliest;
  Duration at{0};
  for (size_t i = 0; i < holdings_.size(); ++i) {
    const std::optional<PlanEvent> event = holdings_[i].cursor.Peek();
    if (!event || (earliest && event->at >= at)) continue;
    earliest = i;
    at = event->at;
  }
  return earliest;
}

std::optional<Duration> ShardPlan::NextAt() {
  std::optional<Duration> at;
  if (const auto holding = EarliestHolding()) at = holdings_[*holding].cursor.Peek()->at;
  if (!departures_.empty()) at = std::min(at.value_or(Duration::max()), departures_[0].loss.at);
  return at;
}

std::variant<PlanEvent, ShardLoss> ShardPlan::Pop() {
  const auto holding = EarliestHolding();
  if (!departures_.empty()) {
    if (!holding || departures_[0].loss.at <= holdings_[*holding].cursor.Peek()->at) {
      return PopLoss();
    }
  }
  PlanCursor& cursor = holdings_[*holding].cursor;
  const PlanEvent event = *cursor.Peek();
  cursor.Pop();
  return event;
}

ShardLoss ShardPlan::PopLoss() {
  const Departure departure = departures_.front();
  departures_.erase(departures_.begin());
  for (Holding& holding : holdings_) {
    if (holding.number <= departure.last) holding.cursor.Release(departure.loss.shards);
  }
  std::erase_if(holdings_, [](const Holding& h) { return h.cursor.shards().none(); });
  return departure.loss;
}

}  // namespace aurax::load
