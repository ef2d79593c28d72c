#include "master/views/run_summary.h"

#include "gtest/gtest.h"
#include "master/latency.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

TEST(RunSummary, SaysWhatTheReportSays) {
  v1::Report report = LocustSample();
  report.mutable_verdict()->set_trust(v1::Verdict::TRUST_DEGRADED);
  const StoredSummary summary = SummaryOf(report);
  EXPECT_EQ(summary.run_id, report.run().run_id());
  EXPECT_EQ(summary.requests, report.total().requests());
  EXPECT_EQ(summary.failures, report.total().failures());
  EXPECT_EQ(summary.p50_us, PercentileUs(report.total().response_time(), 50));
  EXPECT_EQ(summary.p99_us, PercentileUs(report.total().response_time(), 99));
  EXPECT_GT(summary.p99_us, 0);
  EXPECT_EQ(summary.trust, "degraded");
  EXPECT_EQ(summary.complete, report.ledger().complete());
}

}  // namespace
}  // namespace aurax::load::master
