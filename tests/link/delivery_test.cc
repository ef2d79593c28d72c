// Master and worker state machines over a network that loses, doubles, delays and reorders, on a
// clock of its own.
#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <memory>

#include "absl/strings/str_join.h"
#include "common/random.h"
#include "master/coordinator.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_loop_group.h"
#include "tests/simulation/course.h"
#include "worker/session.h"

namespace aurax::load {
namespace {

using master::Coordinator;
using master::RunState;
using std::chrono::seconds;

// One user class, two request names.
v1::Scenario TwoNames() {
  v1::Scenario scenario = simulation::SimulatedScenario(0);
  scenario.mutable_user_classes()->RemoveLast();
  return scenario;
}

// What a link may do to messages on their way.
struct Weather {
  double loss = 0, twice = 0, late = 0;
};

class Net {
 public:
  Net(uint64_t seed, Weather weather)
      : random_(seed, 1, 0, StreamPurpose::kValues), weather_(weather) {}

  template <typename Message>
  void Carry(std::deque<Message>& queue, Message message) {
    if (random_.Unit() < weather_.loss) return;
    if (random_.Unit() < weather_.twice) queue.push_back(message);
    queue.push_back(std::move(message));
    if (queue.size() > 1 && random_.Unit() < weather_.late) {
      std::swap(queue[queue.size() - 1], queue[random_.Below(queue.size())]);
    }
  }
  void Clear() { weather_ = {}; }

 private:
  RandomStream random_;
  Weather weather_;
};

// One master, one worker, and the weather between them. The set-up is spared the weather: what has
// to survive it are the snapshots.
class Simulation {
 public:
  explicit Simulation(uint64_t seed, Weather weather = {}, std::optional<uint64_t> iterations = {},
                      bool reset_stats = false, uint32_t fixed_count = 0)
      : net_(seed, weather),
        loops_(2, seed),
        coordinator_(CoordinatorOptions(iterations, reset_stats, fixed_count)),
        session_(SessionOptions()) {
    master::Connection connection;
    connection.send = [this](v1::MasterMessage m) {
      rough_ ? net_.Carry(to_worker_, std::move(m)) : to_worker_.push_back(std::move(m));
    };
    coordinator_.Attach(1, std::move(connection));
    session_.OnConnected();
    Settle();
    coordinator_.Start();
    Settle();
    rough_ = true;
  }

  // Delivers what is under way, one message at a time from either side.
  void Settle() {
    while (!to_master_.empty() || !to_worker_.empty()) {
      if (!to_master_.empty()) {
        const v1::WorkerMessage m = std::move(to_master_.front());
        to_master_.pop_front();
        coordinator_.OnMessage(1, m);
      }
      if (!to_worker_.empty()) {
        const v1::MasterMessage m = std::move(to_worker_.front());
        to_worker_.pop_front();
        session_.OnMessage(m);
      }
    }
  }

  void Second(bool last = false) {
    clock_.Advance(seconds(1));
    for (uint32_t loop = 0; loop < 2; ++loop) {
      session_.OnLoopEvent(loops_.NextInterval(loop, last));
    }
    session_.OnTick();
    coordinator_.OnTick();
    Settle();
  }

  void EndLoops() {
    for (uint32_t loop = 0; loop < 2; ++loop) session_.OnLoopEvent(worker::LoopQuiet{loop});
    ASSERT_TRUE(loops_.finish_asked);
    Second(/*last=*/true);
  }

  void WaitUntilFinished() {
    net_.Clear();
    for (int i = 0; i < 10 && coordinator_.state() != RunState::kFinished; ++i) {
      clock_.Advance(seconds(3));
      session_.OnTick();
      Settle();
    }
  }

  Net net_;
  FakeClock clock_;
  worker::FakeLoopGroup loops_;
  std::deque<v1::WorkerMessage> to_master_;
  std::deque<v1::MasterMessage> to_worker_;
  bool rough_ = false;
  Coordinator coordinator_;
  worker::Session session_;

