// Destructors: what is queued is sent, for a while; nothing hangs, nothing crashes.
#include <gtest/gtest.h>

#include "tests/cluster/ends.h"
#include "tests/cluster/raw_worker.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;

Duration TimeToStop(auto& end) {
  const MonotonicTime start = RealClock().Now();
  end.Stop();
  return RealClock().Now() - start;
}

TEST(Farewell, AWorkerSendsWhatItHasQueued) {
  MasterEnd master({.most_untaken = 5000});
  WorkerEnd worker(ClusterLink::Options{.port = master.port(), .farewell_limit = kPatience});
  worker.Up();
  master.Opened();
  for (uint64_t i = 1; i <= 3000; ++i) worker->Send(Beat(i));
  worker.Stop();
  for (uint64_t i = 1; i <= 3000; ++i) {
    ASSERT_EQ(master.Message().message->heartbeat().number(), i);
  }
  master.Closed();
}

TEST(Farewell, AMasterSendsWhatItHasQueued) {
  MasterEnd master({.farewell_limit = kPatience});
  WorkerEnd worker(master.port());
  worker.Up();
  const uint64_t connection = master.Opened();
  for (uint64_t i = 1; i <= 3000; ++i) master->Send(connection, Ack(i));
  master.Stop();
  for (uint64_t i = 1; i <= 3000; ++i) {
    ASSERT_EQ(worker.Message().heartbeat_ack().number(), i);
  }
  EXPECT_EQ(worker.Down().text, "the master is shutting down");
}

TEST(Farewell, AMasterDoesNotWaitForWhoDoesNotRead) {
  MasterEnd master({.farewell_limit = milliseconds(100)});
  RawWorker idle(master.port());
  const uint64_t connection = master.Opened();
  for (int i = 0; i < 5; ++i) master->Send(connection, LargePrepare(10'000'000));
  EXPECT_LT(TimeToStop(master), kPatience);
}

TEST(Farewell, AWorkerDoesNotWaitForWhoDoesNotRead) {
  MasterEnd master({.most_untaken = 1});
  WorkerEnd worker(
      ClusterLink::Options{.port = master.port(), .farewell_limit = milliseconds(100)});
  worker.Up();
  const v1::WorkerMessage large = LargeLog(10'000'000);
  for (int i = 0; i < 5; ++i) worker->Send(large);
  EXPECT_LT(TimeToStop(worker), kPatience);
}

TEST(Farewell, EitherEndMayGoWithMessagesInFlight) {
  for (int round = 0; round < 30; ++round) {
    MasterEnd master({.most_untaken = 100'000});
    WorkerEnd worker(master.port());
    worker.Up();
    const uint64_t connection = master.Opened();
    for (uint64_t i = 0; i < 500; ++i) {
      master->Send(connection, Ack(i));
      worker->Send(Beat(i));
    }
    if (round % 3 == 0) worker->Reset();
    if (round % 2 == 0) {
      EXPECT_LT(TimeToStop(master), kPatience);
      EXPECT_LT(TimeToStop(worker), kPatience);
    } else {
      EXPECT_LT(TimeToStop(worker), kPatience);
      EXPECT_LT(TimeToStop(master), kPatience);
    }
  }
}

TEST(Farewell, AWorkerMayGoBeforeItIsUp) {
  MasterEnd master;
  for (int round = 0; round < 30; ++round) {
    WorkerEnd worker(master.port());
    EXPECT_LT(TimeToStop(worker), kPatience);
  }
}

}  // namespace
}  // namespace aurax::load
