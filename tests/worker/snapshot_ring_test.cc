#include "worker/snapshot_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aurax::load::worker {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

class SnapshotRingTest : public testing::Test {
 protected:
  void Add(uint64_t sequence) {
    v1::Snapshot snapshot;
    snapshot.mutable_id()->set_sequence(sequence);
    ring_.Add(snapshot, now_);
  }
  std::vector<uint64_t> Resent() {
    std::vector<uint64_t> sequences;
    ring_.Resend(now_, [&](const v1::Snapshot& s) { sequences.push_back(s.id().sequence()); });
    return sequences;
  }
  MonotonicTime now_{seconds(100)};
  SnapshotRing ring_;
};

TEST_F(SnapshotRingTest, WhatIsNotAcknowledgedIsSentAgainAfterAWhile) {
  for (uint64_t i = 1; i <= 3; ++i) Add(i);
  EXPECT_THAT(Resent(), ElementsAre());
  now_ += seconds(1);
  ring_.Acknowledge(1, now_);
  now_ += seconds(1);
  EXPECT_THAT(Resent(), ElementsAre());  // the master is at work
  now_ += seconds(1);
  EXPECT_THAT(Resent(), ElementsAre(2, 3));
  EXPECT_THAT(Resent(), ElementsAre());
}

TEST_F(SnapshotRingTest, ANewLinkGetsEverythingAtOnce) {
  Add(1);
  ring_.ResendSoon();
  EXPECT_THAT(Resent(), ElementsAre(1));
}

TEST_F(SnapshotRingTest, NothingIsThrownAwayAndFullIsSaid) {
  for (uint64_t i = 1; i <= SnapshotRing::kMostKept + 5; ++i) {
    EXPECT_EQ(ring_.full(), i > SnapshotRing::kMostKept);
    Add(i);
  }
  EXPECT_EQ(ring_.size(), SnapshotRing::kMostKept + 5);
  ring_.Acknowledge(SnapshotRing::kMostKept + 5, now_);
  EXPECT_TRUE(ring_.empty());
}

}  // namespace
}  // namespace aurax::load::worker
