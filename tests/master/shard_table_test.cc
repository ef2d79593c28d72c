#include "master/shard_table.h"

#include <gtest/gtest.h>

#include "common/random.h"

namespace aurax::load::master {
namespace {

// Whoever is to drop something does so, until nothing moves any more.
void Settle(ShardTable& table, uint32_t workers) {
  for (int round = 0; round < 3; ++round) {
    table.Balance();
    for (uint32_t w = 0; w < workers; ++w) {
      table.AskBack(w);
      table.Release(w);
    }
    table.TakeGrants();
  }
}

TEST(ShardTable, NeighbouringUsersGoToDifferentWorkers) {
  ShardTable table;
  for (uint32_t w = 0; w < 3; ++w) table.SetCapacity(w, 1);
  table.Balance();
  const auto grants = table.TakeGrants();
  for (uint32_t w = 0; w < 3; ++w) {
    for (uint32_t s = 0; s + 1 < kShards; ++s) {
      EXPECT_FALSE(grants.at(w)[s] && grants.at(w)[s + 1]) << "worker " << w << ", shard " << s;
    }
  }
}

TEST(ShardTable, SharesFollowCapacities) {
  ShardTable table;
  table.SetCapacity(0, 1);
  table.SetCapacity(1, 2);
  table.SetCapacity(2, 5);
  Settle(table, 3);
  EXPECT_EQ(table.Wanted(0).count(), 128u);
  EXPECT_EQ(table.Wanted(1).count(), 256u);
  EXPECT_EQ(table.Wanted(2).count(), 640u);
}

TEST(ShardTable, OnlyTheShardsOfALostWorkerMove) {
  ShardTable table;
  for (uint32_t w = 0; w < 4; ++w) table.SetCapacity(w, w + 1);
  Settle(table, 4);
  std::vector<ShardSet> before;
  for (uint32_t w = 0; w < 4; ++w) before.push_back(table.Wanted(w));
  table.SetCapacity(2, 0);
  EXPECT_EQ(table.Drop(2), before[2]);
  table.Balance();
  const auto grants = table.TakeGrants();
  ShardSet moved;
  for (const auto& [worker, shards] : grants) {
    EXPECT_NE(worker, 2u);
    moved |= shards;
  }
  EXPECT_EQ(moved, before[2]);
  for (const uint32_t w : {0u, 1u, 3u}) EXPECT_EQ(before[w] & ~table.Wanted(w), ShardSet());
}

TEST(ShardTable, AShardIsNotGrantedBeforeItsHolderHasDroppedIt) {
  ShardTable table;
  table.SetCapacity(0, 1);
  Settle(table, 1);
  table.SetCapacity(1, 1);
  table.Balance();
  EXPECT_TRUE(table.TakeGrants().empty());
  EXPECT_EQ(table.AskBack(0).count(), 512u);
  EXPECT_TRUE(table.AskBack(0).none());
  EXPECT_EQ(table.Wanted(0).count(), 512u);
  EXPECT_EQ(table.Held(0).count(), 1024u);
  EXPECT_EQ(table.Release(0).count(), 512u);
  EXPECT_EQ(table.TakeGrants().at(1).count(), 512u);
}

TEST(ShardTable, WhatWasAskedBackIsGrantedAnewEvenToTheOneThatHadIt) {
  ShardTable table;
  table.SetCapacity(0, 1);
  Settle(table, 1);
  table.SetCapacity(1, 1);
  table.Balance();
  const ShardSet asked = table.AskBack(0);
  table.SetCapacity(1, 0);
  table.Balance();  // 0 is heir of everything again
  EXPECT_EQ(table.Wanted(0), ~asked);
  EXPECT_TRUE(table.TakeGrants().empty());
  EXPECT_EQ(table.Release(0), asked);
  EXPECT_EQ(table.TakeGrants().at(0), asked);
}

TEST(ShardTable, WithoutWorkersNobodyIsHeir) {
  ShardTable table;
  table.Balance();
  EXPECT_TRUE(table.TakeGrants().empty());
  table.SetCapacity(0, 1);
  Settle(table, 1);
  table.SetCapacity(0, 0);
  Settle(table, 1);
  EXPECT_EQ(table.held_count(), 0u);
}

// Whatever comes and goes: one holder a shard, everything held in the end, shares within one shard
// of the exact ones.
TEST(ShardTable, AnyComingAndGoingEndsInExactShares) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    RandomStream random(seed, 0, 0, StreamPurpose::kValues);
    ShardTable table;
    std::vector<uint32_t> capacity(8, 0);
    for (int step = 0; step < 30; ++step) {
      const auto w = static_cast<uint32_t>(random.Below(8));
      capacity[w] = static_cast<uint32_t>(random.Below(4));
      table.SetCapacity(w, capacity[w]);
      if (random.Below(3) == 0) table.Drop(w);
      if (random.Below(2) == 0) Settle(table, 8);
      uint32_t held = 0;
      for (uint32_t v = 0; v < 8; ++v) held += static_cast<uint32_t>(table.Held(v).count());
      ASSERT_EQ(held, table.held_count());
    }
    Settle(table, 8);
    uint32_t sum = 0;
    for (const uint32_t c : capacity) sum += c;
    for (uint32_t w = 0; w < 8; ++w) {
      const double exact = sum == 0 ? 0 : static_cast<double>(capacity[w]) * kShards / sum;
      EXPECT_NEAR(static_cast<double>(table.Wanted(w).count()), exact, 1) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace aurax::load::master
