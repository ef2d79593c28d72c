// Every row of the table in worker/session.h, and what a session does without its master.
#include "worker/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_loop_group.h"

namespace aurax::load::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

class SessionTest : public testing::Test {
 protected:
  SessionTest() : session_(Options()) {
    clock_.Advance(seconds(1000));
    session_.OnConnected();
    v1::MasterMessage welcome;
    welcome.mutable_welcome()->set_lease_us(ToMicros(kLease));
    session_.OnMessage(welcome);
    for (int i = 0; i < 5; ++i) AnswerHeartbeat();
  }

  Session::Options Options() {
    Session::Options options;
    options.worker_id = "w";
    options.incarnation = 7;
    options.clock = &clock_;
    options.loops = &loops_;
    options.usage = [] { return ProcessUsage(); };
    options.send = [this](v1::WorkerMessage m) { sent_.push_back(std::move(m)); };
    options.log = [this](v1::WorkerLog::Level, const std::string& text) { log_ = text; };
    return options;
  }

  // The last message of a kind; fails the test where there is none.
  const v1::WorkerMessage& Last(v1::WorkerMessage::KindCase kind) {
    static const v1::WorkerMessage kNone;
    for (auto it = sent_.rbegin(); it != sent_.rend(); ++it) {
      if (it->kind_case() == kind) return *it;
    }
    ADD_FAILURE() << "nothing of kind " << kind;
    return kNone;
  }
  size_t Count(v1::WorkerMessage::KindCase kind) const {
    return static_cast<size_t>(
        std::count_if(sent_.begin(), sent_.end(),
                      [kind](const v1::WorkerMessage& m) { return m.kind_case() == kind; }));
  }
  // The last one, whatever it came with.
  v1::Heartbeat Heartbeat() {
    const auto it = std::find_if(sent_.rbegin(), sent_.rend(),
                                 [](const v1::WorkerMessage& m) { return m.has_heartbeat(); });
    if (it != sent_.rend()) return it->heartbeat();
    ADD_FAILURE() << "no heartbeat";
    return {};
  }

  // The master's clock is an hour ahead; nothing takes any time on its way.
  void AnswerHeartbeat() {
    const v1::Heartbeat heartbeat = Heartbeat();
    v1::MasterMessage ack;
    ack.mutable_heartbeat_ack()->set_number(heartbeat.number());
    ack.mutable_heartbeat_ack()->set_sent_us(heartbeat.sent_us());
    const int64_t master_us = heartbeat.sent_us() + ToMicros(std::chrono::hours(1));
    ack.mutable_heartbeat_ack()->set_received_us(master_us);
    ack.mutable_heartbeat_ack()->set_answered_us(master_us);
    session_.OnMessage(ack);
  }

  void Prepare(const std::string& run_id = "run") {
    v1::MasterMessage m;
    m.mutable_prepare()->set_run_id(run_id);
    v1::Scenario* scenario = m.mutable_prepare()->mutable_scenario();
    scenario->add_request_names()->set_name("/a");
    scenario->add_user_classes()->set_name("A");
    *m.mutable_prepare()->mutable_profile() = LoadProfile::Ramp(4, 4, std::nullopt).ToProto();
    session_.OnMessage(m);
  }
  void Start() {
    v1::MasterMessage m;
    m.mutable_start()->set_run_id("run");
    m.mutable_start()->set_time_zero_us(
        ToMicros(clock_.Now().time_since_epoch() + std::chrono::hours(1)));
    session_.OnMessage(m);
  }
  void Assign(uint64_t version, const ShardSet& shards, uint64_t fences = 0) {
    v1::MasterMessage m;
    m.mutable_assignment()->set_run_id("run");
    m.mutable_assignment()->set_version(version);
    m.mutable_assignment()->set_fences(fences);
    if (shards.any()) {
      *m.mutable_assignment()->add_grants() = ShardGrant{shards, seconds(0), shards, 4}.ToProto();
    }
    session_.OnMessage(m);
  }
  void Run() {
    Prepare();
    Start();
    Assign(1, ShardSet().set());
  }
  void Stop(bool abandon = false) {
    v1::MasterMessage m;
    m.mutable_stop()->set_run_id("run");
    m.mutable_stop()->set_at_us(5'000'000);
    m.mutable_stop()->set_abandon(abandon);
    session_.OnMessage(m);
  }
  void Ack(uint64_t sequence) {
    v1::MasterMessage m;
    m.mutable_snapshot_ack()->mutable_id()->set_run_id("run");
    m.mutable_snapshot_ack()->mutable_id()->set_incarnation(7);
    m.mutable_snapshot_ack()->mutable_id()->set_sequence(sequence);
    session_.OnMessage(m);
  }
  void FinishedAck() {
    v1::MasterMessage m;
    m.mutable_finished_ack()->set_run_id("run");
    session_.OnMessage(m);
  }
  void Interval(bool last = false) { session_.OnLoopEvent(loops_.NextInterval(0, last)); }
  void Tick(Duration by) {
    clock_.Advance(by);
    session_.OnTick();
  }