 private:
  Coordinator::Options CoordinatorOptions(std::optional<uint64_t> iterations, bool reset_stats,
                                          uint32_t fixed_count) {
    Coordinator::Options options;
    options.reset_stats = reset_stats;
    options.scenario = TwoNames();
    options.scenario.mutable_user_classes(0)->set_fixed_count(fixed_count);
    options.users = 4;
    options.spawn_rate = 4;
    options.iterations = iterations;
    options.run_id = "run";
    options.clock = &clock_;
    return options;
  }
  worker::Session::Options SessionOptions() {
    worker::Session::Options options;
    options.worker_id = "w";
    options.clock = &clock_;
    options.same_clock = true;
    options.loops = &loops_;
    options.usage = [] { return worker::ProcessUsage(); };
    options.send = [this](v1::WorkerMessage m) {
      rough_ ? net_.Carry(to_master_, std::move(m)) : to_master_.push_back(std::move(m));
    };
    return options;
  }
};

void ExpectNothingLost(const Simulation& run) {
  const v1::Report report = run.coordinator_.BuildReport();
  EXPECT_EQ(report.ledger().requests_started(), run.loops_.truth.started);
  EXPECT_EQ(report.ledger().requests_completed(), run.loops_.truth.completed);
  EXPECT_EQ(report.ledger().requests_failed(), run.loops_.truth.failed);
  EXPECT_EQ(report.total().response_time().sum_us(), run.loops_.truth.response_time.sum_us());
  for (const v1::Percentile& p : report.total().response_time().percentiles()) {
    EXPECT_EQ(p.value_us(), run.loops_.truth.response_time.Percentile(p.percent()));
  }
  ASSERT_EQ(report.ledger().workers_size(), 1);
  EXPECT_TRUE(report.ledger().workers(0).digest_equal());
}

TEST(Delivery, CalmRunGoesThroughAllStates) {
  Simulation run(1);
  EXPECT_EQ(run.coordinator_.state(), RunState::kRamping);
  EXPECT_TRUE(run.loops_.started);
  EXPECT_TRUE(run.loops_.shards.all());
  for (int i = 0; i < 5; ++i) run.Second();
  EXPECT_EQ(run.coordinator_.state(), RunState::kRunning);
  run.coordinator_.Stop("enough");
  run.Settle();
  EXPECT_EQ(run.coordinator_.state(), RunState::kStopping);
  EXPECT_GE(run.loops_.stopped_at, seconds(5));
  run.EndLoops();
  EXPECT_EQ(run.coordinator_.state(), RunState::kFinished);
  EXPECT_EQ(run.coordinator_.BuildReport().ledger().workers(0).snapshots_applied(), 6u);
  EXPECT_EQ(run.coordinator_.BuildReport().ledger().workers(0).duplicates_dropped(), 0u);
  ExpectNothingLost(run);
}

TEST(Delivery, NothingIsLostOrCountedTwiceInAnyWeather) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Simulation run(seed, Weather{0.3, 0.3, 0.3});
    for (int i = 0; i < 12; ++i) run.Second();
    run.EndLoops();
    run.WaitUntilFinished();
    ASSERT_EQ(run.coordinator_.state(), RunState::kFinished);
    ExpectNothingLost(run);
  }
}

TEST(Delivery, SnapshotsAreKeptUntilAcknowledgedAndSentAgain) {
  Simulation run(3, Weather{1.0, 0, 0});  // nothing arrives
  for (int i = 0; i < 4; ++i) run.Second();
  EXPECT_EQ(run.coordinator_.BuildReport().ledger().requests_started(), 0u);
  run.EndLoops();
  run.WaitUntilFinished();
  ExpectNothingLost(run);
}

TEST(Delivery, WhatWasLostIsSentAgainWhileTheRunGoesOn) {
  Simulation run(11, Weather{1.0, 0, 0});  // nothing arrives
  for (int i = 0; i < 3; ++i) run.Second();
  EXPECT_EQ(run.coordinator_.covered(), Duration(0));
  run.net_.Clear();
  for (int i = 0; i < 3; ++i) run.Second();
  EXPECT_GE(run.coordinator_.covered(), seconds(5));
}

TEST(Delivery, ResetOfStatisticsKeepsOnlySecondsWhollyAfterTheRamp) {
  Simulation run(12, {}, {}, /*reset_stats=*/true);  // the ramp of 4 users at 4/s ends at 1 s
  run.Second();
  run.Second();
  const uint64_t ramp = run.loops_.truth.started;
  for (int i = 0; i < 3; ++i) run.Second();
  const v1::Report report = run.coordinator_.BuildReport();
  EXPECT_EQ(report.ledger().requests_started(), run.loops_.truth.started);
  EXPECT_LE(report.total().started(), run.loops_.truth.started - ramp / 2);
  EXPECT_GT(report.total().started(), 0u);
}

