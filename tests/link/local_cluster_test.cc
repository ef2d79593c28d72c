// A real worker (loops, link thread, curl) and a coordinator, in one process, with real threads and
// sockets: the whole of a local run but the command line. This is what ThreadSanitizer looks at.
#include <gtest/gtest.h>
#include <memory>

#include "common/mailbox.h"
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

class LocalCluster {
 public:
  explicit LocalCluster(Coordinator::Options options) : coordinator_(std::move(options)) {
    worker::Worker::Options worker_options;
    worker_options.worker_id = "local";
    worker_options.loops = 3;
    worker_options.clock = &RealClock();
    worker_options.same_clock = true;
    worker_options.send = [this](v1::WorkerMessage m) { inbox_.Push(std::move(m)); };
    worker_ = worker::Worker::Create(std::move(worker_options)).value();
    master::Connection connection;
    connection.send = [this](v1::MasterMessage m) { worker_->Deliver(std::move(m)); };
    coordinator_.Attach(1, std::move(connection));
    worker_->Connected();
  }

  // Until the run has finished; `each_turn` may steer it.
  v1::Report Run(const std::function<void(Coordinator&)>& each_turn = [](Coordinator&) {}) {
    const MonotonicTime limit = RealClock().Now() + seconds(60);
    while (coordinator_.state() != RunState::kFinished && RealClock().Now() < limit) {
      for (const v1::WorkerMessage& m : inbox_.TakeAll(Coordinator::kTick)) {
        coordinator_.OnMessage(1, m);
        if (m.has_hello()) coordinator_.Start();
      }
      coordinator_.OnTick();
      each_turn(coordinator_);
    }
    return coordinator_.BuildReport();
  }

 private:
  Mailbox<v1::WorkerMessage> inbox_;
  Coordinator coordinator_;
  std::unique_ptr<worker::Worker> worker_;
};

class LocalClusterTest : public testing::Test {
 protected:
  Coordinator::Options Options(uint32_t users) {
    Coordinator::Options options;
    options.scenario = worker::ParseScenario(worker::UserClass(
        "A", worker::Task(1, worker::Get("/a")) + worker::Wait(milliseconds(20))));
    options.scenario.mutable_user_classes(0)->set_host(server_.Url(""));
    options.users = users;
    options.spawn_rate = 100;
    options.stop_timeout = seconds(5);
    options.run_id = "test";
    options.clock = &RealClock();
    return options;
  }
  void ExpectAllAccountedFor(const v1::Report& report) {
    EXPECT_TRUE(report.ledger().complete()) << report.ledger().DebugString();
    EXPECT_EQ(report.total().failures(), 0u);
    EXPECT_EQ(report.ledger().requests_started(), server_.requests().size());
  }

  ScriptedServer server_{[](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(kAnswer);
  }};
};

TEST_F(LocalClusterTest, RunOfAGivenTimeCountsWhatTheServerCounts) {
  Coordinator::Options options = Options(12);
  options.run_time = milliseconds(2300);
  const v1::Report report = LocalCluster(std::move(options)).Run();
  ExpectAllAccountedFor(report);
  EXPECT_GT(report.total().requests(), 100u);
  EXPECT_EQ(report.ledger().user_starts_planned(), 12u);
}

TEST_F(LocalClusterTest, IterationLimitIsExactOverSeveralLoops) {
  Coordinator::Options options = Options(7);
  options.iterations = 101;
  const v1::Report report = LocalCluster(std::move(options)).Run();
  ExpectAllAccountedFor(report);
  EXPECT_EQ(server_.requests().size(), 101u);
}

TEST_F(LocalClusterTest, UsersComeAndGoWhileItRuns) {
  LocalCluster cluster(Options(3));
  int turn = 0;
  const v1::Report report = cluster.Run([&turn](Coordinator& coordinator) {
    ++turn;
    if (turn % 10 == 0) coordinator.ChangeUsers(turn % 20 == 0 ? 2 : 15, 50);
    if (turn == 55) coordinator.Stop("enough");
  });
  ExpectAllAccountedFor(report);
  EXPECT_GT(report.ledger().user_starts_offered(), 15u);
}

}  // namespace
}  // namespace aurax::load
