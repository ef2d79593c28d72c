// What a coordinator does for workers that are played by hand. How it behaves with real sessions:
// tests/link.
#include "master/coordinator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <vector>

#include "tests/fakes/fake_clock.h"

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

class MemorySink final : public RecordSink {
 public:
  void Append(const v1::JournalRecord& record) override { records.push_back(record); }
  absl::Status Sync() override { return error; }
  absl::Status Replace(const std::vector<v1::JournalRecord>& first) override {
    if (error.ok()) records = first;
    return error;
  }
  void Discard() override { records.clear(); }
  uint64_t bytes() const override { return size; }

  std::vector<v1::JournalRecord> records;
  absl::Status error;
  uint64_t size = 0;
};

class CoordinatorTest : public testing::Test {
 protected:
  CoordinatorTest() {
    clock_.Advance(std::chrono::hours(3));
    Make(1);
  }

  void Make(uint64_t seed, bool journaled = true) {
    Coordinator::Options options;
    options.scenario.set_host("http://127.0.0.1:1");
    options.scenario.add_request_names()->set_name("/a");
    options.scenario.add_user_classes()->set_name("A");
    options.scenario.mutable_user_classes(0)->set_weight(1);
    *options.scenario.mutable_load() = load_;
    options.users = 4;
    options.spawn_rate = 4;
    options.iterations = iterations_;
    options.reset_stats = reset_stats_;
    options.run_time = run_time_;
    options.seed = seed;
    options.run_id = "run";
    options.clock = &clock_;
    options.lease = kLease;
    options.journal = journaled ? &sink_ : nullptr;
    options.boot_id = "boot";
    options.log = [this](Coordinator::LogLevel, const std::string& text) { log_ += text + "\n"; };
    coordinator_ = std::make_unique<Coordinator>(std::move(options));
  }
  // Another start of the master, from what was written down.
  void Restart(uint64_t seed) {
    const std::vector<v1::JournalRecord> records = sink_.records;
    Make(seed);
    for (const v1::JournalRecord& record : records) {
      ASSERT_TRUE(coordinator_->Restore(record).ok());
    }
    ASSERT_TRUE(coordinator_->Resume());
  }

  void Attach(uint64_t connection, const std::string& id, uint64_t incarnation = 1) {
    Connection link;
    link.send = [this, connection](v1::MasterMessage m) {
      sent_[connection].push_back(std::move(m));
    };
    coordinator_->Attach(connection, std::move(link));
    v1::WorkerMessage hello;
    hello.mutable_hello()->set_protocol_version(kProtocolVersion);
    hello.mutable_hello()->set_worker_id(id);
    hello.mutable_hello()->set_incarnation(incarnation);
    hello.mutable_hello()->set_loops(1);
    coordinator_->OnMessage(connection, hello);
  }
  v1::Heartbeat& Beat(uint64_t connection) { return beats_[connection]; }
  void SendBeat(uint64_t connection) {
    v1::WorkerMessage message;
    Beat(connection).set_number(Beat(connection).number() + 1);
    Beat(connection).set_clock_known(true);
    Beat(connection).set_sent_us(ToMicros(clock_.Now().time_since_epoch()));
    *message.mutable_heartbeat() = Beat(connection);
    coordinator_->OnMessage(connection, message);
  }
  void Prepared(uint64_t connection) {
    Beat(connection).set_run_id("run");
    Beat(connection).set_state(v1::WORKER_STATE_PREPARED);
    SendBeat(connection);
    v1::WorkerMessage message;
    message.mutable_prepared()->set_run_id("run");
    coordinator_->OnMessage(connection, message);
  }
  // The worker carries out what it was told last.
  void Obey(uint64_t connection) {
    Beat(connection).set_state(v1::WORKER_STATE_RUNNING);
    if (const v1::MasterMessage* m = Last(connection, v1::MasterMessage::kAssignment)) {
      Beat(connection).set_assignment(m->assignment().version());
    }
    SendBeat(connection);
  }
  void RunWith(const std::vector<uint64_t>& connections) {
    for (const uint64_t c : connections) {
      Attach(c, "w" + std::to_string(c));
      SendBeat(c);
    }
    coordinator_->Start();
    for (const uint64_t c : connections) Prepared(c);
    Turn(milliseconds(0));
    for (const uint64_t c : connections) Obey(c);
    Turn(milliseconds(300));
  }
  void Snapshot(uint64_t connection, uint64_t sequence, seconds from, uint64_t started) {
    coordinator_->OnMessage(connection, SnapshotMessage(connection, sequence, from, started));
  }
  static v1::WorkerMessage SnapshotMessage(uint64_t connection, uint64_t sequence, seconds from,
                                           uint64_t started) {
    v1::WorkerMessage message;
    v1::Snapshot* snapshot = message.mutable_snapshot();
    snapshot->mutable_id()->set_run_id("run");
    snapshot->mutable_id()->set_worker_id("w" + std::to_string(connection));
    snapshot->mutable_id()->set_incarnation(1);
    snapshot->mutable_id()->set_sequence(sequence);
    snapshot->set_from_us(ToMicros(from));
    snapshot->set_to_us(ToMicros(from + seconds(1)));
    snapshot->add_requests()->set_started(started);
    snapshot->mutable_requests(0)->set_cancelled(started);
    return message;
  }
  void Turn(Duration by) {
    clock_.Advance(by);
    coordinator_->OnTick();
    coordinator_->Flush();
  }
  const v1::MasterMessage* Last(uint64_t connection, v1::MasterMessage::KindCase kind) {
    for (auto it = sent_[connection].rbegin(); it != sent_[connection].rend(); ++it) {
      if (it->kind_case() == kind) return &*it;
    }
    return nullptr;
  }

