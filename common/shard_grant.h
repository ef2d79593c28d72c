// Shards that come to a worker together, and when their users start there.
#ifndef AURAX_COMMON_SHARD_GRANT_H_
#define AURAX_COMMON_SHARD_GRANT_H_

#include "absl/status/statusor.h"
#include "aurax/load/v1/cluster.pb.h"
#include "common/clock.h"
#include "common/shard_set.h"

namespace aurax::load {

// Users of a moved shard that should exist at `at` (target(at) > u) start one after the other: the
// one with rank i (from 0, by number, among such users of all of `moved`) at `at` + i / rate. Users
// that come later by the plan start by the plan. At offset 0 nobody exists yet, so a run's first
// grants hold up nobody. A value.
struct ShardGrant {
  ShardSet shards;  // those that come here
  Duration at{0};   // offset from time zero
  ShardSet moved;   // those of everybody that move at that time, `shards` included
  double rate = 1;  // users/s of all moved, > 0 and finite

  // Errors: InvalidArgument for a set that does not decode, a negative time, a rate out of range.
  static absl::StatusOr<ShardGrant> FromProto(const v1::ShardGrant& proto);
  v1::ShardGrant ToProto() const;

  // How many users below `user` belong to a moved shard: the rank of `user` if it belongs to one.
  uint64_t RankOf(uint32_t user) const;
  Duration StartOf(uint32_t user) const;  // at + RankOf(user) / rate
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_SHARD_GRANT_H_
