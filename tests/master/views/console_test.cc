#include "master/views/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Recorded from Locust 2.46 with the numbers of LocustSample().
constexpr char kPeriodic[] =
    R"golden(Type     Name                                                                          # reqs      # fails |    Avg     Min     Max    Med |   req/s  failures/s
--------|----------------------------------------------------------------------------|-------|-------------|-------|-------|-------|-------|--------|-----------
GET      /hello                                                                           200    10(5.00%) |    172       3     341    170 |   10.00        0.30
POST     /login                                                                            13    2(15.38%) |   1740    1200    2280   1700 |   10.00        0.30
--------|----------------------------------------------------------------------------|-------|-------------|-------|-------|-------|-------|--------|-----------
         Aggregated                                                                       213    12(5.63%) |    268       3    2280    180 |   10.00        0.30

)golden";
constexpr char kFinal[] =
    R"golden(Type     Name                                                                          # reqs      # fails |    Avg     Min     Max    Med |   req/s  failures/s
--------|----------------------------------------------------------------------------|-------|-------------|-------|-------|-------|-------|--------|-----------
GET      /hello                                                                           200    10(5.00%) |    172       3     341    170 |    9.76        0.49
POST     /login                                                                            13    2(15.38%) |   1740    1200    2280   1700 |    0.63        0.10
--------|----------------------------------------------------------------------------|-------|-------------|-------|-------|-------|-------|--------|-----------
         Aggregated                                                                       213    12(5.63%) |    268       3    2280    180 |   10.39        0.59

)golden";
constexpr char kPercentiles[] =
    R"golden(Response time percentiles (approximated)
Type     Name                                                                                  50%    66%    75%    80%    90%    95%    98%    99%  99.9% 99.99%   100% # reqs
--------|--------------------------------------------------------------------------------|--------|------|------|------|------|------|------|------|------|------|------|------
GET      /hello                                                                                170    230    260    280    310    330    340    340    340    340    340    200
POST     /login                                                                               1700   1900   2000   2100   2200   2300   2300   2300   2300   2300   2300     13
--------|--------------------------------------------------------------------------------|--------|------|------|------|------|------|------|------|------|------|------|------
         Aggregated                                                                            180    240    270    290    330   1400   1900   2100   2300   2300   2300    213

)golden";
constexpr char kErrors[] =
    R"golden(Error report
# occurrences      Error                                                                                               
------------------|---------------------------------------------------------------------------------------------------------------------------------------------
10                 GET /hello: Got wrong response                                                                      
1                  POST /login: Exception('500 Server Error: INTERNAL SERVER ERROR for url: /login')                   
1                  POST /login: ConnectionRefusedError(111, 'Connection refused')                                      
------------------|---------------------------------------------------------------------------------------------------------------------------------------------

)golden";

// The lines of a table.
std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    lines.push_back(text.substr(at, end - at));
  }
  return lines;
}

TEST(NameWidth, FollowsTheTerminalBetweenZeroAndEighty) {
  EXPECT_EQ(NameWidth(std::nullopt), 80);
  EXPECT_EQ(NameWidth(40), 0);
  EXPECT_EQ(NameWidth(80), 0);
  EXPECT_EQ(NameWidth(120), 40);
  EXPECT_EQ(NameWidth(160), 80);
  EXPECT_EQ(NameWidth(400), 80);
}

TEST(Console, TablesEqualLocustsToTheByte) {
  const v1::Report report = LocustSample();
  EXPECT_EQ(StatisticsTable(report, true, 80), kPeriodic);
  EXPECT_EQ(StatisticsTable(report, false, 80), kFinal);
  EXPECT_EQ(PercentileTable(report, 80), kPercentiles);
  EXPECT_EQ(ErrorTable(report, 80), kErrors);
}

// What Python makes of Locust's format strings when STATS_NAME_WIDTH is 0: "%--4s" pads to 4.
TEST(Console, ANarrowTerminalGivesLocustsOddHeader) {
  const std::vector<std::string> lines = Lines(StatisticsTable(LocustSample(), false, 0));
  EXPECT_EQ(lines[0],
            "Type     Name  # reqs      # fails |    Avg     Min     Max    Med |   "
            "req/s  failures/s");
  EXPECT_EQ(lines[1],
            "--------||-------|-------------|-------|-------|-------|-------|--------|"
            "-----------");
  EXPECT_EQ(lines[2],
            "GET      /hello     200    10(5.00%) |    172       3     341    170 |    "
            "9.76        0.49");
}