  // The kinds of what happened, in order.
  std::string Events() const {
    std::string kinds;
    const v1::Report report = coordinator_->BuildReport();
    for (const v1::RunEvent& event : report.events()) kinds += event.kind() + " ";
    return kinds;
  }

  FakeClock clock_;
  MemorySink sink_;
  std::optional<uint64_t> iterations_;
  std::optional<Duration> run_time_;
  v1::LoadSettings load_;
  bool reset_stats_ = false;
  std::string log_;
  std::map<uint64_t, std::vector<v1::MasterMessage>> sent_;
  std::map<uint64_t, v1::Heartbeat> beats_;
  std::unique_ptr<Coordinator> coordinator_;
};

TEST_F(CoordinatorTest, NobodyHearsOfWhatIsNotOnTheDisk) {
  RunWith({1});
  Snapshot(1, 1, seconds(0), 5);
  EXPECT_EQ(Last(1, v1::MasterMessage::kSnapshotAck), nullptr);
  coordinator_->Flush();
  ASSERT_NE(Last(1, v1::MasterMessage::kSnapshotAck), nullptr);
  EXPECT_EQ(Last(1, v1::MasterMessage::kSnapshotAck)->snapshot_ack().id().sequence(), 1u);
}

TEST_F(CoordinatorTest, ARunGoesOnWhenItsJournalCannotBeWritten) {
  RunWith({1});
  sink_.error = absl::UnavailableError("/state/run.journal: No space left on device");
  Snapshot(1, 1, seconds(0), 5);
  sink_.size = Coordinator::kCheckpointBytes + 1;  // the checkpoint fails as well
  Turn(milliseconds(50));
  EXPECT_NE(Last(1, v1::MasterMessage::kSnapshotAck), nullptr);
  EXPECT_THAT(log_, HasSubstr("No space left on device: the run goes on"));
  Snapshot(1, 2, seconds(1), 7);
  Turn(milliseconds(50));
  EXPECT_EQ(coordinator_->BuildReport().ledger().requests_started(), 12u);
  EXPECT_TRUE(sink_.records.empty());  // too old to go on from
}

TEST_F(CoordinatorTest, ARestartGoesOnWithTheSameSeedTimeAndTotals) {
  RunWith({1});
  Snapshot(1, 1, seconds(0), 5);
  Turn(milliseconds(50));
  const v1::Report before = coordinator_->BuildReport();
  clock_.Advance(seconds(2));
  Restart(/*seed=*/99);
  const v1::Report after = coordinator_->BuildReport();
  EXPECT_EQ(after.run().seed(), 1u);
  EXPECT_EQ(after.run().started_unix_us(), before.run().started_unix_us());
  EXPECT_EQ(after.ledger().requests_started(), 5u);
  sent_.clear();
  Attach(7, "late");
  ASSERT_NE(Last(7, v1::MasterMessage::kPrepare), nullptr);
  EXPECT_EQ(Last(7, v1::MasterMessage::kPrepare)->prepare().seed(), 1u);
}

