// Which users of the shards held here start and stop when, worked out plainly: every user's times
// from the profile's lines and the grants, all of them sorted. Slow, and written without a look at
// common/plan_cursor.h, so that the two can be held against each other.
#ifndef AURAX_TESTS_SIMULATION_PLAIN_PLAN_H_
#define AURAX_TESTS_SIMULATION_PLAIN_PLAN_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "common/load_profile.h"
#include "common/shard_grant.h"

namespace aurax::load::simulation {

class PlainPlan {
 public:
  struct Event {
    Duration at{0};
    uint32_t user = 0;
    bool start = true;
    bool resumed = false;  // of a moved shard's user that existed before
    auto operator<=>(const Event&) const = default;
  };

  // `now`: the offset up to which everything has been taken.
  void Change(LoadProfile profile, Duration now);
  void Gain(const ShardGrant& grant, Duration now);
  void Lose(const ShardSet& shards);  // their users are forgotten: stop them yourself

  const ShardSet& held() const { return held_; }
  // The next one, before the profile's end.
  std::optional<Event> Peek() const;
  void Pop();

 private:
  struct Span {
    Duration from, to;
    bool resumed;
  };
  std::vector<Span> SpansOf(uint32_t user) const;
  std::vector<Span> GrantedSpansOf(uint32_t user, const ShardGrant& grant) const;
  void WorkOut(Duration now);

  LoadProfile profile_;
  ShardSet held_;
  std::vector<ShardGrant> grants_;  // their shards are those of them still held
  std::set<uint32_t> present_;
  std::deque<Event> events_;
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_PLAIN_PLAN_H_
