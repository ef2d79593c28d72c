// Which of the 1,024 shards somebody holds, in memory and on the wire.
#ifndef AURAX_COMMON_SHARD_SET_H_
#define AURAX_COMMON_SHARD_SET_H_

#include <bitset>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace aurax::load {

// Users are dealt to workers and loops by shard.
inline constexpr uint32_t kShards = 1024;
constexpr uint32_t ShardOf(uint32_t user) { return user % kShards; }

using ShardSet = std::bitset<kShards>;

// 128 bytes, shard s in bit s mod 8 of byte s / 8. No shard at all: no bytes.
std::string ShardsToBytes(const ShardSet& shards);
// Errors: InvalidArgument for any other length than 0 and 128.
absl::StatusOr<ShardSet> ShardsFromBytes(const std::string& bytes);

}  // namespace aurax::load

#endif  // AURAX_COMMON_SHARD_SET_H_