TEST_F(CoordinatorTest, StagesAreFollowedNotedAndEndTheRunAlsoAfterARestart) {
  for (const uint32_t users : {8u, 2u, 6u}) {
    v1::LoadStage* stage = load_.add_stages();
    stage->set_users(users);
    stage->set_duration_us(ToMicros(seconds(2)));
    stage->set_jump(users != 8);
  }
  Make(1);
  RunWith({1});
  Turn(seconds(1));
  EXPECT_EQ(coordinator_->target_users(), 8u);
  EXPECT_EQ(Events(), "stage ");
  Turn(seconds(1));
  EXPECT_EQ(coordinator_->target_users(), 2u);
  EXPECT_EQ(Events(), "stage stage all_spawned ");
  Restart(1);
  Turn(milliseconds(50));
  EXPECT_EQ(Events(), "stage stage all_spawned ");
  Turn(seconds(5));
  EXPECT_EQ(coordinator_->state(), RunState::kStopping);
  EXPECT_THAT(log_, HasSubstr("The last stage is over"));
}

TEST_F(CoordinatorTest, AChangeByHandEndsTheStagesAndNotTheRun) {
  for (const uint32_t users : {8u, 2u}) {
    v1::LoadStage* stage = load_.add_stages();
    stage->set_users(users);
    stage->set_duration_us(ToMicros(seconds(5)));
  }
  Make(1);
  RunWith({1});
  coordinator_->ChangeUsers(3, 10);
  EXPECT_EQ(coordinator_->target_users(), 3u);
  Turn(seconds(7));
  EXPECT_EQ(coordinator_->target_users(), 3u);
  EXPECT_NE(coordinator_->state(), RunState::kStopping);
  Turn(seconds(3));
  EXPECT_EQ(coordinator_->state(), RunState::kStopping);
}

TEST_F(CoordinatorTest, AResetOfTheStatisticsIsNotRepeatedByARestart) {
  reset_stats_ = true;
  Make(1);
  RunWith({1});
  Turn(seconds(2));  // the ramp of 4 users at 4/s is over
  Snapshot(1, 1, seconds(0), 10);
  Snapshot(1, 2, seconds(1), 20);
  Snapshot(1, 3, seconds(2), 30);
  Turn(milliseconds(50));
  const uint64_t total = coordinator_->BuildReport().total().started();
  EXPECT_EQ(total, 50u);
  Restart(1);
  SCOPED_TRACE("after the restart");
  Turn(milliseconds(50));
  Attach(1, "w1");
  Snapshot(1, 4, seconds(3), 7);
  EXPECT_EQ(coordinator_->BuildReport().total().started(), 57u);
  sink_.size = Coordinator::kCheckpointBytes + 1;
  Turn(milliseconds(50));
  Restart(1);
  SCOPED_TRACE("after the restart from a checkpoint");
  Turn(milliseconds(50));
  Attach(1, "w1");
  Snapshot(1, 5, seconds(4), 3);
  EXPECT_EQ(coordinator_->BuildReport().total().started(), 60u);
}

TEST_F(CoordinatorTest, NothingIsGrantedAfterARestartBeforeEarlierHoldersHaveAnswered) {
  RunWith({1});
  Snapshot(1, 1, seconds(0), 5);
  Turn(milliseconds(50));
  Restart(1);
  Attach(2, "w2");
  SendBeat(2);
  Prepared(2);
  for (int i = 0; i < 20; ++i) {
    Turn(milliseconds(100));
    SendBeat(2);
  }
  const v1::MasterMessage* assignment = Last(2, v1::MasterMessage::kAssignment);
  EXPECT_TRUE(assignment == nullptr || assignment->assignment().grants().empty());
  for (int i = 0; i < 20; ++i) {  // until its lease is certainly over
    Turn(milliseconds(100));
    SendBeat(2);
  }
  assignment = Last(2, v1::MasterMessage::kAssignment);
  ASSERT_NE(assignment, nullptr);
  EXPECT_FALSE(assignment->assignment().grants().empty());
}

TEST_F(CoordinatorTest, ASilentWorkerDoesNotHoldUpTheStart) {
  Attach(1, "w1");
  SendBeat(1);
  Attach(2, "silent");
  coordinator_->Start();
  Prepared(1);
  Turn(milliseconds(50));
  EXPECT_EQ(coordinator_->state(), RunState::kPreparing);
  for (int i = 0; i < 40; ++i) {
    Turn(milliseconds(100));
    SendBeat(1);
  }
  EXPECT_NE(coordinator_->state(), RunState::kPreparing);
}

