// What somebody who holds shards has to carry out: the starts and stops that the plan holds for
// each grant, and the losses of shards, all in order of time.
//
//   ShardPlan plan(profile);
//   plan.Gain(grant);
//   while (auto at = plan.NextAt(); at && *at <= now) { Carry out plan.Pop(); }
//
// Not thread-safe.
#ifndef AURAX_COMMON_SHARD_PLAN_H_
#define AURAX_COMMON_SHARD_PLAN_H_

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "common/plan_cursor.h"

namespace aurax::load {

// Whoever exists of these shards' users stops.
struct ShardLoss {
  Duration at{0};
  ShardSet shards;
};

class ShardPlan {
 public:
  explicit ShardPlan(LoadProfile profile);

  // Requires that none of the shards is held at grant.at; they may be until then.
  void Gain(const ShardGrant& grant);
  // From `at` on, what is held of these shards now is held no more: a loss comes then, and nothing
  // with that time or a later one is shown for them. No loss comes where nothing was held.
  void Lose(const ShardSet& shards, Duration at);
  // All is lost at once, without a loss being shown.
  void LoseEverything();
  // For the grants held and those to come.
  void Change(const LoadProfile& profile);

  // When the next event is due, if there is one.
  std::optional<Duration> NextAt();
  // Takes it. Requires that there is one. A loss comes before what the plan holds for that moment.
  std::variant<PlanEvent, ShardLoss> Pop();

  bool holds_nothing() const { return holdings_.empty(); }

 private:
  struct Holding {
    uint64_t number;  // of the grant: 1, 2, ...
    PlanCursor cursor;
  };
  struct Departure {
    ShardLoss loss;
    uint64_t last;  // grants after this one are not concerned
  };

  // Index of the one with the earliest event.
  std::optional<size_t> EarliestHolding();
  ShardLoss PopLoss();

  LoadProfile profile_;
  uint64_t grants_ = 0;
  std::vector<Holding> holdings_;      // none without shards
  std::vector<Departure> departures_;  // in order of time
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_SHARD_PLAN_H_
