#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/cluster/ends.h"

namespace aurax::load {
namespace {

using ::testing::HasSubstr;

TEST(RoundTrip, MessagesArriveInOrderBothWays) {
  constexpr uint64_t kMessages = 10'000;
  MasterEnd master;
  ASSERT_TRUE(master.started()) << master.status();
  WorkerEnd worker(master.port());
  const uint64_t connection = master.Opened();
  EXPECT_EQ(connection, 1u);
  worker.Up();
  for (uint64_t i = 1; i <= kMessages; ++i) {
    worker->Send(Beat(i));
    master->Send(connection, Ack(i));
  }
  for (uint64_t i = 1; i <= kMessages; ++i) {
    ASSERT_EQ(master.Message().message->heartbeat().number(), i);
    master->Taken(connection);
    ASSERT_EQ(worker.Message().heartbeat_ack().number(), i);
  }
}

TEST(RoundTrip, ALargeScenarioArrivesWhole) {
  MasterEnd master;
  WorkerEnd worker(master.port());
  const uint64_t connection = master.Opened();
  worker.Up();
  const v1::MasterMessage sent = LargePrepare(20'000'000);
  master->Send(connection, sent);
  EXPECT_EQ(worker.Message().prepare().run_id(), sent.prepare().run_id());
}

TEST(RoundTrip, EachHostNameOfThisMachineWorks) {
  for (const char* host : {"127.0.0.1", "::1", "localhost"}) {
    MasterEnd master({.host = host});
    ASSERT_TRUE(master.started()) << host << ": " << master.status();
    WorkerEnd worker(ClusterLink::Options{.host = host, .port = master.port()});
    worker.Up();
    EXPECT_EQ(master.Opened(), 1u) << host;
  }
}

TEST(RoundTrip, AllAddressesAreOneHost) {
  for (const char* all : {"*", ""}) {
    MasterEnd master({.host = all});
    ASSERT_TRUE(master.started()) << master.status();
    WorkerEnd worker(ClusterLink::Options{.host = "127.0.0.1", .port = master.port()});
    worker.Up();
  }
}

TEST(RoundTrip, TheLocalNameIsAWayInBesideThePort) {
  const std::string name = "aurax-link-test-" + std::to_string(getpid());
  MasterEnd master({.local_name = name, .join_token = "secret"});
  ASSERT_TRUE(master.started()) << master.status();
  WorkerEnd worker(ClusterLink::Options{.local_name = name});
  worker.Up();
  const uint64_t connection = master.Opened();
  worker->Send(Beat(7));
  EXPECT_EQ(master.Message().message->heartbeat().number(), 7u);
  master->Send(connection, Ack(7));
  EXPECT_EQ(worker.Message().heartbeat_ack().number(), 7u);

  MasterEnd second({.local_name = name});
  EXPECT_FALSE(second.started());
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(name + ": address in use"));
}

TEST(RoundTrip, APortThatIsTakenIsNamed) {
  MasterEnd first;
  for (const char* host : {"127.0.0.1", "*"}) {
    MasterEnd second({.host = host, .port = first.port()});
    ASSERT_FALSE(second.started());
    EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(second.status().message()),
                testing::MatchesRegex("cannot listen on [0-9.]+:" + std::to_string(first.port()) +
                                      ": address in use"));
  }
}

TEST(RoundTrip, AnAddressThatIsNotOursIsNamed) {
  EXPECT_THAT(std::string(MasterEnd({.host = "192.0.2.1"}).status().message()),
              HasSubstr("not an address of this machine"));
  EXPECT_THAT(std::string(MasterEnd({.host = "no-such-host.invalid"}).status().message()),
              HasSubstr("cannot listen on no-such-host.invalid:0: "));
}

TEST(RoundTrip, ConnectionsAreNumberedAndKnowTheirPeer) {
  MasterEnd master;
  for (uint64_t i = 1; i <= 3; ++i) {
    WorkerEnd worker(master.port());
    worker.Up();
    const std::optional<ClusterEvent> opened = master.Next();
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->connection, i);
    EXPECT_THAT(opened->text, HasSubstr("127.0.0.1:"));
    worker.Stop();
    EXPECT_EQ(master.Closed(), "the worker ended the stream, or sent what is no message");
  }
}

TEST(RoundTrip, AClosedStreamTellsTheWorkerWhy) {
  MasterEnd master({.farewell_limit = kPatience});
  WorkerEnd worker(master.port());
  const uint64_t connection = master.Opened();
  worker.Up();
  master->Send(connection, Ack(1));
  master->Close(connection, "your version is too old");
  EXPECT_EQ(worker.Message().heartbeat_ack().number(), 1u);
  const LinkEvent down = worker.Down();
  EXPECT_EQ(down.text, "your version is too old");
  EXPECT_FALSE(down.permanent);
  EXPECT_EQ(master.Closed(), "your version is too old");
  master->Send(connection, Ack(2));  // to nobody
  master->Taken(connection);
}

}  // namespace
}  // namespace aurax::load