TEST_F(CoordinatorTest, AnotherMastersRunIsEnded) {
  Attach(1, "w1");
  Beat(1).set_run_id("of another master");
  Beat(1).set_state(v1::WORKER_STATE_RUNNING);
  clock_.Advance(seconds(2));
  SendBeat(1);
  ASSERT_NE(Last(1, v1::MasterMessage::kStop), nullptr);
  EXPECT_EQ(Last(1, v1::MasterMessage::kStop)->stop().run_id(), "of another master");
  EXPECT_TRUE(Last(1, v1::MasterMessage::kStop)->stop().abandon());
}

TEST_F(CoordinatorTest, ALimitedRunEndsThoughAWorkerDiedWithItsIterations) {
  iterations_ = 10;
  Make(1);
  RunWith({1, 2});
  v1::WorkerMessage finished;
  finished.mutable_finished()->set_run_id("run");
  coordinator_->OnMessage(1, finished);
  for (int i = 0; i < 500 && coordinator_->state() != RunState::kFinished; ++i) {
    Turn(milliseconds(100));
    SendBeat(1);
  }
  EXPECT_EQ(coordinator_->state(), RunState::kFinished);
}

TEST_F(CoordinatorTest, AHeartbeatThatWasHeldUpForALeaseRenewsNothing) {
  RunWith({1});
  v1::WorkerMessage old;
  *old.mutable_heartbeat() = Beat(1);
  Turn(kLease + seconds(1));
  EXPECT_EQ(coordinator_->BuildReport().workers(0).state(), "missing");
  old.mutable_heartbeat()->set_number(Beat(1).number() + 1);
  coordinator_->OnMessage(1, old);
  EXPECT_EQ(coordinator_->BuildReport().workers(0).state(), "missing");
  SendBeat(1);
  SendBeat(1);
  EXPECT_EQ(coordinator_->BuildReport().workers(0).state(), "running");
}

TEST_F(CoordinatorTest, EverySecondHeartbeatIsAnsweredAndOneWithoutALeaseAtOnce) {
  RunWith({1});
  Beat(1).set_leased(true);
  const auto answers = [this] {
    return std::count_if(sent_[1].begin(), sent_[1].end(),
                         [](const v1::MasterMessage& m) { return m.has_heartbeat_ack(); });
  };
  Turn(seconds(1));
  const auto before = answers();
  for (int i = 0; i < 10; ++i) {
    SendBeat(1);
    Turn(kHeartbeatInterval);
  }
  EXPECT_EQ(answers() - before, 5);
  EXPECT_EQ(coordinator_->BuildReport().workers(0).state(), "running") << "each renews its lease";
  Beat(1).set_leased(false);
  SendBeat(1);
  SendBeat(1);
  EXPECT_EQ(answers() - before, 7);
}

TEST_F(CoordinatorTest, OneMessageAnswersASnapshotAndItsHeartbeat) {
  Make(1, /*journaled=*/false);
  RunWith({1});
  Turn(seconds(1));
  v1::WorkerMessage message = SnapshotMessage(1, 1, seconds(0), 5);
  Beat(1).set_number(Beat(1).number() + 1);
  Beat(1).set_last_sequence(1);
  *message.mutable_heartbeat() = Beat(1);
  const size_t sent = sent_[1].size();
  coordinator_->OnMessage(1, message);
  ASSERT_GT(sent_[1].size(), sent);
  EXPECT_EQ(sent_[1][sent].snapshot_ack().id().sequence(), 1u);
  EXPECT_EQ(sent_[1][sent].heartbeat_ack().number(), Beat(1).number());
}

TEST_F(CoordinatorTest, ALeaseIsRenewedBeforeTheDiskHasTheSnapshotThatCameWithIt) {
  RunWith({1});
  Turn(seconds(1));
  v1::WorkerMessage message = SnapshotMessage(1, 1, seconds(0), 5);
  Beat(1).set_number(Beat(1).number() + 1);
  *message.mutable_heartbeat() = Beat(1);
  coordinator_->OnMessage(1, message);
  EXPECT_EQ(sent_[1].back().heartbeat_ack().number(), Beat(1).number());
  EXPECT_EQ(Last(1, v1::MasterMessage::kSnapshotAck), nullptr);
  coordinator_->Flush();
  EXPECT_NE(Last(1, v1::MasterMessage::kSnapshotAck), nullptr);
}

