#include "cli/worker_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace aurax::load::cli {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

class WorkerMetricsTest : public testing::Test {
 protected:
  void Welcome(Duration lease) {
    v1::MasterMessage message;
    message.mutable_welcome()->set_lease_us(ToMicros(lease));
    metrics_.Received(message);
  }
  void Answer() {  // to a heartbeat that is sent now
    v1::MasterMessage message;
    message.mutable_heartbeat_ack()->set_sent_us(ToMicros(clock_.Now().time_since_epoch()));
    metrics_.Received(message);
  }
  void Heartbeat(const std::string& run_id, uint64_t failed) {
    v1::WorkerMessage message;
    message.mutable_heartbeat()->set_run_id(run_id);
    message.mutable_heartbeat()->set_state(run_id.empty() ? v1::WORKER_STATE_IDLE
                                                          : v1::WORKER_STATE_RUNNING);
    message.mutable_heartbeat()->set_requests_failed(failed);
    metrics_.Sent(message);
  }
  void Snapshot(uint64_t sequence, std::vector<uint32_t> users) {
    v1::WorkerMessage message;
    message.mutable_snapshot()->mutable_id()->set_sequence(sequence);
    for (const uint32_t running : users) {
      message.mutable_snapshot()->add_users()->set_running(running);
    }
    metrics_.Sent(message);
  }
  std::string Text() { return metrics_.Text({.cpu = seconds(3), .rss_bytes = 4096}); }

  FakeClock clock_;
  WorkerMetrics metrics_{"w1", 4, &clock_};
};

TEST_F(WorkerMetricsTest, ReadyIsWhoAMasterHasTakenOrWhoseLeaseHolds) {
  EXPECT_FALSE(metrics_.ready());
  Welcome(seconds(10));
  EXPECT_TRUE(metrics_.ready());
  Answer();
  metrics_.LinkLost();
  EXPECT_TRUE(metrics_.ready());
  clock_.Advance(seconds(11));
  EXPECT_FALSE(metrics_.ready());
}

TEST_F(WorkerMetricsTest, TheLeaseRunsFromTheHeartbeatThatWasAnswered) {
  Welcome(seconds(10));
  Answer();
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_lease_seconds 10\n"));
  clock_.Advance(seconds(4));
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_lease_seconds 6\n"));
}

TEST_F(WorkerMetricsTest, TellsOfTheRunThatGoesOn) {
  Heartbeat("r", 7);
  Snapshot(1, {2, 3});
  Snapshot(2, {2, 4});
  Snapshot(1, {2, 3});  // sent again
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_state{state=\"running\"} 1\n"));
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_users 6\n"));
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_requests_total{result=\"failed\"} 7\n"));
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_snapshots_unacknowledged 2\n"));
  Heartbeat("", 0);
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_users 0\n"));
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_state{state=\"idle\"} 1\n"));
}

TEST_F(WorkerMetricsTest, TellsOfItsProcess) {
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_cpu_seconds_total 3\n"));
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_resident_memory_bytes 4096\n"));
  EXPECT_THAT(Text(), HasSubstr("aurax_worker_loops 4\n"));
  EXPECT_THAT(Text(), HasSubstr("worker=\"w1\""));
}

}  // namespace
}  // namespace aurax::load::cli
