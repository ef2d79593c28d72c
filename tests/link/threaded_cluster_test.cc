// A coordinator and several real workers, each with its own threads, loops and sockets, over
// in-process channels that a test may cut. This and local_cluster_test are what ThreadSanitizer
// looks at.
#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <vector>

#include "common/mailbox.h"
#include "common/protocol.h"
#include "master/coordinator.h"
#include "tests/fakes/scenario_text.h"
#include "tests/fakes/scripted_server.h"
#include "worker/worker.h"

namespace aurax::load {
namespace {

using master::Coordinator;
using master::RunState;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class ThreadedCluster : public testing::Test {
 protected:
  void Begin(uint32_t workers, std::optional<Duration> run_time) {
    Coordinator::Options options;
    options.scenario = worker::ParseScenario(worker::UserClass(
        "A", worker::Task(1, worker::Get("/a")) + worker::Wait(milliseconds(20))));
    options.scenario.mutable_user_classes(0)->set_host(server_.Url(""));
    options.users = 12;
    options.spawn_rate = 60;
    options.stop_timeout = seconds(5);
    options.run_time = run_time;
    options.run_id = "test";
    options.clock = &RealClock();
    options.lease = kLease;
    coordinator_ = std::make_unique<Coordinator>(std::move(options));
    for (uint32_t i = 0; i < workers; ++i) AddWorker();
    for (uint32_t i = 0; i < workers; ++i) Connect(i);
    expected_ = workers;
  }

  void AddWorker() {
    worker::Worker::Options options;
    options.worker_id = "w" + std::to_string(workers_.size());
    options.incarnation = workers_.size() + 1;
    options.loops = 2;
    options.clock = &RealClock();
    options.send = [this, index = workers_.size()](v1::WorkerMessage m) {
      inbox_.Push({index, std::move(m)});
    };
    workers_.push_back(worker::Worker::Create(std::move(options)).value());
    links_.push_back(0);
  }

  void Connect(size_t index) {
    links_[index] = ++connections_;
    master::Connection connection;
    connection.send = [w = workers_[index].get()](v1::MasterMessage m) {
      w->Deliver(std::move(m));
    };
    coordinator_->Attach(links_[index], std::move(connection));
    workers_[index]->Connected();
  }

  void Disconnect(size_t index) {
    workers_[index]->Disconnected();
    coordinator_->Detach(links_[index]);
    links_[index] = 0;
  }

  void Turn() {
    for (auto& [index, message] : inbox_.TakeAll(milliseconds(10))) {
      if (links_[index] != 0) coordinator_->OnMessage(links_[index], message);
    }
    if (coordinator_->state() == RunState::kIdle && coordinator_->ready_workers() == expected_) {
      coordinator_->Start();
    }
    coordinator_->OnTick();
  }

  // Until `what`, at most for a minute.
  template <typename What>
  bool Until(What what) {
    const MonotonicTime limit = RealClock().Now() + seconds(60);
    while (!what()) {
      if (RealClock().Now() > limit) return false;
      Turn();
    }
    return true;
  }
  bool UntilFinished() {
    return Until([this] { return coordinator_->state() == RunState::kFinished; });
  }

  v1::Report ExpectAllAccountedFor() {
    const v1::Report report = coordinator_->BuildReport();
    EXPECT_TRUE(report.ledger().complete()) << report.ledger().DebugString();
    EXPECT_EQ(report.total().failures(), 0u);
    EXPECT_EQ(report.ledger().requests_started(), server_.requests().size());
    return report;
  }

  ScriptedServer server_{[](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(kAnswer);
  }};
  Mailbox<std::pair<size_t, v1::WorkerMessage>> inbox_;
  std::unique_ptr<Coordinator> coordinator_;
  std::vector<std::unique_ptr<worker::Worker>> workers_;
  std::vector<uint64_t> links_;  // connection of each worker; 0: none
  uint64_t connections_ = 0;
  size_t expected_ = 0;
};

TEST_F(ThreadedCluster, ThreeWorkersShareARun) {
  Begin(3, milliseconds(2500));
  ASSERT_TRUE(UntilFinished());
  const v1::Report report = ExpectAllAccountedFor();
  ASSERT_EQ(report.workers_size(), 3);
  for (const v1::WorkerStatus& worker : report.workers()) {
    EXPECT_NEAR(worker.shards(), 341, 1);
    EXPECT_EQ(worker.state(), "finished");
  }
  EXPECT_EQ(report.ledger().user_starts_resumed(), 0u);
}

TEST_F(ThreadedCluster, AWorkerJoinsAndAnotherLeaves) {
  Begin(2, std::nullopt);
  ASSERT_TRUE(Until([this] { return coordinator_->covered() >= seconds(1); }));
  AddWorker();
  Connect(2);
  ASSERT_TRUE(Until([this] {
    const v1::Report report = coordinator_->BuildReport();
    return report.workers_size() == 3 && report.workers(2).users() > 0;
  }));
  workers_[0]->Leave();
  ASSERT_TRUE(Until([this] { return workers_[0]->gone(); }));
  coordinator_->Stop("enough");
  ASSERT_TRUE(UntilFinished());
  const v1::Report report = ExpectAllAccountedFor();
  EXPECT_GT(report.ledger().user_starts_resumed(), 0u);
  EXPECT_EQ(report.workers(0).state(), "left");
}

TEST_F(ThreadedCluster, ABrokenLinkThatComesBackInTimeMovesNothing) {
  Begin(2, seconds(4));
  ASSERT_TRUE(Until([this] { return coordinator_->covered() >= seconds(1); }));
  Disconnect(1);
  const MonotonicTime back = RealClock().Now() + seconds(1);
  ASSERT_TRUE(Until([back] { return RealClock().Now() >= back; }));
  Connect(1);
  ASSERT_TRUE(UntilFinished());
  EXPECT_EQ(ExpectAllAccountedFor().ledger().moves_size(), 0);
}

}  // namespace
}  // namespace aurax::load