TEST_F(CoordinatorTest, NobodyIsLateWhereTheRunTimeEndsTheRun) {
  run_time_ = seconds(1);
  Make(1);
  RunWith({1});
  Turn(seconds(2));
  Snapshot(1, 1, seconds(0), 5);
  Snapshot(1, 2, seconds(1), 0);  // the last of its loops, after the end
  v1::WorkerMessage finished;
  finished.mutable_finished()->set_run_id("run");
  coordinator_->OnMessage(1, finished);
  Turn(milliseconds(50));
  ASSERT_EQ(coordinator_->state(), RunState::kFinished);
  EXPECT_EQ(coordinator_->BuildReport().ledger().late_us(), 0);
}

TEST_F(CoordinatorTest, WhoNeverHeardOfTheStopWentOnBeyondIt) {
  RunWith({1});
  Turn(seconds(1));
  coordinator_->Stop("enough");  // takes effect 150 ms later, at about 1.25 s
  Turn(seconds(2));
  Snapshot(1, 1, seconds(0), 5);
  Snapshot(1, 2, seconds(1), 5);
  Snapshot(1, 3, seconds(2), 5);
  EXPECT_GT(coordinator_->BuildReport().ledger().late_us(), 1'500'000);
  Beat(1).set_stopping(true);
  SendBeat(1);
  EXPECT_EQ(coordinator_->BuildReport().ledger().late_us(), 0);
}

TEST_F(CoordinatorTest, AnImpossibleFutureIsRefused) {
  RunWith({1});
  Snapshot(1, 1, std::chrono::hours(24), 5);
  EXPECT_EQ(coordinator_->BuildReport().ledger().requests_started(), 0u);
}

TEST_F(CoordinatorTest, WhatPeopleDoToARunIsMarked) {
  RunWith({1});
  Turn(seconds(2));  // the ramp of 4 users at 4/s is over
  coordinator_->ChangeUsers(6, 10);
  Turn(milliseconds(500));
  coordinator_->Stop("enough");
  EXPECT_EQ(Events(), "all_spawned users_changed all_spawned stop ");
}

TEST_F(CoordinatorTest, AWorkerThatIsMissingAndComesBackIsMarked) {
  RunWith({1});
  Turn(kLease + seconds(1));
  SendBeat(1);
  EXPECT_THAT(Events(), HasSubstr("worker_lost worker_back "));
  EXPECT_EQ(coordinator_->BuildReport().events().rbegin()->worker_id(), "w1");
}

TEST_F(CoordinatorTest, EventsSurviveARestart) {
  RunWith({1});
  coordinator_->ChangeUsers(6, 10);
  const std::string before = Events();
  EXPECT_THAT(before, HasSubstr("users_changed"));
  Restart(1);
  EXPECT_EQ(Events(), before);
  sink_.size = Coordinator::kCheckpointBytes + 1;
  Turn(milliseconds(50));
  Restart(1);
  EXPECT_EQ(Events(), before);
}

TEST_F(CoordinatorTest, ARestartMarksNothingTwice) {
  RunWith({1});
  Turn(seconds(2));  // the ramp of 4 users at 4/s is over
  sink_.size = Coordinator::kCheckpointBytes + 1;
  Turn(milliseconds(50));
  ASSERT_EQ(Events(), "all_spawned ");
  Restart(1);
  Turn(milliseconds(50));
  EXPECT_EQ(Events(), "all_spawned ");
}

TEST_F(CoordinatorTest, AResetInMidRunForgetsStatisticsAndNotTheLedger) {
  RunWith({1});
  Snapshot(1, 1, seconds(0), 10);
  Snapshot(1, 2, seconds(1), 20);
  Turn(milliseconds(1800));
  coordinator_->ResetStatistics();
  EXPECT_EQ(coordinator_->BuildReport().total().started(), 30u);
  Snapshot(1, 3, seconds(2), 5);
  EXPECT_EQ(coordinator_->BuildReport().total().started(), 5u);
  EXPECT_EQ(coordinator_->BuildReport().ledger().requests_started(), 35u);
  EXPECT_THAT(Events(), HasSubstr("statistics_reset"));
}

}  // namespace
}  // namespace aurax::load::master
