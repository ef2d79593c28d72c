#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/views/csv_files.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;

// Recorded from Locust 2.46 with the numbers of LocustSample().
TEST(StatisticsCsv, EqualsLocustsToTheByte) {
  EXPECT_EQ(StatisticsCsv(LocustSample()),
            "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min "
            "Response Time,Max Response Time,Average Content Size,Requests/s,Failures/"
            "s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%\r\n"
            "GET,/hello,200,10,170,172.35,3.2,341.5,611.5,9.75609756097561,0.4878048780487805,170,"
            "230,260,280,310,330,340,340,340,340,340\r\n"
            "POST,/login,13,2,1700,1740.5,1200.5,2280.5,20.0,0.6341463414634146,0.0975609756097561,"
            "1700,1900,2000,2100,2200,2300,2300,2300,2300,2300,2300\r\n"
            ",Aggregated,213,12,180,268.0586854460094,3.2,2280.5,575.3990610328639,"
            "10.390243902439025,0.5853658536585366,180,240,270,290,330,1400,1900,2100,2300,2300,"
            "2300\r\n");
}

constexpr char kHistoryTotal[] =
    "1795421577,50,,Aggregated,10.000000,0.300000,180,240,270,290,330,1400,1900,2100,2300,2300,"
    "2300,213,12,180,268.0586854460094,3.2,2280.5,575.3990610328639\r\n";

TEST(HistoryCsv, HasOneRowOfCumulativePercentiles) {
  EXPECT_EQ(HistoryCsvHeader(),
            "Timestamp,User Count,Type,Name,Requests/s,Failures/"
            "s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure "
            "Count,Total Median Response Time,Total Average Response Time,Total Min Response "
            "Time,Total Max Response Time,Total Average Content Size\r\n");
  EXPECT_EQ(HistoryCsvRows(LocustSample(), false), kHistoryTotal);
}

TEST(HistoryCsv, FullHistoryHasEveryEntryAndTheLastTenSeconds) {
  v1::Report report = LocustSample();
  report.mutable_total()->clear_current_response_time();
  EXPECT_EQ(HistoryCsvRows(report, true),
            "1795421577,50,GET,/hello,10.000000,0.300000,0,0,0,0,0,0,0,0,0,0,0,200,10,170,172.35,"
            "3.2,341.5,611.5\r\n"
            "1795421577,50,POST,/login,10.000000,0.300000,0,0,0,0,0,0,0,0,0,0,0,13,2,1700,1740.5,"
            "1200.5,2280.5,20.0\r\n"
            "1795421577,50,,Aggregated,10.000000,0.300000,0,0,0,0,0,0,0,0,0,0,0,213,12,180,"
            "268.0586854460094,3.2,2280.5,575.3990610328639\r\n");
  *report.mutable_total()->mutable_current_response_time() = report.entries(1).response_time();
  EXPECT_THAT(HistoryCsvRows(report, true), HasSubstr(",Aggregated,10.000000,0.300000,1700,1900,"));
}

TEST(Csv, WithoutRequestsPercentilesAreNotAvailable) {
  v1::Report report;
  report.mutable_total()->set_name("Aggregated");
  const std::string na = "N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A";
  EXPECT_THAT(StatisticsCsv(report),
              HasSubstr(",Aggregated,0,0,0,0.0,0,0,0,0.0,0.0," + na + "\r\n"));
  EXPECT_EQ(HistoryCsvRows(report, false),
            "0,0,,Aggregated,0.000000,0.000000," + na + ",0,0,0,0.0,0,0,0\r\n");
}

TEST(Csv, PercentilesHaveDecimalsExceptUnderLocustRounding) {
  v1::Report report = LocustSample();
  v1::Latency* time = report.mutable_entries(0)->mutable_response_time();
  time->mutable_percentiles(0)->set_value_us(12345.4);
  time->mutable_percentiles(10)->set_value_us(341500);
  EXPECT_THAT(StatisticsCsv(report),
              HasSubstr(",12.345,230,260,280,310,330,340,340,340,340,341.5\r"));
  report.mutable_run()->set_locust_rounding(true);
  EXPECT_THAT(StatisticsCsv(report), HasSubstr(",12,230,260,280,310,330,340,340,340,340,341\r"));
}

TEST(Csv, QuotesOnlyWhereRfc4180AsksForIt) {
  v1::Report report = LocustSample();
  report.mutable_entries(0)->set_name("/a,b");
  report.mutable_entries(1)->set_name("say \"hi\"\nthere");
  const std::string text = StatisticsCsv(report);
  EXPECT_THAT(text, HasSubstr("\r\nGET,\"/a,b\",200,"));
  EXPECT_THAT(text, HasSubstr("\r\nPOST,\"say \"\"hi\"\"\nthere\",13,"));
}

TEST(FailuresCsv, HasUtcTimesAndTheMessageAsItIs) {
  v1::Report report = LocustSample();
  report.mutable_errors(0)->clear_first_unix_us();
  EXPECT_EQ(FailuresCsv(report),
            "Method,Name,Error,Occurrences,First Seen,Last Seen\r\n"
            "GET,/hello,Got wrong response,10,,2026-11-23T08:12:37Z\r\n"
            "POST,/login,Exception('500 Server Error: INTERNAL SERVER ERROR for url: /login'),1,"
            "2026-11-23T08:12:37Z,2026-11-23T08:12:37Z\r\n"
            "POST,/login,\"ConnectionRefusedError(111, 'Connection refused')\",1,"
            "2026-11-23T08:12:37Z,2026-11-23T08:12:37Z\r\n");
}

TEST(ExceptionsCsv, NamesTheNodeWhereThereIsNoDoubt) {
  v1::Report report;
  v1::ErrorGroup* group = report.add_exceptions();
  group->set_message("boom");
  group->set_occurrences(1);
  EXPECT_EQ(ExceptionsCsv(report), "Count,Message,Traceback,Nodes\r\n1,boom,,local\r\n");
  report.mutable_ledger()->add_workers()->set_worker_id("host_1");
  EXPECT_THAT(ExceptionsCsv(report), HasSubstr("\r\n1,boom,,host_1\r\n"));
  report.mutable_ledger()->add_workers()->set_worker_id("host_2");
  EXPECT_THAT(ExceptionsCsv(report), HasSubstr("\r\n1,boom,,\r\n"));
}

}  // namespace
}  // namespace aurax::load::master