  FakeClock clock_;
  FakeLoopGroup loops_{1, 5};
  std::vector<v1::WorkerMessage> sent_;
  std::string log_;
  Session session_;
};

// --- The table

TEST_F(SessionTest, RunsFromPrepareToFinished) {
  EXPECT_EQ(session_.state(), SessionState::kIdle);
  Prepare();
  EXPECT_EQ(session_.state(), SessionState::kPrepared);
  EXPECT_EQ(Last(v1::WorkerMessage::kPrepared).prepared().error(), "");
  Start();
  EXPECT_EQ(session_.state(), SessionState::kRunning);
  EXPECT_TRUE(loops_.started);
  EXPECT_TRUE(loops_.shards.none());
  Assign(1, ShardSet().set());
  EXPECT_TRUE(loops_.shards.all());
  Interval();
  EXPECT_EQ(Last(v1::WorkerMessage::kSnapshot).snapshot().id().sequence(), 1u);
  Stop();
  EXPECT_EQ(loops_.stopped_at, seconds(5));
  session_.OnLoopEvent(LoopQuiet{0});
  EXPECT_EQ(session_.state(), SessionState::kDraining);
  EXPECT_TRUE(loops_.finish_asked);
  Interval(/*last=*/true);
  EXPECT_EQ(Count(v1::WorkerMessage::kFinished), 0u);  // two snapshots are not acknowledged
  Ack(2);
  EXPECT_EQ(Last(v1::WorkerMessage::kFinished).finished().digest().last_sequence(), 2u);
  FinishedAck();
  EXPECT_EQ(session_.state(), SessionState::kIdle);
  Prepare("next");
  EXPECT_EQ(session_.state(), SessionState::kPrepared);
}

TEST_F(SessionTest, StopBeforeTheStartFinishesEmpty) {
  Prepare();
  Stop();
  EXPECT_EQ(session_.state(), SessionState::kDraining);
  EXPECT_EQ(Last(v1::WorkerMessage::kFinished).finished().digest().last_sequence(), 0u);
  FinishedAck();
  EXPECT_EQ(session_.state(), SessionState::kIdle);
}

TEST_F(SessionTest, AbandonEndsEverythingAtOnce) {
  Run();
  Stop(/*abandon=*/true);
  EXPECT_TRUE(loops_.abandoned);
  EXPECT_EQ(session_.state(), SessionState::kDraining);
}

TEST_F(SessionTest, EveryMessageMayComeTwice) {
  Prepare();
  Prepare();
  EXPECT_EQ(Count(v1::WorkerMessage::kPrepared), 2u);
  Start();
  Start();
  Assign(1, ShardSet().set());
  Assign(1, ShardSet().set());
  EXPECT_EQ(loops_.gains.size(), 1u);
  Stop();
  Stop();
  EXPECT_EQ(session_.state(), SessionState::kRunning);
}

TEST_F(SessionTest, AnotherRunEndsThisOneWithoutItsSnapshots) {
  Run();
  Interval();
  Prepare("another");
  EXPECT_TRUE(loops_.abandoned);
  EXPECT_THAT(log_, HasSubstr("1 snapshots of run run are given up"));
  Interval(/*last=*/true);
  EXPECT_EQ(session_.state(), SessionState::kIdle);
  EXPECT_EQ(Count(v1::WorkerMessage::kSnapshot), 1u);
  Prepare("another");
  EXPECT_EQ(session_.state(), SessionState::kPrepared);
}

// --- Shards and the lease

TEST_F(SessionTest, TimeZeroIsTheMastersOnThisClock) {
  Prepare();
  Start();
  EXPECT_EQ(loops_.time_zero, clock_.Now());
  EXPECT_EQ(Heartbeat().clock_offset_us(), ToMicros(std::chrono::hours(1)));
}

TEST_F(SessionTest, ANewerAssignmentGivesAndTakesTheDifference) {
  Run();
  ShardSet half = ShardSet().set();
  for (uint32_t s = 0; s < kShards; s += 2) half.reset(s);
  Assign(2, half);
  ASSERT_EQ(loops_.losses.size(), 1u);
  EXPECT_EQ(loops_.losses[0].first, ~half);
  EXPECT_EQ(loops_.gains.size(), 1u);
  Assign(1, ShardSet());  // overtaken
  EXPECT_EQ(loops_.shards, half);
}