TEST(Console, NamesAreNeverCut) {
  v1::Report report = LocustSample();
  const std::string name(300, 'n');
  report.mutable_entries(0)->set_name(name);
  for (const int width : {0, 40, 80}) {
    EXPECT_THAT(StatisticsTable(report, false, width), HasSubstr(name + " "));
    EXPECT_THAT(PercentileTable(report, width), HasSubstr(name + " "));
    EXPECT_THAT(DetailsTable(report, width), HasSubstr(name + " "));
  }
}

TEST(Console, NamesPadByCharacters) {
  v1::Report report = LocustSample();
  report.mutable_entries(0)->set_name("Grüße");
  const std::vector<std::string> lines = Lines(StatisticsTable(report, false, 80));
  EXPECT_EQ(lines[2].size(), lines[3].size() + 2);  // two letters of two bytes
}

TEST(Console, ValuesAreTruncatedNotRounded) {
  v1::Report report;
  v1::Entry* total = report.mutable_total();
  total->set_requests(1);
  total->mutable_response_time()->set_count(1);
  total->mutable_response_time()->set_min_us(999);
  total->mutable_response_time()->set_max_us(1999);
  total->mutable_response_time()->set_average_us(1999.9);
  EXPECT_THAT(StatisticsTable(report, false, 80), HasSubstr("|      1       0       1      0 |"));
}

TEST(Console, AnEmptyRunPrintsZerosAndNoRows) {
  v1::Report report;
  report.mutable_total()->set_name("Aggregated");
  EXPECT_THAT(StatisticsTable(report, true, 80), HasSubstr("0     0(0.00%) |      0       0"));
  EXPECT_THAT(PercentileTable(report, 80), Not(HasSubstr("Aggregated")));
  EXPECT_EQ(ErrorTable(report, 80), "");
}

TEST(Console, NamesWithoutTimesAreMissingFromThePercentilesOnly) {
  v1::Report report = LocustSample();
  report.mutable_entries(1)->clear_response_time();
  EXPECT_THAT(StatisticsTable(report, false, 80), HasSubstr("/login"));
  EXPECT_THAT(PercentileTable(report, 80), Not(HasSubstr("/login")));
}

TEST(Console, AnErrorMessageStaysOnItsLine) {
  v1::Report report = LocustSample();
  report.mutable_errors(0)->set_message("first\nsecond\x1b[2J");
  EXPECT_THAT(ErrorTable(report, 80), HasSubstr("GET /hello: first\\nsecond\\x1b[2J "));
  EXPECT_EQ(Lines(ErrorTable(report, 80)).size(), Lines(kErrors).size());
}

TEST(Console, EveryTableEndsWithAnEmptyLine) {
  const v1::Report report = LocustSample();
  for (const std::string& table : {StatisticsTable(report, true, 80), PercentileTable(report, 80),
                                   ErrorTable(report, 80), DetailsTable(report, 80)}) {
    EXPECT_TRUE(table.ends_with("\n\n"));
    EXPECT_FALSE(table.ends_with("\n\n\n"));
  }
}

TEST(ProgressLine, SaysStateTimeUsersRatesAndLatency) {
  v1::Report report = LocustSample();
  EXPECT_EQ(ProgressLine(report),
            "running 20s/30s  users 50  10.0 req/s  0.3 failures/s  p50 180 ms  p95 1400 ms");
  report.mutable_run()->clear_run_time_us();
  report.mutable_run()->set_state("spawning");
  report.mutable_run()->set_elapsed_us(3'725'900'000);
  report.mutable_run()->set_user_count(12);
  report.mutable_total()->clear_current_response_time();
  EXPECT_EQ(ProgressLine(report),
            "spawning 1h2m5s  users 12/50  10.0 req/s  0.3 failures/s  p50 -  p95 -");
  *report.add_thresholds() = BrokenThreshold();
  report.add_thresholds()->set_state(v1::ThresholdResult::STATE_PENDING);
  EXPECT_THAT(ProgressLine(report), testing::EndsWith("p95 -  thresholds broken 1/2"));
}

TEST(ThresholdTable, TellsWhatIsMeasuredAndWhenItWasFirstBroken) {
  v1::Report report = LocustSample();
  EXPECT_EQ(ThresholdTable(report), "");
  *report.add_thresholds() = BrokenThreshold();
  report.add_thresholds()->set_text("rate > 10/s");
  EXPECT_EQ(ThresholdTable(report),
            "Thresholds: 1 of 2 broken\n"
            "--------|------------------|----------------------------------------\n"
            "broken   p(95) of \"/b\" < 2s 2.31 s, first broken after 12s with 2.50 s\n"
            "pending  rate > 10/s        not measured\n\n");
}

}  // namespace
}  // namespace aurax::load::master
