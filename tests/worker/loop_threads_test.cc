#include "worker/loop_threads.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "common/random.h"

namespace aurax::load::worker {
namespace {

ShardSet RandomShards(RandomStream& random, uint64_t one_in) {
  ShardSet shards;
  for (uint32_t s = 0; s < kShards; ++s) shards[s] = random.Below(one_in) == 0;
  return shards;
}

TEST(DealShards, LoopsThatHoldNothingAreDealtOneAfterTheOther) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  for (const size_t loops : {1, 2, 7, 64, 1024}) {
    const ShardSet gained = RandomShards(random, 2);
    const auto dealt = DealShards(gained, std::vector<ShardSet>(loops));
    for (uint32_t s = 0, rank = 0; s < kShards; ++s) {
      if (!gained[s]) continue;
      EXPECT_TRUE(dealt[rank++ % loops][s]);
    }
  }
}

TEST(DealShards, EveryShardIsDealtOnceAndLoopsBecomeAsEvenAsCanBe) {
  RandomStream random(2, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 200; ++round) {
    std::vector<ShardSet> held(1 + random.Below(9));
    for (int grant = 0; grant < 5; ++grant) {
      ShardSet free = ShardSet().set();
      for (ShardSet& loop : held) {
        loop &= ~RandomShards(random, 3);
        free &= ~loop;
      }
      const ShardSet gained = free & RandomShards(random, 2);
      const auto dealt = DealShards(gained, held);
      ShardSet united;
      size_t before = 0, after_least = kShards, after_most = 0, dealt_most = 0;
      for (size_t i = 0; i < held.size(); ++i) {
        EXPECT_TRUE((united & dealt[i]).none());
        united |= dealt[i];
        before = std::max(before, held[i].count());
        held[i] |= dealt[i];
        after_least = std::min(after_least, held[i].count());
        after_most = std::max(after_most, held[i].count());
        dealt_most = std::max(dealt_most, dealt[i].any() ? held[i].count() : 0);
      }
      EXPECT_EQ(united, gained);
      EXPECT_TRUE(after_most == before || after_most - after_least <= 1);
      EXPECT_LE(dealt_most, after_least + 1) << "who got some has no more than the others";
    }
  }
}

}  // namespace
}  // namespace aurax::load::worker