TEST_F(SessionTest, ALossIsConfirmedOnceEveryLoopHasCarriedItOut) {
  Run();
  ShardSet half = ShardSet().set();
  for (uint32_t s = 0; s < kShards; s += 2) half.reset(s);
  Assign(2, half);
  EXPECT_EQ(Heartbeat().assignment(), 1u);
  session_.OnLoopEvent(LoopReleased{0});
  EXPECT_EQ(Heartbeat().assignment(), 2u);
}

TEST_F(SessionTest, AGainNeedsNoLoopsWord) {
  Run();
  ShardSet half = ShardSet().set();
  for (uint32_t s = 0; s < kShards; s += 2) half.reset(s);
  Assign(2, half);
  session_.OnLoopEvent(LoopReleased{0});
  Assign(3, ShardSet().set());
  EXPECT_EQ(Heartbeat().assignment(), 3u);
}

TEST_F(SessionTest, WithoutAcknowledgedHeartbeatsTheLoadStopsAfterTheLease) {
  Run();
  AnswerHeartbeat();
  const MonotonicTime renewed{FromMicros(Heartbeat().sent_us())};
  EXPECT_EQ(loops_.leases.back(), renewed + kLease);
  Tick(kLease - milliseconds(1));
  EXPECT_EQ(loops_.fences, 0u);
  Tick(milliseconds(1));
  EXPECT_EQ(loops_.fences, 1u);
  EXPECT_TRUE(session_.held().none());
  EXPECT_TRUE(Heartbeat().fenced());
  EXPECT_THAT(log_, HasSubstr("Load stopped: no word from the master for 3.0 s"));
}

TEST_F(SessionTest, TheLoopsMayBeFirstToFindTheLeaseOver) {
  Run();
  clock_.Advance(kLease);
  session_.OnLoopEvent(LoopFenced{0, kLease});
  EXPECT_EQ(loops_.fences, 1u);
  EXPECT_EQ(Heartbeat().fences(), 1u);
}

TEST_F(SessionTest, AFencedWorkerTakesOnlyAnAssignmentThatAnswersToTheFence) {
  Run();
  Tick(kLease);
  AnswerHeartbeat();
  Assign(2, ShardSet().set(), /*fences=*/0);  // made before the master knew
  EXPECT_TRUE(loops_.shards.none());
  Assign(3, ShardSet().set(), /*fences=*/1);
  EXPECT_TRUE(loops_.shards.all());
  EXPECT_FALSE(Heartbeat().fenced());
}

TEST_F(SessionTest, AFencedWorkerKeepsWhatItMeasuredAndSendsNoMoreThanThat) {
  Run();
  Interval();
  Tick(kLease);
  Interval();  // with what was cancelled
  for (int i = 0; i < 20; ++i) Interval();
  EXPECT_EQ(session_.undelivered(), 2u);
  session_.OnDisconnected();
  session_.OnConnected();
  EXPECT_EQ(Last(v1::WorkerMessage::kHello).hello().run_id(), "run");
  sent_.clear();
  v1::MasterMessage welcome;
  welcome.mutable_welcome()->set_lease_us(ToMicros(kLease));
  session_.OnMessage(welcome);
  Tick(milliseconds(10));
  EXPECT_EQ(Count(v1::WorkerMessage::kSnapshot), 2u);
}

TEST_F(SessionTest, AMasterThatAcknowledgesNothingStopsTheLoadBeforeAnythingIsLost) {
  Run();
  for (size_t i = 0; i < SnapshotRing::kMostKept; ++i) {
    Interval();
    Tick(milliseconds(200));
    AnswerHeartbeat();
  }
  Tick(milliseconds(1));
  EXPECT_EQ(loops_.fences, 1u);
  EXPECT_THAT(log_, HasSubstr("the master has not acknowledged 64 snapshots"));
  Assign(2, ShardSet().set(), 1);
  EXPECT_TRUE(loops_.shards.none());  // not before there is room
  Ack(64);
  Assign(2, ShardSet().set(), 1);
  EXPECT_TRUE(loops_.shards.all());
}

TEST_F(SessionTest, AnOldAnswerRenewsNothing) {
  Run();
  const v1::Heartbeat old = Heartbeat();
  Tick(kLease);
  v1::MasterMessage ack;
  ack.mutable_heartbeat_ack()->set_number(old.number());
  ack.mutable_heartbeat_ack()->set_sent_us(old.sent_us());
  session_.OnMessage(ack);
  Assign(2, ShardSet().set(), 1);
  EXPECT_TRUE(loops_.shards.none());
}

