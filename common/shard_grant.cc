#include "common/shard_grant.h"

#include <algorithm>
#include <cmath>

namespace aurax::load {
namespace {

constexpr double kNever = 1e9;  // seconds: thirty years, and still in the range of a Duration

}  // namespace

absl::StatusOr<ShardGrant> ShardGrant::FromProto(const v1::ShardGrant& proto) {
  ShardGrant grant;
  const auto shards = ShardsFromBytes(proto.shards());
  if (!shards.ok()) return shards.status();
  const auto moved = ShardsFromBytes(proto.moved());
  if (!moved.ok()) return moved.status();
  if (proto.at_us() < 0 || !(proto.rate() > 0) || !std::isfinite(proto.rate())) {
    return absl::InvalidArgumentError("shard grant: time or rate out of range");
  }
  grant.shards = *shards;
  grant.at = FromMicros(proto.at_us());
  grant.moved = *moved | *shards;
  grant.rate = proto.rate();
  return grant;
}

v1::ShardGrant ShardGrant::ToProto() const {
  v1::ShardGrant proto;
  proto.set_shards(ShardsToBytes(shards));
  proto.set_at_us(ToMicros(at));
  proto.set_moved(ShardsToBytes(moved));
  proto.set_rate(rate);
  return proto;
}

uint64_t ShardGrant::RankOf(uint32_t user) const {
  const uint32_t shard = ShardOf(user);
  uint64_t rank = uint64_t{user / kShards} * moved.count();
  for (uint32_t s = 0; s < shard; ++s) rank += moved[s] ? 1 : 0;
  return rank;
}

Duration ShardGrant::StartOf(uint32_t user) const {
  return at + FromSeconds(std::min(static_cast<double>(RankOf(user)) / rate, kNever));
}

}  // namespace aurax::load
