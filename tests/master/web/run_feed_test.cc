#include "master/web/run_feed.h"

#include <gtest/gtest.h>
#include <thread>

namespace aurax::load::master {
namespace {

Publication State(const std::string& state) {
  Publication publication;
  publication.state = state;
  return publication;
}

TEST(RunFeedTest, BeforeTheFirstPublicationNothingRuns) {
  const RunFeed feed;
  ASSERT_NE(feed.Latest(), nullptr);
  EXPECT_EQ(feed.Latest()->version, 0u);
  EXPECT_EQ(feed.Latest()->state, "ready");
  EXPECT_EQ(feed.Latest()->report, nullptr);
}

TEST(RunFeedTest, VersionsGrowByOneWhateverThePublisherSays) {
  RunFeed feed;
  Publication own = State("spawning");
  own.version = 77;
  feed.Publish(own);
  EXPECT_EQ(feed.Latest()->version, 1u);
  feed.Publish(State("running"));
  EXPECT_EQ(feed.Latest()->version, 2u);
  EXPECT_EQ(feed.Latest()->state, "running");
}

TEST(RunFeedTest, WhatAReaderHoldsStaysAsItIs) {
  RunFeed feed;
  feed.Publish(State("running"));
  const auto held = feed.Latest();
  feed.Publish(State("stopped"));
  EXPECT_EQ(held->state, "running");
}

TEST(RunFeedTest, TheListenerFindsThePublicationThatItIsCalledFor) {
  RunFeed feed;
  std::vector<uint64_t> seen;
  feed.Listen([&] { seen.push_back(feed.Latest()->version); });
  feed.Publish(State("spawning"));
  feed.Publish(State("running"));
  feed.Listen(nullptr);
  feed.Publish(State("stopped"));
  EXPECT_EQ(seen, (std::vector<uint64_t>{1, 2}));
}

TEST(RunFeedTest, ReadersOnOtherThreadsSeeVersionsAscend) {
  RunFeed feed;
  std::thread reader([&feed] {
    uint64_t last = 0;
    while (last < 1000) {
      const uint64_t version = feed.Latest()->version;
      ASSERT_GE(version, last);
      last = version;
    }
  });
  for (int i = 0; i < 1000; ++i) feed.Publish(State("running"));
  reader.join();
}

}  // namespace
}  // namespace aurax::load::master