// --- Heartbeats, leaving, refusals

TEST_F(SessionTest, HeartbeatsCarryRunningCounts) {
  Run();
  LoopCounts counts;
  counts.at = milliseconds(300);
  counts.started = 12;
  counts.completed = 9;
  session_.OnLoopEvent(counts);
  Tick(kHeartbeatInterval);
  EXPECT_EQ(Heartbeat().requests_started(), 12u);
  EXPECT_EQ(Heartbeat().requests_completed(), 9u);
  EXPECT_EQ(Heartbeat().counted_us(), 300'000);
  EXPECT_EQ(Heartbeat().state(), v1::WORKER_STATE_RUNNING);
}

TEST_F(SessionTest, LeavingGivesTheShardsBackDeliversAndIsGone) {
  Run();
  session_.Leave();
  EXPECT_TRUE(Heartbeat().leaving());
  Interval();
  EXPECT_FALSE(loops_.finish_asked);
  Assign(2, ShardSet());
  session_.OnLoopEvent(LoopReleased{0});
  Interval();  // the last users left in it
  Interval();
  EXPECT_TRUE(loops_.finish_asked);
  Interval(/*last=*/true);
  Ack(10);
  EXPECT_FALSE(session_.gone());
  FinishedAck();
  EXPECT_TRUE(session_.gone());
}

TEST_F(SessionTest, AWorkerThatLeavesWaitsForUsersItGotSinceItWasIdle) {
  Prepare();
  Start();
  Interval();
  Interval();  // nothing to do yet
  Assign(1, ShardSet().set());
  session_.Leave();
  Assign(2, ShardSet());
  // Made before the loop heard of any of this.
  Interval();
  EXPECT_FALSE(loops_.finish_asked);
  session_.OnLoopEvent(LoopReleased{0});
  EXPECT_FALSE(loops_.finish_asked);
  Interval();
  EXPECT_TRUE(loops_.finish_asked);
}

TEST_F(SessionTest, ASnapshotCarriesAHeartbeat) {
  Run();
  Interval();
  const v1::WorkerMessage& message = sent_.back();
  ASSERT_TRUE(message.has_snapshot());
  ASSERT_TRUE(message.has_heartbeat());
  EXPECT_EQ(message.heartbeat().last_sequence(), 1u) << "of itself";
  const size_t sent = sent_.size();
  Tick(kHeartbeatInterval - milliseconds(10));
  EXPECT_EQ(sent_.size(), sent) << "the next one is not due before its time";
  Tick(milliseconds(10));
  ASSERT_EQ(sent_.size(), sent + 1);
  EXPECT_EQ(sent_.back().heartbeat().number(), message.heartbeat().number() + 1);
}

TEST_F(SessionTest, AnIdleWorkerIsGoneAtOnce) {
  session_.Leave();
  EXPECT_TRUE(session_.gone());
}

TEST_F(SessionTest, ARefusalForGoodIsKeptWithItsReason) {
  v1::MasterMessage m;
  m.mutable_refusal()->set_reason("protocol version 2, the master speaks 3");
  m.mutable_refusal()->set_permanent(true);
  session_.OnMessage(m);
  EXPECT_EQ(session_.refusal(), "protocol version 2, the master speaks 3");
}

TEST_F(SessionTest, ARefusalThatPassesAsksForANewLink) {
  v1::MasterMessage m;
  m.mutable_refusal()->set_reason("a worker named w is here already");
  session_.OnMessage(m);
  EXPECT_EQ(session_.refusal(), "");
  EXPECT_TRUE(session_.take_unwanted());
  EXPECT_FALSE(session_.take_unwanted());
}

TEST_F(SessionTest, AnIterationRequestIsRepeatedUntilItIsAnswered) {
  Run();
  session_.OnLoopEvent(IterationsWanted{0, 9});
  Tick(seconds(1));
  EXPECT_EQ(Count(v1::WorkerMessage::kIterationRequest), 2u);
  const v1::IterationRequest request =
      Last(v1::WorkerMessage::kIterationRequest).iteration_request();
  v1::MasterMessage m;
  m.mutable_iteration_grant()->set_run_id("run");
  m.mutable_iteration_grant()->set_number(request.number());
  m.mutable_iteration_grant()->set_granted(5);
  session_.OnMessage(m);
  session_.OnMessage(m);  // twice
  EXPECT_EQ(loops_.iterations, 5u);
}

}  // namespace
}  // namespace aurax::load::worker