TEST(Delivery, RunEndsWhenEveryUserWasEndedByItsScenario) {
  Simulation run(13);
  run.Second();
  run.Second();
  ASSERT_EQ(run.coordinator_.state(), RunState::kRunning);
  v1::WorkerMessage gone;
  v1::Snapshot* snapshot = gone.mutable_snapshot();
  snapshot->mutable_id()->set_run_id("run");
  snapshot->mutable_id()->set_worker_id("w");
  snapshot->mutable_id()->set_incarnation(1);
  snapshot->mutable_id()->set_sequence(3);
  snapshot->set_from_us(2'000'000);
  snapshot->set_to_us(3'000'000);
  snapshot->add_users()->set_started(4);
  snapshot->mutable_users(0)->set_ended_early(4);
  run.coordinator_.OnMessage(1, gone);
  run.coordinator_.OnTick();
  EXPECT_EQ(run.coordinator_.state(), RunState::kStopping);
}

TEST(Delivery, ChangeOfUsersStaysWithinWhatTheScenarioHas) {
  Simulation run(14, {}, {}, false, /*fixed_count=*/3);
  run.Second();
  run.coordinator_.ChangeUsers(13, 100);
  EXPECT_EQ(run.coordinator_.target_users(), 3u);
}

TEST(Delivery, RecordersComeBackCleared) {
  Simulation run(4);
  for (int i = 0; i < 3; ++i) run.Second();
  EXPECT_EQ(run.loops_.recycled, 6u);
}

TEST(Delivery, IterationLimitIsSharedOutExactly) {
  Simulation run(5, {}, 100);
  for (int i = 0; i < 200 && !run.loops_.exhausted; ++i) {
    run.session_.OnLoopEvent(worker::IterationsWanted{static_cast<uint32_t>(i % 2), 7});
    run.Settle();
  }
  EXPECT_TRUE(run.loops_.exhausted);
  EXPECT_EQ(run.loops_.iterations, 100u);
  run.EndLoops();
  EXPECT_EQ(run.coordinator_.state(), RunState::kFinished);
}

TEST(Delivery, ChangeOfUsersReachesTheWorkerAsANewEpoch) {
  Simulation run(6);
  run.Second();
  run.Second();
  run.coordinator_.ChangeUsers(9, 100);
  run.Settle();
  EXPECT_EQ(run.loops_.epoch, 2u);
  EXPECT_EQ(run.coordinator_.state(), RunState::kRamping);
  EXPECT_EQ(run.coordinator_.target_users(), 9u);
  run.Second();
  EXPECT_EQ(run.coordinator_.state(), RunState::kRunning);
}

TEST(Delivery, SecondStopAbandonsAtOnce) {
  Simulation run(7);
  run.Second();
  run.coordinator_.Stop("first");
  run.coordinator_.StopNow();
  run.Settle();
  EXPECT_TRUE(run.loops_.abandoned);
  run.Second(/*last=*/true);
  EXPECT_EQ(run.coordinator_.state(), RunState::kFinished);
}

TEST(Delivery, WorkerThatNeverFinishesIsGivenUpAndNamed) {
  Simulation run(8);
  run.Second();
  run.coordinator_.Stop("enough");
  run.clock_.Advance(seconds(60));
  run.coordinator_.OnTick();
  EXPECT_EQ(run.coordinator_.state(), RunState::kFinished);
  const v1::Ledger ledger = run.coordinator_.BuildReport().ledger();
  EXPECT_FALSE(ledger.complete());
  EXPECT_EQ(ledger.residues(0), "worker w did not finish");
}

TEST(Delivery, SnapshotThatDoesNotDecodeIsRefusedAndNamed) {
  Simulation run(9);
  v1::WorkerMessage bad;
  bad.mutable_snapshot()->mutable_id()->set_run_id("run");
  bad.mutable_snapshot()->mutable_id()->set_worker_id("w");
  bad.mutable_snapshot()->mutable_id()->set_incarnation(1);
  bad.mutable_snapshot()->mutable_id()->set_sequence(1);
  bad.mutable_snapshot()->add_requests()->set_name_id(77);
  run.coordinator_.OnMessage(1, bad);
  run.coordinator_.StopNow();
  run.Settle();
  run.Second(/*last=*/true);
  run.WaitUntilFinished();
  const v1::Ledger ledger = run.coordinator_.BuildReport().ledger();
  EXPECT_FALSE(ledger.complete());
  EXPECT_NE(absl::StrJoin(ledger.residues(), "\n").find("snapshot 1 refused"), std::string::npos);
}

TEST(Delivery, OtherProtocolVersionIsRefusedWithTheReason) {
  Simulation run(10);
  v1::WorkerMessage hello;
  hello.mutable_hello()->set_protocol_version(99);
  run.rough_ = false;
  run.coordinator_.OnMessage(1, hello);
  ASSERT_EQ(run.to_worker_.size(), 1u);
  EXPECT_EQ(run.to_worker_[0].refusal().reason(),
            "protocol version 99, the master speaks 3 (aurax-load )");
}

}  // namespace
}  // namespace aurax::load
