#include "master/verdict.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/histogram.h"
#include "master/latency.h"

namespace aurax::load::master {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::Latency Lag(uint64_t samples, uint64_t us, uint64_t late_samples = 0, uint64_t late_us = 0) {
  Histogram histogram;
  histogram.RecordMicros(us, samples);
  histogram.RecordMicros(late_us, late_samples);
  return ToLatency(histogram);
}

v1::Generator Calm() {
  v1::Generator generator;
  generator.set_loops(2);
  generator.set_cpu_percent(40);
  generator.set_busiest_loop_percent_peak(30);
  *generator.mutable_loop_lag() = Lag(10000, 80);
  *generator.mutable_schedule_lag() = Lag(10000, 120);
  return generator;
}

v1::Verdict JudgeWith(const std::function<void(v1::Generator&)>& change) {
  v1::Generator generator = Calm();
  change(generator);
  v1::Report report;
  *report.mutable_generator() = generator;
  return Judge(report);
}

TEST(Verdict, ACalmGeneratorIsTrusted) {
  const v1::Verdict verdict = JudgeWith([](v1::Generator&) {});
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_TRUSTED);
  EXPECT_THAT(verdict.reasons(), IsEmpty());
}

TEST(Verdict, AShortSpikeCondemnsNothing) {
  const v1::Verdict verdict = JudgeWith([](v1::Generator& g) {
    g.set_busiest_loop_percent_peak(100);
    g.set_cpu_percent_peak(200);
    g.set_busy_share(0.04);
    g.set_full_share(0.01);
    *g.mutable_loop_lag() = Lag(10000, 80, 90, 500'000);
    *g.mutable_schedule_lag() = Lag(100, 80, 5, 500'000);  // few samples
  });
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_TRUSTED);
}

TEST(Verdict, ABusyLoopIsDegradedHoweverLong) {
  for (double share : {0.06, 1.0}) {
    const v1::Verdict verdict = JudgeWith([&](v1::Generator& g) {
      g.set_busy_share(share);
      g.set_busiest_loop_percent_peak(99);
    });
    EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_DEGRADED);
    EXPECT_THAT(verdict.reasons(), ElementsAre(HasSubstr("(peak 99 %). For clean numbers, lower")));
  }
}

TEST(Verdict, AllCoresFullIsDegraded) {
  const v1::Verdict verdict = JudgeWith([](v1::Generator& g) {
    g.set_full_share(0.5);
    g.set_cpu_percent(188);
  });
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_DEGRADED);
  EXPECT_THAT(verdict.reasons(), ElementsAre(HasSubstr("its 2 cores for 50 % of the time")));
}

TEST(Verdict, LateLoopsAndLateSendsDegradeAndThenInvalidate) {
  struct Case {
    uint64_t late_us;
    v1::Verdict::Trust trust;
  };
  for (const Case& c : {Case{9'900, v1::Verdict::TRUST_TRUSTED},
                        {10'100, v1::Verdict::TRUST_DEGRADED},
                        {99'000, v1::Verdict::TRUST_DEGRADED},
                        {101'000, v1::Verdict::TRUST_INVALID}}) {
    const v1::Latency lag = Lag(9800, 80, 200, c.late_us);
    EXPECT_EQ(JudgeWith([&](v1::Generator& g) { *g.mutable_loop_lag() = lag; }).trust(), c.trust);
    EXPECT_EQ(JudgeWith([&](v1::Generator& g) { *g.mutable_schedule_lag() = lag; }).trust(),
              c.trust);
  }
}

TEST(Verdict, EachReasonSaysWhatWasSeenAndWhatToDo) {
  const v1::Verdict verdict = JudgeWith([](v1::Generator& g) {
    g.set_busy_share(0.5);
    *g.mutable_schedule_lag() = Lag(100, 80, 100, 250'000);
  });
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_INVALID);  // the worst of both
  EXPECT_THAT(
      verdict.reasons(),
      ElementsAre(HasSubstr("for 50 % of the time"),
                  AllOf(HasSubstr("1 % of the requests were sent more than 250 ms late (p99 of the "
                                  "schedule lag). Do not use these latencies; lower the load"))));
}

TEST(Verdict, SustainedLagIsSeenInAShortRunToo) {
  const v1::Verdict verdict =
      JudgeWith([](v1::Generator& g) { *g.mutable_loop_lag() = Lag(50, 80, 20, 40'000); });
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_DEGRADED);
  EXPECT_THAT(verdict.reasons(), ElementsAre(HasSubstr("10 % of the event loops' timers ran")));
}

TEST(Verdict, WithoutMeasurementNothingIsSaidUntilTheRunIsOver) {
  v1::Report report;
  report.mutable_run()->set_state("spawning");
  EXPECT_EQ(Judge(report).trust(), v1::Verdict::TRUST_UNSPECIFIED);
  report.mutable_run()->set_state("stopped");
  EXPECT_EQ(Judge(report).trust(), v1::Verdict::TRUST_DEGRADED);
}

// Two workers; tests change the first.
v1::Verdict JudgeFleet(const std::function<void(v1::WorkerStatus&)>& change) {
  v1::Report report;
  *report.mutable_generator() = Calm();
  for (const char* id : {"w1", "w2"}) {
    report.add_workers()->set_worker_id(id);
    report.mutable_workers()->rbegin()->set_loop_lag_p99_us(90);
  }
  change(*report.mutable_workers(0));
  return Judge(report);
}

TEST(Verdict, ABusyWorkerIsNamed) {
  const v1::Verdict verdict = JudgeFleet([](v1::WorkerStatus& w) { w.set_busy_share(0.4); });
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_DEGRADED);
  EXPECT_THAT(
      verdict.reasons(),
      ElementsAre(HasSubstr("Worker w1 had an event loop above 90 % of its core for 40 %")));
}

TEST(Verdict, AWorkerWithLateLoopsIsNamed) {
  v1::Verdict verdict = JudgeFleet([](v1::WorkerStatus& w) { w.set_loop_lag_p99_us(12'000); });
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_DEGRADED);
  EXPECT_THAT(verdict.reasons(), ElementsAre(HasSubstr("Worker w1 ran 1 % of its timers")));
  verdict = JudgeFleet([](v1::WorkerStatus& w) { w.set_loop_lag_p99_us(150'000); });
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_INVALID);
}

TEST(Verdict, ACalmFleetIsTrusted) {
  EXPECT_EQ(JudgeFleet([](v1::WorkerStatus&) {}).trust(), v1::Verdict::TRUST_TRUSTED);
}

TEST(Verdict, ALostWorkerTaintsTheRunByName) {
  v1::Report report;
  *report.mutable_generator() = Calm();
  v1::ShardMove* move = report.mutable_ledger()->add_moves();
  move->set_worker_id("w9");
  move->set_reason("lost");
  move->set_from_us(4'000'000);
  move->set_to_us(9'500'000);
  move->set_user_us(7'200'000);
  const v1::Verdict verdict = Judge(report);
  EXPECT_EQ(verdict.trust(), v1::Verdict::TRUST_DEGRADED);
  EXPECT_THAT(verdict.reasons(),
              ElementsAre(HasSubstr("Worker w9 was lost at 4.0 s: up to 7.2 user-seconds")));
}

}  // namespace
}  // namespace aurax::load::master
