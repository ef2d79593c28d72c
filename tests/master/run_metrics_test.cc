#include "master/run_metrics.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/random.h"
#include "tests/master/measured_run.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<v1::Snapshot> AnySnapshots(uint64_t seed) {
  RandomStream random(seed, 0, 0, StreamPurpose::kValues);
  std::vector<v1::Snapshot> snapshots;
  for (int64_t second = 0; second < 8; ++second) {
    for (const char* worker : {"w1", "w2", "w3"}) {
      SnapshotBuilder snapshot = OneSecond(second, worker);
      for (uint32_t name_id : {kPostB, kGetB}) {
        snapshot.Answers(name_id, Times(random.Below(20), FromMicros(random.Between(1, 1 << 20))));
        snapshot.Fails(name_id, Times(1 + random.Below(2), 3ms), random.Below(2) ? "500" : "503");
      }
      snapshots.push_back(snapshot.Users(1, 5, random.Below(3)));
    }
  }
  return snapshots;
}

TEST(RunMetrics, ReportDoesNotDependOnTheOrderOfSnapshots) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    std::vector<v1::Snapshot> snapshots = AnySnapshots(seed);
    MeasuredRun forward, shuffled;
    for (const v1::Snapshot& snapshot : snapshots) forward.Add(snapshot);
    RandomStream random(seed, 1, 0, StreamPurpose::kValues);
    for (size_t i = snapshots.size(); i > 1; --i) {
      std::swap(snapshots[i - 1], snapshots[random.Below(i)]);
    }
    for (const v1::Snapshot& snapshot : snapshots) shuffled.Add(snapshot);
    v1::Report left = forward.At(8s), right = shuffled.At(8s);
    for (v1::Report* report : {&left, &right}) {
      // Sums of fractions, so equal but for the last bit.
      for (v1::Entry& e : *report->mutable_entries()) e.clear_current_rps();
      for (v1::Entry& e : *report->mutable_entries()) e.clear_current_failures_per_s();
      report->mutable_total()->clear_current_rps();
      report->mutable_total()->clear_current_failures_per_s();
    }
    ASSERT_EQ(left.DebugString(), right.DebugString());
  }
}

TEST(RunMetrics, TotalIsTheSumOfItsEntries) {
  MeasuredRun run;
  for (const v1::Snapshot& snapshot : AnySnapshots(3)) run.Add(snapshot);
  const v1::Report report = run.At(8s);
  v1::Entry sum;
  uint64_t errors = 0;
  for (const v1::Entry& entry : report.entries()) {
    sum.set_requests(sum.requests() + entry.requests());
    sum.set_failures(sum.failures() + entry.failures());
    sum.set_bytes_sent(sum.bytes_sent() + entry.bytes_sent());
    sum.set_total_rps(sum.total_rps() + entry.total_rps());
    EXPECT_EQ(entry.response_time().count(), entry.requests());
  }
  for (const v1::ErrorGroup& group : report.errors()) errors += group.occurrences();
  EXPECT_EQ(report.total().name(), "Aggregated");
  EXPECT_EQ(report.total().method(), "");
  EXPECT_EQ(report.total().requests(), sum.requests());
  EXPECT_EQ(report.total().failures(), sum.failures());
  EXPECT_EQ(report.total().bytes_sent(), sum.bytes_sent());
  EXPECT_DOUBLE_EQ(report.total().total_rps(), sum.total_rps());
  EXPECT_EQ(report.total().response_time().count(), sum.requests());
  EXPECT_EQ(report.ledger().requests_started(), sum.requests());
  EXPECT_EQ(errors, sum.failures());
}

TEST(RunMetrics, EntriesAreThoseUsedSortedByNameThenMethod) {
  MeasuredRun run;
  EXPECT_THAT(run.At(0s).entries(), IsEmpty());
  run.Add(OneSecond(0).Answers(kPostB, {1ms}).Answers(kGetB, {1ms}));
  v1::Report report = run.At(1s);
  ASSERT_THAT(report.entries(), SizeIs(2));
  EXPECT_EQ(report.entries(0).method() + report.entries(0).name(), "GET/b");
  EXPECT_EQ(report.entries(1).method() + report.entries(1).name(), "POST/b");
  run.Add(OneSecond(1).Starts(kGetA, 1));  // started is used, answered or not
  report = run.At(2s);
  ASSERT_THAT(report.entries(), SizeIs(3));
  EXPECT_EQ(report.entries(0).name(), "/a");
  EXPECT_EQ(report.entries(0).requests(), 0u);
  EXPECT_EQ(report.entries(0).response_time().count(), 0u);
}

