#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/ends.h"
#include "tests/cluster/reserved_port.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;

TEST(Reconnect, TheWorkerFindsAMasterThatComesLater) {
  const ReservedPort port;
  WorkerEnd worker(*port);
  const LinkEvent down = worker.Down();
  EXPECT_EQ(down.text, "connection refused");
  EXPECT_FALSE(down.permanent);
  MasterEnd master({.port = *port});
  ASSERT_TRUE(master.started()) << master.status();
  worker.UpAtLast();
  EXPECT_EQ(master.Opened(), 1u);
}

TEST(Reconnect, TheWorkerComesBackAfterTheMasterWasAway) {
  const ReservedPort port;
  MasterEnd first({.port = *port, .farewell_limit = kPatience});
  ASSERT_TRUE(first.started()) << first.status();
  WorkerEnd worker(*port);
  worker.Up();
  first.Stop();
  EXPECT_EQ(worker.Down().text, "the master is shutting down");
  for (int round = 0; round < 3; ++round) {
    MasterEnd next({.port = *port, .farewell_limit = kPatience});
    ASSERT_TRUE(next.started()) << next.status();
    worker.UpAtLast();
    const uint64_t connection = next.Opened();
    next->Send(connection, Ack(5));
    EXPECT_EQ(worker.Message().heartbeat_ack().number(), 5u);
    next.Stop();
    EXPECT_EQ(worker.Down().text, "the master is shutting down");
  }
}

TEST(Reconnect, WaitsGrowToTheLongestAndAreAtLeastHalfOfIt) {
  const ReservedPort port;
  Inbox<MonotonicTime> times;  // taken where the event is, not where the test gets to it
  const auto link = ClusterLink::Start({
      .port = *port,
      .longest_wait = milliseconds(400),
      .emit = [&](const LinkEvent&) { times.Push(RealClock().Now()); },
  });
  ASSERT_TRUE(link.ok()) << link.status();
  std::vector<MonotonicTime> downs;
  for (int i = 0; i < 6; ++i) {
    const std::optional<MonotonicTime> down = times.Next();
    ASSERT_TRUE(down);
    downs.push_back(*down);
  }
  // Waits of 100, 200, 400, 400, 400 ms, of which at least half.
  EXPECT_GE(downs[5] - downs[0], milliseconds(750));
  EXPECT_GE(downs[5] - downs[4], milliseconds(200));
}

struct Dated {
  LinkEvent::Kind kind = LinkEvent::Kind::kMessage;
  MonotonicTime time{};  // taken where the event is, not where the test gets to it
  std::string text{};
};

TEST(Reconnect, StreamsThatEndAtOnceDoNotStartTheWaitsOver) {
  MasterEnd master;
  Inbox<Dated> events;
  const auto link = ClusterLink::Start({
      .port = master.port(),
      .longest_wait = milliseconds(400),
      .emit =
          [&](const LinkEvent& event) {
            events.Push({event.kind, RealClock().Now(), event.text});
          },
  });
  ASSERT_TRUE(link.ok()) << link.status();
  std::vector<MonotonicTime> downs;
  for (int i = 0; i < 6; ++i) {
    master->Close(master.Opened(), "refused");
    Dated down = events.Next().value_or(Dated());
    // A refusal may overtake the stream's beginning in gRPC: then there is no kUp.
    if (down.kind == LinkEvent::Kind::kUp) down = events.Next().value_or(Dated());
    ASSERT_EQ(down.kind, LinkEvent::Kind::kDown);
    EXPECT_EQ(down.text, "refused");
    downs.push_back(down.time);
    master.Closed();
  }
  // Waits of 100, 200, 400, 400, 400 ms, of which at least half.
  EXPECT_GE(downs[5] - downs[0], milliseconds(750));
  EXPECT_GE(downs[5] - downs[4], milliseconds(200));
}

TEST(Reconnect, AStreamThatLastedStartsTheWaitsOver) {
  constexpr Duration kLongest = std::chrono::seconds(1);
  const ReservedPort port;
  Inbox<Dated> events;
  const auto link = ClusterLink::Start({
      .port = *port,
      .longest_wait = kLongest,
      .emit =
          [&](const LinkEvent& event) {
            events.Push({event.kind, RealClock().Now(), event.text});
          },
  });
  ASSERT_TRUE(link.ok()) << link.status();
  for (int i = 0; i < 5; ++i) {  // the longest wait is next
    EXPECT_EQ(events.Next().value_or(Dated()).kind, LinkEvent::Kind::kDown);
  }
  MasterEnd master({.port = *port});
  ASSERT_TRUE(master.started()) << master.status();
  const uint64_t connection = master.Opened();
  while (events.Next().value_or(Dated()).kind == LinkEvent::Kind::kDown) {
  }
  EXPECT_FALSE(events.Next(kLongest + milliseconds(100)).has_value());
  master->Close(connection, "later");
  const Dated down = events.Next().value_or(Dated());
  EXPECT_EQ(down.kind, LinkEvent::Kind::kDown);
  const Dated up = events.Next().value_or(Dated());
  EXPECT_EQ(up.kind, LinkEvent::Kind::kUp);
  EXPECT_LT(up.time - down.time, kLongest / 2);
}

TEST(Reconnect, AResetStreamIsOpenedAgain) {
  MasterEnd master;
  WorkerEnd worker(master.port());
  worker.Up();
  EXPECT_EQ(master.Opened(), 1u);
  worker->Reset();
  EXPECT_EQ(worker.Down().text, "reset");
  EXPECT_EQ(master.Closed(), "the connection broke");
  worker.Up();
  EXPECT_EQ(master.Opened(), 2u);
}

TEST(Reconnect, SendingWithoutAStreamDoesNothing) {
  const ReservedPort port;
  WorkerEnd worker(*port);
  worker.Down();
  worker->Send(Beat(1));
  worker->Reset();
  MasterEnd master({.port = *port});
  worker.UpAtLast();
  EXPECT_EQ(master.Opened(), 1u);
  worker->Send(Beat(2));
  EXPECT_EQ(master.Message().message->heartbeat().number(), 2u);
}

}  // namespace
}  // namespace aurax::load
