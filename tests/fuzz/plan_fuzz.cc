// Profiles and shard grants from the wire: what is taken can be computed with.
#include <chrono>

#include "common/load_profile.h"
#include "common/shard_grant.h"
#include "tests/fuzz/fuzz_bytes.h"

namespace aurax::load {
namespace {

void Ask(const LoadProfile& profile, Duration at) {
  profile.TargetAt(at);
  profile.UsersAt(at);
  profile.LastChange();
  profile.StartsBefore(at);
  profile.UserTimeBefore(at);
}

void AnyProfile(const v1::Profile& proto, Duration at, uint32_t users) {
  const auto profile = LoadProfile::FromProto(proto);
  if (!profile.ok()) return;
  Ask(*profile, at);
  Ask(*profile, kFarthest);
  const auto again = LoadProfile::FromProto(profile->ToProto());
  Require(again.ok(), "a profile that was taken is taken again");
  Require(again->ToProto().SerializeAsString() == profile->ToProto().SerializeAsString(),
          "and is the same then");
  const LoadProfile changed = profile->WithChange(at, users % 100'000, 10);
  Ask(changed, at + std::chrono::hours(1));
  Require(LoadProfile::FromProto(changed.ToProto()).ok(), "a change of it is taken");
  Require(changed.EndingAt(at).UsersAt(at) == 0, "nobody is there at the end");
}

void AnyGrant(const v1::ShardGrant& proto, uint32_t user) {
  const auto grant = ShardGrant::FromProto(proto);
  if (!grant.ok()) return;
  Require((grant->shards & ~grant->moved).none(), "what comes here has moved");
  Require(grant->StartOf(user) >= grant->at, "nobody starts before the grant");
  Require(grant->RankOf(user) <= grant->RankOf(user | 1023) &&
              grant->RankOf(user | 1023) <= user + uint64_t{1024},
          "ranks rise with the users");
  const auto again = ShardGrant::FromProto(grant->ToProto());
  Require(again.ok() && again->shards == grant->shards && again->moved == grant->moved,
          "a grant that was taken is taken again");
}

}  // namespace
}  // namespace aurax::load

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace aurax::load;
  FuzzReader in(bytes, size);
  const uint32_t number = in.Number();
  const Duration at = std::chrono::milliseconds(in.Number());
  AnyProfile(in.Parsed<v1::Profile>(), at, number);
  AnyGrant(in.Parsed<v1::ShardGrant>(), number);
  return 0;
}