TEST(RunMetrics, EveryFigureOfAnEntryIsThere) {
  MeasuredRun run;
  run.Add(OneSecond(2)
              .Answers(kGetA, {10ms, 20ms, 30ms})
              .Fails(kGetA, {140ms}, "500")
              .Cancels(kGetA, 2));
  const v1::Report report = run.At(4s);
  const v1::Entry& entry = report.entries(0);
  EXPECT_EQ(entry.requests(), 4u);
  EXPECT_EQ(entry.failures(), 1u);
  EXPECT_EQ(entry.cancelled(), 2u);
  EXPECT_EQ(entry.response_time().average_us(), 50'000);
  EXPECT_EQ(entry.response_time().min_us(), 10'000u);
  EXPECT_EQ(entry.response_time().max_us(), 140'000u);
  EXPECT_NEAR(entry.response_time().median_us(), 20'000, 20'000 / 256.0);
  EXPECT_EQ(entry.service_time().count(), 4u);
  EXPECT_EQ(entry.total_rps(), 1);
  EXPECT_EQ(entry.total_failures_per_s(), 0.25);
  EXPECT_EQ(entry.first_request_unix_us(), kZeroUs + 2'000'000);
  EXPECT_EQ(entry.last_request_unix_us(), kZeroUs + 3'000'000);
  ASSERT_THAT(entry.status(), SizeIs(2));
  EXPECT_EQ(entry.status(0).status(), 200u);
  EXPECT_EQ(entry.status(0).count(), 3u);
  std::vector<double> percents;
  for (const v1::Percentile& p : entry.response_time().percentiles())
    percents.push_back(p.percent());
  EXPECT_THAT(percents, ElementsAre(50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99, 99.999, 100));
}

TEST(RunMetrics, CurrentFiguresAreOfTheLastTenSeconds) {
  MeasuredRun run;
  for (int64_t s = 0; s < 20; ++s) {
    run.Add(OneSecond(s).Answers(kGetA, Times(20, s < 10 ? 500ms : 5ms)));
    run.Add(OneSecond(s).Fails(kGetB, Times(10, 5ms), "500"));
  }
  const v1::Report report = run.At(20s);
  EXPECT_DOUBLE_EQ(report.total().current_rps(), 30);
  EXPECT_DOUBLE_EQ(report.total().current_failures_per_s(), 10);
  EXPECT_EQ(report.total().current_response_time().count(), 300u);
  EXPECT_EQ(report.total().current_response_time().max_us(), 5'000u);
  EXPECT_EQ(report.total().response_time().max_us(), 500'000u);
  EXPECT_DOUBLE_EQ(report.entries(0).current_rps(), 20);
  EXPECT_DOUBLE_EQ(run.At(40s).total().current_rps(), 0);
}

TEST(RunMetrics, ErrorsComeInOrderOfFirstOccurrence) {
  MeasuredRun run;
  run.Add(OneSecond(5).Fails(kGetA, {1ms, 1ms}, "late"));
  run.Add(OneSecond(2).Fails(kPostB, {1ms}, "early"));
  run.Add(OneSecond(7).Fails(kPostB, {1ms}, "early"));
  const v1::Report report = run.At(8s);
  ASSERT_THAT(report.errors(), SizeIs(2));
  EXPECT_EQ(report.errors(0).message(), "early");
  EXPECT_EQ(report.errors(0).method(), "POST");
  EXPECT_EQ(report.errors(0).name(), "/b");
  EXPECT_EQ(report.errors(0).kind(), "status");
  EXPECT_EQ(report.errors(0).occurrences(), 2u);
  EXPECT_EQ(report.errors(0).first_unix_us(), kZeroUs + 2'000'000);
  EXPECT_EQ(report.errors(0).last_unix_us(), kZeroUs + 8'000'000);
  EXPECT_EQ(report.errors(1).occurrences(), 2u);
}

TEST(RunMetrics, AThousandErrorGroupsAreToldApartAndTheRestIsCountedUnderOther) {
  MeasuredRun run;
  for (int64_t i = 0; i < 1200; ++i) {
    run.Add(OneSecond(i).Fails(kGetA, {1ms}, absl::StrCat("request ", i)));
  }
  run.Add(OneSecond(1200).Fails(kGetA, {1ms}, "request 5"));
  const v1::Report report = run.At(1201s);
  ASSERT_THAT(report.errors(), SizeIs(1001));
  EXPECT_EQ(report.errors(5).occurrences(), 2u);
  EXPECT_EQ(report.errors(1000).message(), "other");
  EXPECT_EQ(report.errors(1000).occurrences(), 200u);
}

TEST(RunMetrics, NeitherKindsNorMessagesMakeMoreErrorGroupsThanThatAndOneForEachName) {
  MeasuredRun run;
  const std::vector<std::string> kinds = {"check", "timeout", "dns", "tls"};
  for (size_t i = 0; i < 3000; ++i) {
    SnapshotBuilder snapshot = OneSecond(static_cast<int64_t>(i));
    snapshot.Fails(static_cast<uint32_t>(i % 3), {1ms}, absl::StrCat("request ", i));
    snapshot->mutable_requests(0)->mutable_errors(0)->set_kind(kinds[i % kinds.size()]);
    run.Add(snapshot);
  }
  const v1::Report report = run.At(3000s);
  ASSERT_THAT(report.errors(), SizeIs(1003));
  uint64_t rest = 0;
  for (int i = 1000; i < 1003; ++i) {
    EXPECT_EQ(report.errors(i).kind(), "other");
    EXPECT_EQ(report.errors(i).message(), "other");
    rest += report.errors(i).occurrences();
  }
  EXPECT_EQ(rest, 2000u);
}

TEST(RunMetrics, ExceptionsBelongToNoRequest) {
  MeasuredRun run;
  SnapshotBuilder snapshot = OneSecond(1);
  v1::ErrorCount* exception = snapshot->add_exceptions();
  exception->set_kind("exception");
  exception->set_message("variable 'token' was never captured");
  exception->set_count(3);
  run.Add(snapshot);
  const v1::Report report = run.At(2s);
  ASSERT_THAT(report.exceptions(), SizeIs(1));
  EXPECT_EQ(report.exceptions(0).occurrences(), 3u);
  EXPECT_EQ(report.exceptions(0).name(), "");
  EXPECT_THAT(report.errors(), IsEmpty());
}

TEST(RunMetrics, UsersAreThoseOfTheLatestSnapshotOfEachWorker) {
  MeasuredRun run;
  run.Add(OneSecond(0, "w1").Users(0, 10, 10).Users(1, 4, 4));
  run.Add(OneSecond(0, "w2").Users(1, 5, 5));
  run.Add(OneSecond(1, "w1").Users(0, 12, 2));  // nobody of class 1 runs there any more
  const v1::Report report = run.At(2s);
  ASSERT_THAT(report.users(), SizeIs(2));
  EXPECT_EQ(report.users(0).name(), "Buyer");
  EXPECT_EQ(report.users(0).running(), 12u);
  EXPECT_EQ(report.users(0).started(), 12u);
  EXPECT_EQ(report.users(1).running(), 5u);
  EXPECT_EQ(report.users(1).started(), 9u);
  EXPECT_EQ(report.ledger().user_starts_offered(), 21u);
  EXPECT_EQ(report.ledger().user_us_offered(), 31'000'000u);
  EXPECT_EQ(run.At(30s).users(0).running(), 0u);  // a worker long silent runs nobody
}

TEST(RunMetrics, TheLedgerAddsUp) {
  MeasuredRun run;
  run.Add(OneSecond(0).Starts(kGetA, 3).Answers(kGetA, {1ms, 1ms}).Fails(kGetB, {1ms}, "500"));
  run.Add(OneSecond(1).Cancels(kGetA, 1));
  const v1::Ledger ledger = run.At(2s).ledger();
  EXPECT_EQ(ledger.requests_started(), 6u);
  EXPECT_EQ(ledger.requests_completed(), 2u);
  EXPECT_EQ(ledger.requests_failed(), 1u);
  EXPECT_EQ(ledger.requests_cancelled(), 1u);
  EXPECT_EQ(ledger.requests_in_flight(), 2u);
}

TEST(RunMetrics, ResetForgetsStatisticsButNeitherUsersNorTheLedger) {
  MeasuredRun run({.keep_per_second = true});
  run.Add(OneSecond(0)
              .Answers(kGetA, {900ms})
              .Fails(kGetB, {1ms}, "500")
              .Users(0, 3, 3)
              .Generator(50, 50));
  run.metrics.ResetStatistics(1s);
  v1::Report report = run.At(1s);
  EXPECT_THAT(report.entries(), IsEmpty());
  EXPECT_THAT(report.errors(), IsEmpty());
  EXPECT_EQ(report.total().requests(), 0u);
  EXPECT_EQ(report.total().total_rps(), 0);
  EXPECT_EQ(report.generator().cpu_percent_peak(), 0);
  EXPECT_EQ(report.users(0).running(), 3u);
  EXPECT_EQ(report.ledger().requests_started(), 2u);
  run.Add(OneSecond(1).Answers(kGetA, Times(8, 1ms)));
  run.Add(OneSecond(2));
  report = run.At(3s);
  EXPECT_EQ(report.entries(0).response_time().max_us(), 1000u);
  EXPECT_DOUBLE_EQ(report.entries(0).total_rps(), 4);
  EXPECT_DOUBLE_EQ(report.entries(0).current_rps(), 4);
  EXPECT_EQ(report.ledger().requests_started(), 10u);
  EXPECT_THAT(run.metrics.PerSecond(), SizeIs(1));
}

TEST(RunMetrics, PerSecondCountsAreAlignedWithEntriesAndAddUp) {
  MeasuredRun run({.keep_per_second = true});
  for (int64_t s : {4, 0, 1}) run.Add(OneSecond(s).Answers(kPostB, Times(3, 1ms)));
  run.Add(OneSecond(1, "w2").Fails(kPostB, {1ms}, "500").Answers(kGetA, {1ms}));
  const std::vector<std::vector<SecondCount>> seconds = run.metrics.PerSecond();
  const v1::Report report = run.At(5s);
  ASSERT_THAT(seconds, SizeIs(2));
  EXPECT_EQ(report.entries(1).method(), "POST");
  ASSERT_THAT(seconds[1], SizeIs(3));
  EXPECT_EQ(seconds[1][0].unix_second, 1'800'000'000);
  EXPECT_EQ(seconds[1][1].unix_second, 1'800'000'001);
  EXPECT_EQ(seconds[1][1].requests, 4u);
  EXPECT_EQ(seconds[1][1].failures, 1u);
  EXPECT_EQ(seconds[1][2].unix_second, 1'800'000'004);
  Histogram histogram;
  ASSERT_TRUE(histogram.MergeFrom(report.entries(1).response_time().histogram()).ok());
  EXPECT_EQ(histogram.count(), 10u);
  EXPECT_THAT(MeasuredRun().metrics.PerSecond(), IsEmpty());
}

TEST(RunMetrics, LocustRoundingAppliesToResponseTimes) {
  MeasuredRun run({.locust_rounding = true});
  run.Add(OneSecond(0).Answers(kGetA, {2280500us}));
  const v1::Report report = run.At(1s);
  for (const v1::Latency& latency :
       {report.entries(0).response_time(), report.total().response_time(),
        report.total().current_response_time()}) {
    EXPECT_EQ(latency.percentiles(11).value_us(), 2'300'000);
    EXPECT_EQ(latency.median_us(), 2'280'500);
  }
  EXPECT_EQ(report.total().service_time().percentiles(11).value_us(), 2'280'500);
}

}  // namespace
}  // namespace aurax::load::master
