#include "master/shard_moves.h"

#include <gtest/gtest.h>

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ShardMovesTest : public testing::Test {
 protected:
  // Two workers share a run of 2,048 users (two a shard) from its start.
  ShardMovesTest() {
    moves_.SetCapacity(0, 1);
    moves_.SetCapacity(1, 1);
    moves_.Deal(Duration(0), Duration(0), profile_, 100);
    moves_.Confirm(0, seconds(0));
    moves_.Confirm(1, seconds(0));
  }
  ShardSet Granted(uint32_t worker) const {
    ShardSet shards;
    const v1::Assignment assignment = moves_.AssignmentOf(worker);
    for (const v1::ShardGrant& grant : assignment.grants()) {
      shards |= ShardGrant::FromProto(grant).value().shards;
    }
    return shards;
  }

  const LoadProfile profile_ = LoadProfile::Ramp(2048, 2048, seconds(100));
  ShardMoves moves_;
};

TEST_F(ShardMovesTest, TheRunBeginsWithEverybodysShareAndNoMove) {
  EXPECT_EQ(Granted(0).count(), 512u);
  EXPECT_EQ(Granted(0) | Granted(1), ShardSet().set());
  EXPECT_EQ(moves_.orphans(), 0u);
  EXPECT_TRUE(moves_.Moves(seconds(50), profile_).empty());
}

TEST_F(ShardMovesTest, ALostWorkersUsersStartAgainElsewhereAtTheSpawnRate) {
  moves_.SetCapacity(1, 0);
  moves_.Free(1, seconds(9));
  EXPECT_EQ(moves_.orphans(), 512u);
  EXPECT_EQ(moves_.Deal(seconds(13), seconds(13), profile_, 100), (std::vector<uint32_t>{1, 0}));
  EXPECT_EQ(Granted(1), ShardSet());
  const v1::Assignment assignment = moves_.AssignmentOf(0);
  ASSERT_EQ(assignment.grants_size(), 2);
  EXPECT_EQ(assignment.grants(0).at_us(), 0);
  EXPECT_EQ(assignment.grants(1).at_us(), 13'000'000);
  EXPECT_EQ(assignment.grants(1).rate(), 100);

  const auto moves = moves_.Moves(seconds(50), profile_);
  ASSERT_EQ(moves.size(), 1u);
  EXPECT_EQ(moves[0].reason, "lost");
  EXPECT_EQ(moves[0].worker, 1u);
  EXPECT_EQ(moves[0].from, seconds(9));
  EXPECT_EQ(moves[0].to, seconds(13) + milliseconds(10'240));  // 1,024 users at 100/s
  EXPECT_EQ(moves[0].user_time, 1024 * (moves[0].to - moves[0].from));
}

TEST_F(ShardMovesTest, AMoveWaitsForTheUsersOfTheOneBefore) {
  moves_.SetCapacity(2, 2);  // wants half of everything
  moves_.Deal(seconds(20), seconds(20), profile_, 100);
  moves_.Confirm(0, seconds(0));
  moves_.Deal(seconds(21), seconds(21), profile_, 100);
  moves_.Confirm(1, seconds(0));
  moves_.Deal(seconds(22), seconds(22), profile_, 100);
  const v1::Assignment assignment = moves_.AssignmentOf(2);
  ASSERT_EQ(assignment.grants_size(), 2);
  EXPECT_EQ(assignment.grants(0).at_us(), 21'000'000);
  EXPECT_EQ(assignment.grants(1).at_us(), 21'000'000 + 5'120'000);  // 512 users at 100/s
}

TEST_F(ShardMovesTest, WhatIsAskedBackIsNotGrantedBeforeItIsConfirmed) {
  moves_.SetCapacity(2, 1);
  const uint64_t version = moves_.version(0);
  const auto changed = moves_.Deal(seconds(5), seconds(5), profile_, 100);
  EXPECT_EQ(changed, (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(moves_.version(0), version + 1);
  EXPECT_EQ(moves_.version(2), 0u);
  moves_.Confirm(0, seconds(0));
  moves_.Confirm(1, seconds(0));
  moves_.Deal(seconds(6), seconds(6), profile_, 100);
  EXPECT_EQ(Granted(2).count(), 341u);
  EXPECT_EQ(Granted(0) & Granted(2), ShardSet());
  for (const auto& move : moves_.Moves(seconds(50), profile_)) {
    EXPECT_EQ(move.reason, "rebalanced");
    EXPECT_EQ(move.from, seconds(5));
  }
}

TEST_F(ShardMovesTest, ShardsThatNobodyTakesStayInTheLedger) {
  for (const uint32_t w : {0u, 1u}) {
    moves_.SetCapacity(w, 0);
    moves_.Free(w, seconds(30));
  }
  moves_.Deal(seconds(34), seconds(34), profile_, 100);
  const auto moves = moves_.Moves(seconds(60), profile_);
  ASSERT_EQ(moves.size(), 2u);
  EXPECT_EQ(moves[0].to, seconds(60));
  EXPECT_EQ(moves[0].user_time + moves[1].user_time, 2048 * seconds(30));
}

TEST_F(ShardMovesTest, AWorkerThatGivesEverythingBackHasLeft) {
  moves_.SetCapacity(1, 0);
  moves_.Deal(seconds(40), seconds(40), profile_, 1000);
  moves_.Confirm(1, seconds(0));
  moves_.Deal(seconds(41), seconds(41), profile_, 1000);
  EXPECT_EQ(Granted(0), ShardSet().set());
  ASSERT_EQ(moves_.Moves(seconds(60), profile_).size(), 1u);
  EXPECT_EQ(moves_.Moves(seconds(60), profile_)[0].reason, "left");
}

TEST_F(ShardMovesTest, WhatWasNeverConfirmedMayNeverHaveBeenOffered) {
  ShardMoves moves;
  moves.SetCapacity(0, 1);
  moves.Deal(Duration(0), Duration(0), profile_, 100);
  moves.Free(0, seconds(9));
  EXPECT_EQ(moves.Moves(seconds(20), profile_).at(0).from, seconds(0));
}

TEST_F(ShardMovesTest, AWorkerThatFinishesBeforeItBeganIsInTheLedger) {
  ShardMoves moves;
  moves.SetCapacity(0, 1);
  moves.Deal(Duration(0), Duration(0), profile_, 100);
  moves.Finish(0);
  EXPECT_EQ(moves.Moves(seconds(20), profile_).at(0).reason, "not begun");
  moves_.Finish(0);
  EXPECT_TRUE(moves_.Moves(seconds(20), profile_).empty());
}

TEST_F(ShardMovesTest, AnAssignmentComesBackAsItWasWrittenDown) {
  ShardMoves restored;
  for (const uint32_t w : {0u, 1u})
    restored.Restore(w, moves_.AssignmentOf(w), seconds(0), profile_);
  for (const uint32_t w : {0u, 1u}) {
    EXPECT_EQ(restored.AssignmentOf(w).SerializeAsString(),
              moves_.AssignmentOf(w).SerializeAsString());
    EXPECT_EQ(restored.shards(w), 512u);
    restored.SetCapacity(w, 1);
  }
  EXPECT_TRUE(restored.Deal(seconds(9), seconds(9), profile_, 100).empty());  // nothing has to move
}

}  // namespace
}  // namespace aurax::load::master
