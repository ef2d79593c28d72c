#include "master/views/workers_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "master/views/console.h"
#include "master/views/figures.h"
#include "master/views/ledger_lines.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(WorkersTable, ReadsLikeThis) {
  EXPECT_EQ(WorkersTable(ClusterSample(), 80),
            R"(Worker     |      state | shards |  users |    req/s |    CPU |    memory
-----------|------------|--------|--------|----------|--------|----------
w1         |    running |    512 |     25 |      5.2 |  22.5% |   26.0 MB
w2         |    running |    512 |     25 |      5.2 |  22.5% |   26.0 MB
w3         |       lost |      0 |      0 |      5.2 |  22.5% |   26.0 MB
w4         |       left |      0 |      0 |      5.2 |  22.5% |   26.0 MB

Worker     |   loop lag |  last seen |            clock offset | snapshots
-----------|------------|------------|-------------------------|----------
w1         |   0.120 ms |  0.1 s ago |        +0.42 +- 0.08 ms |        21
w2         |   0.120 ms |  0.1 s ago |   -86400.1 s +- 0.08 ms |        21
w3         |   0.120 ms |  0.1 s ago |                 unknown |        21
w4         |   0.120 ms |  0.1 s ago |        +0.42 +- 0.08 ms |        21

)");
}

TEST(WorkersTable, SaysAfterTheRunWhatEachWorkerDidOfIt) {
  v1::Report report = ClusterSample();
  report.mutable_run()->set_state("stopped");
  report.mutable_run()->set_elapsed_us(20'000'000);
  report.mutable_ledger()->clear_workers();
  v1::WorkerLedger* line = report.mutable_ledger()->add_workers();
  line->set_worker_id("w1");
  line->set_incarnation(report.workers(0).incarnation());
  line->set_requests_started(1234);
  const std::string table = WorkersTable(report, 80);
  EXPECT_THAT(table, HasSubstr("| shards | # reqs |    req/s |"));
  EXPECT_THAT(table, HasSubstr("|    512 |   1234 |     61.7 |"));
}

TEST(WorkersTable, IsOnlyThereInACluster) {
  v1::Report report = LocustSample();
  EXPECT_FALSE(IsCluster(report));
  report.add_workers()->set_worker_id("local");
  EXPECT_FALSE(IsCluster(report));
  EXPECT_EQ(WorkersTable(report, 80), "");
  EXPECT_EQ(DetailsTable(report, 0), DetailsTable(LocustSample(), 0));
  EXPECT_EQ(ProgressLine(report), ProgressLine(LocustSample()));
  report.mutable_workers(0)->set_worker_id("w1");
  EXPECT_TRUE(IsCluster(report));
  EXPECT_THAT(DetailsTable(report, 0), HasSubstr(WorkersTable(report, 80)));
}

TEST(WorkersTable, LeavesLocustsTablesAlone) {
  EXPECT_EQ(StatisticsTable(ClusterSample(), false, 80),
            StatisticsTable(LocustSample(), false, 80));
  EXPECT_EQ(PercentileTable(ClusterSample(), 80), PercentileTable(LocustSample(), 80));
  EXPECT_EQ(ErrorTable(ClusterSample(), 80), ErrorTable(LocustSample(), 80));
}

TEST(WorkersTable, KeepsToTheTerminalsColumnsAndToTheNames) {
  v1::Report report = ClusterSample();
  report.mutable_workers(0)->set_worker_id("host-0_1234abcd");
  for (const int columns : {80, 120}) {
    for (const auto line : absl::StrSplit(DetailsTable(report, columns - 80), '\n')) {
      EXPECT_LE(DisplayWidth(std::string(line)), columns) << line;
    }
  }
  report.mutable_workers(0)->set_worker_id("a-name-longer-than-the-column\x1b[31m");
  EXPECT_THAT(WorkersTable(report, 80), HasSubstr("a-name-longer-than-the-column\\x1b[31m |"));
}

TEST(WorkersPresent, CountsWhoIsHereAmongThoseWhoDidNotLeave) {
  v1::Report report = ClusterSample();
  EXPECT_EQ(WorkersPresent(report), "2/3");
  EXPECT_THAT(ProgressLine(report), HasSubstr("  workers 2/3  p50"));
  v1::WorkerStatus* again = report.add_workers();  // the lost one, started again
  again->set_worker_id("w3");
  again->set_state("ready");
  EXPECT_EQ(WorkersPresent(report), "3/3");
}

TEST(LedgerLines, SayWhatMovedAndWhatNobodyCanKnow) {
  const std::string text = LedgerLines(ClusterSample().ledger(), 200);
  EXPECT_THAT(text, HasSubstr("0 not offered; 17 started again on another worker\n"));
  EXPECT_THAT(text, HasSubstr("  Moved        worker w3 lost at 12.3 s: 342 shards moved, at most "
                              "12.4 user-seconds not offered\n"));
  EXPECT_THAT(text, HasSubstr("worker w4 left at 15.0 s: 1 shard moved, at most 0.0 user-seconds"));
  EXPECT_THAT(text, HasSubstr("worker w1 gave some of its load to others at 16.0 s: 100 shards"));
  EXPECT_THAT(text, HasSubstr("  Unknown      worker w3 was lost for good: between 12.0 s and 15.3 "
                              "s it made 40 to 95 requests that nobody can count\n"));
  EXPECT_THAT(LedgerLines(LocustSample().ledger(), 200), Not(HasSubstr("Moved")));
  v1::Ledger ledger = ClusterSample().ledger();
  ledger.mutable_unknown(0)->set_requests_in_flight(6);
  EXPECT_THAT(LedgerLines(ledger, 200), HasSubstr(", and how 6 begun before ended is not known\n"));
}

TEST(LedgerLines, ManyMovesAreSummedUp) {
  v1::Ledger ledger;
  for (int i = 0; i < kMostMovesShown + 3; ++i) {
    v1::ShardMove* move = ledger.add_moves();
    move->set_worker_id("w" + std::to_string(i));
    move->set_reason("lost");
    move->set_user_us(500'000);
  }
  const std::string text = LedgerLines(ledger, 200);
  EXPECT_THAT(text, HasSubstr("worker w19 lost"));
  EXPECT_THAT(text, Not(HasSubstr("worker w20")));
  EXPECT_THAT(text, HasSubstr("and 3 moves more, at most 1.5 user-seconds not offered\n"));
}

}  // namespace
}  // namespace aurax::load::master
