#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/protocol.h"
#include "tests/cluster/ends.h"
#include "tests/cluster/raw_worker.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

TEST(Bounds, AStreamIsNotReadOnUntilItsMessagesAreTaken) {
  constexpr uint64_t kMost = 8;
  constexpr uint64_t kMessages = 100;
  MasterEnd master({.most_untaken = kMost});
  WorkerEnd worker(master.port());
  const uint64_t connection = master.Opened();
  worker.Up();
  for (uint64_t i = 1; i <= kMessages; ++i) worker->Send(Beat(i));
  for (uint64_t i = 1; i <= kMost; ++i) {
    EXPECT_EQ(master.Message().message->heartbeat().number(), i);
  }
  EXPECT_FALSE(master.Next(milliseconds(200))) << "read on, with " << kMost << " untaken";
  for (uint64_t i = kMost + 1; i <= kMessages; ++i) {
    master->Taken(connection);
    EXPECT_EQ(master.Message().message->heartbeat().number(), i);
  }
}

TEST(Bounds, AFewLargeMessagesUntakenAreEnough) {
  MasterEnd master;
  WorkerEnd worker(master.port());
  const uint64_t connection = master.Opened();
  worker.Up();
  for (int i = 0; i < 4; ++i) worker->Send(LargeLog(40'000'000));
  for (int i = 0; i < 2; ++i) master.Message();
  EXPECT_FALSE(master.Next(milliseconds(300)));
  master->Taken(connection);
  EXPECT_EQ(master.Message().message->log().text().size(), 40'000'000u);
}

TEST(Bounds, AWorkerThatDoesNotReadIsCutOffAndNamed) {
  MasterEnd master;
  RawWorker idle(master.port());
  const uint64_t connection = master.Opened();
  WorkerEnd other(master.port());
  other.Up();
  const uint64_t good = master.Opened();
  const v1::MasterMessage large = LargePrepare(10'000'000);
  const uint64_t bytes = large.ByteSizeLong();
  for (uint64_t sent = 0; sent <= kMostQueuedBytes + 4 * bytes; sent += bytes) {
    master->Send(connection, large);
  }
  EXPECT_THAT(
      master.Warning(),
      testing::MatchesRegex("cut off: ipv4:127.0.0.1:[0-9]+ does not read what it is sent"));
  EXPECT_EQ(master.Closed(), "it does not read");
  EXPECT_FALSE(idle.ReadToTheEnd().ok());
  master->Send(good, Ack(1));
  EXPECT_EQ(other.Message().heartbeat_ack().number(), 1u) << "the others go on";
}

TEST(Bounds, AMasterThatDoesNotReadIsLeft) {
  MasterEnd master({.most_untaken = 1});
  WorkerEnd worker(master.port());
  worker.Up();
  const v1::WorkerMessage large = LargeLog(10'000'000);
  const uint64_t bytes = large.ByteSizeLong();
  for (uint64_t sent = 0; sent <= kMostQueuedBytes + 6 * bytes; sent += bytes) worker->Send(large);
  EXPECT_EQ(worker.Down().text, "the master does not read what it is sent");
  worker.UpAtLast();
}

TEST(Bounds, AClosedStreamThatIsNotReadEndsAllTheSame) {
  MasterEnd master;
  RawWorker idle(master.port());
  const uint64_t connection = master.Opened();
  for (int i = 0; i < 5; ++i) master->Send(connection, LargePrepare(10'000'000));
  master->Close(connection, "enough");
  EXPECT_EQ(master.Closed(), "enough");
}

TEST(Bounds, AMessageThatIsTooLargeEndsItsStreamAlone) {
  MasterEnd master;
  RawWorker raw(master.port());
  master.Opened();
  WorkerEnd other(master.port());
  other.Up();
  const uint64_t good = master.Opened();
  raw.Write(LargeLog(kMostMessageBytes + 1));
  EXPECT_EQ(raw.ReadToTheEnd().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  // gRPC cancels the call too, and either may be seen first.
  EXPECT_THAT(master.Closed(),
              testing::AnyOf("the worker ended the stream, or sent what is no message",
                             "the connection broke"));
  other->Send(Beat(1));
  EXPECT_EQ(master.Message().connection, good);
}

TEST(Bounds, AStreamThatSaysNothingFromTheBeginningIsCutOff) {
  MasterEnd master({.longest_silence = milliseconds(300)});
  RawWorker silent(master.port());
  master.Opened();
  const grpc::Status status = silent.ReadToTheEnd();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(status.error_message(), "it says nothing any more");
  EXPECT_EQ(master.Closed(), "it says nothing any more");
  EXPECT_THAT(master.Warning(), HasSubstr("says nothing"));
}

TEST(Bounds, AStreamThatFallsSilentIsCutOffAndOneThatGoesOnIsNot) {
  MasterEnd master({.longest_silence = milliseconds(300)});
  WorkerEnd silent(master.port());
  master.Opened();
  silent.Up();
  WorkerEnd worker(master.port());
  master.Opened();
  worker.Up();
  silent->Send(Beat(1));
  EXPECT_EQ(master.Message().connection, 1u);
  std::optional<ClusterEvent> event;
  for (uint64_t i = 1; i < 100; ++i) {
    worker->Send(Beat(i));
    event = master.Next(milliseconds(50));
    ASSERT_TRUE(event);
    if (event->kind == ClusterEvent::Kind::kClosed) break;
    master->Taken(event->connection);
    event = master.Next(milliseconds(50));
    if (event) break;
  }
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, ClusterEvent::Kind::kClosed);
  EXPECT_EQ(event->connection, 1u);
}

TEST(Bounds, AStreamThatIsNotReadOnIsNotHeldToBeSilent) {
  MasterEnd master({.most_untaken = 1, .longest_silence = milliseconds(200)});
  WorkerEnd worker(master.port());
  master.Opened();
  worker.Up();
  worker->Send(Beat(1));
  EXPECT_EQ(master.Message().connection, 1u);
  EXPECT_FALSE(master.Next(milliseconds(600)));
}

TEST(Bounds, OneWorkerTooManyIsRefusedUntilAnotherGoes) {
  MasterEnd master({.most_connections = 2});
  WorkerEnd first(master.port());
  WorkerEnd second(master.port());
  first.Up();
  second.Up();
  WorkerEnd third(master.port());
  const LinkEvent down = third.Down();
  EXPECT_EQ(down.text, "too many workers");
  EXPECT_FALSE(down.permanent);
  EXPECT_THAT(master.Warning(), HasSubstr("too many workers"));
  first.Stop();
  third.UpAtLast();
}

}  // namespace
}  // namespace aurax::load
