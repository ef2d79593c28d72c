#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

v1::Report FineReport() {
  v1::Report report;
  report.mutable_total()->set_requests(10);
  report.mutable_ledger()->set_final(true);
  report.mutable_ledger()->set_complete(true);
  return report;
}

TEST(ExitCodeTest, ACompleteRunWithoutFailuresIsFine) {
  EXPECT_EQ(ExitCodeOf(FineReport(), {}), 0);
}

TEST(ExitCodeTest, AnyFailureOrExceptionGivesTheCodeForErrors) {
  v1::Report failed = FineReport();
  failed.mutable_total()->set_failures(1);
  v1::Report excepted = FineReport();
  excepted.add_exceptions()->set_occurrences(1);
  for (const v1::Report& report : {failed, excepted}) {
    EXPECT_EQ(ExitCodeOf(report, {}), 1);
    Options options;
    options.exit_code_on_error = 0;
    EXPECT_EQ(ExitCodeOf(report, options), 0);
    options.exit_code_on_error = 42;
    EXPECT_EQ(ExitCodeOf(report, options), 42);
  }
}

TEST(ExitCodeTest, WhereThresholdsAreTheyDecide) {
  v1::Report report = FineReport();
  report.mutable_total()->set_failures(1);
  report.add_thresholds()->set_state(v1::ThresholdResult::STATE_HOLDING);
  report.add_thresholds()->set_state(v1::ThresholdResult::STATE_PENDING);
  EXPECT_EQ(ExitCodeOf(report, {}), 0);
  report.mutable_thresholds(1)->set_state(v1::ThresholdResult::STATE_BROKEN);
  EXPECT_EQ(ExitCodeOf(report, {}), 3);
  report.mutable_ledger()->set_complete(false);
  EXPECT_EQ(ExitCodeOf(report, {}), 4);
}

TEST(ExitCodeTest, AnIncompleteLedgerOutweighsFailures) {
  v1::Report report = FineReport();
  report.mutable_total()->set_failures(1);
  report.mutable_ledger()->set_complete(false);
  EXPECT_EQ(ExitCodeOf(report, {}), 4);
  report.mutable_ledger()->set_complete(true);
  report.mutable_ledger()->set_final(false);
  EXPECT_EQ(ExitCodeOf(report, {}), 4);
  EXPECT_EQ(ExitCodeOf(v1::Report(), {}), 4);
}

}  // namespace
}  // namespace aurax::load::cli
