#include "common/shard_set.h"

#include "absl/strings/str_cat.h"

namespace aurax::load {

std::string ShardsToBytes(const ShardSet& shards) {
  if (shards.none()) return {};
  std::string bytes(kShards / 8, '\0');
  for (uint32_t s = 0; s < kShards; ++s) {
    if (shards[s]) bytes[s / 8] = static_cast<char>(bytes[s / 8] | 1 << (s % 8));
  }
  return bytes;
}

absl::StatusOr<ShardSet> ShardsFromBytes(const std::string& bytes) {
  ShardSet shards;
  if (bytes.empty()) return shards;
  if (bytes.size() != kShards / 8) {
    return absl::InvalidArgumentError(absl::StrCat("shards: ", bytes.size(), " bytes"));
  }
  for (uint32_t s = 0; s < kShards; ++s) {
    shards[s] = (static_cast<unsigned char>(bytes[s / 8]) >> (s % 8) & 1) != 0;
  }
  return shards;
}

}  // namespace aurax::load
