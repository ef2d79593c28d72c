#include "master/views/metrics_text.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "master/views/metrics_families.h"
#include "tests/master/views/metrics_sample.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The value after a series as it is written; "none" if there is no such series.
std::string Value(const std::string& text, const std::string& series) {
  const size_t at = ("\n" + text).find("\n" + series + " ");
  if (at == std::string::npos) return "none";
  const size_t begin = at + series.size() + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

// All series of a family (without HELP and TYPE), and the sum of their values.
struct Sum {
  size_t series = 0;
  double value = 0;
};
Sum SumOf(const std::string& text, const std::string& family) {
  Sum sum;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(family + "{") && !line.starts_with(family + " ")) continue;
    ++sum.series;
    sum.value += std::strtod(line.substr(line.rfind(' ')).c_str(), nullptr);
  }
  return sum;
}

// tests/integration/prometheus_test.py serves the file to a real Prometheus.
// AURAX_WRITE_SAMPLES=1 writes it anew.
TEST(MetricsText, OfTheSampleIsAsRecorded) {
  const std::string path = AURAX_SOURCE_DIR "/tests/master/views/metrics_sample.txt";
  const std::string text = MetricsText(MetricsSample());
  if (std::getenv("AURAX_WRITE_SAMPLES") != nullptr) std::ofstream(path) << text;
  EXPECT_EQ(text, Read(path));
}

TEST(MetricsText, HasNoSeriesTwice) {
  v1::Report report = ClusterSample();
  *report.add_workers() = report.workers(3);  // back again as another incarnation
  report.mutable_workers(4)->set_incarnation(8);
  report.mutable_workers(4)->set_state("running");
  *report.add_errors() = report.errors(0);
  report.mutable_errors(3)->set_kind("check");  // with the same message
  const std::string text = MetricsText(Published(report));
  std::set<std::string> seen;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string series = line.substr(0, line.rfind(' '));
    EXPECT_TRUE(seen.insert(line.starts_with("#") ? line : series).second) << line;
  }
  EXPECT_EQ(
      Value(text, R"(aurax_load_worker_info{worker="w4",state="running",peer="",version=""})"),
      "1");
  EXPECT_EQ(Value(text, R"(locust_errors{method="GET",name="/hello",error="Got wrong response"})"),
            "20");
}

TEST(MetricsText, BeforeAnyRunSaysThatNothingRuns) {
  const std::string text = MetricsText(Publication());
  EXPECT_EQ(Value(text, R"(aurax_load_state{state="ready"})"), "1");
  EXPECT_EQ(Value(text, "locust_up"), "1");
  EXPECT_EQ(Value(text, "locust_running"), "0");
  EXPECT_EQ(Value(text, "locust_users"), "0");
  EXPECT_THAT(text, Not(HasSubstr("aurax_load_run_info")));
  EXPECT_THAT(text, Not(HasSubstr("aurax_load_ledger")));
}

TEST(MetricsText, CountersOfNamesAddUpToTheTotal) {
  const std::string text = MetricsText(Published(LocustSample()));
  EXPECT_EQ(SumOf(text, "aurax_load_requests_total").value, 213);
  EXPECT_EQ(SumOf(text, "aurax_load_failures_total").value, 12);
  EXPECT_EQ(SumOf(text, "aurax_load_responses_total").value, 213);
  EXPECT_EQ(SumOf(text, "aurax_load_errors_total").value, 12);
  EXPECT_EQ(SumOf(text, "aurax_load_response_time_seconds_count").value, 213);
  EXPECT_EQ(SumOf(text, "aurax_load_received_bytes_total").value, 164200);
}

TEST(MetricsText, HistogramsAreCumulativeAndEndInTheCount) {
  v1::Report report = LocustSample();
  *report.mutable_entries(0)->mutable_response_time() =
      MeasuredTimes({50, 100, 101, 4'000, 5'000'000, 300'000'000});
  const std::string text = MetricsText(Published(report));
  const std::string series =
      R"(aurax_load_response_time_seconds_bucket{method="GET",name="/hello",le=")";
  const std::pair<const char*, const char*> expected[] = {
      {"0.0001", "2"}, {"0.0002", "3"}, {"0.002", "3"}, {"0.005", "4"},
      {"2", "4"},      {"5", "5"},      {"200", "5"},   {"+Inf", "6"}};
  for (const auto& [bound, count] : expected) {
    EXPECT_EQ(Value(text, absl::StrCat(series, bound, "\"}")), count) << bound;
  }
}

TEST(MetricsText, ANameWithoutRequestsHasAllItsBucketsAtZero) {
  v1::Report report;
  report.add_entries()->set_name("/never");
  const std::string text = MetricsText(Published(report));
  const Sum buckets = SumOf(text, "aurax_load_response_time_seconds_bucket");
  EXPECT_EQ(buckets.series, 21u);
  EXPECT_EQ(buckets.value, 0);
}

TEST(MetricsText, NamesPastTheLimitAreSummedUpAndNothingIsLost) {
  const v1::Report report = ManyNames(kMetricNames + 50);
  const std::string text = MetricsText(Published(report));
  EXPECT_EQ(Value(text, "aurax_load_names_left_out"), "50");
  const Sum requests = SumOf(text, "aurax_load_requests_total");
  EXPECT_EQ(requests.series, kMetricNames + 1);
  EXPECT_EQ(requests.value, static_cast<double>(report.total().requests()));
  EXPECT_EQ(SumOf(text, "aurax_load_responses_total").value, requests.value);
  EXPECT_EQ(
      Value(text,
            R"x(aurax_load_response_time_seconds_bucket{method="",name="(others)",le="0.05"})x"),
      "100");
  EXPECT_EQ(Value(text, R"x(aurax_load_response_time_seconds_count{method="",name="(others)"})x"),
            "200");
  // The exporter's names: no others, as their averages could not be taken; the total has them.
  EXPECT_EQ(SumOf(text, "locust_requests_num_requests").series, kMetricNames + 1);
  EXPECT_THAT(Value(text, R"x(locust_requests_num_requests{method="",name="(others)"})x"), "none");
}

TEST(MetricsText, TheNamesWithSeriesOfTheirOwnStayTheSameWhileARunGoesOn) {
  v1::Report report = ManyNames(kMetricNames + 2);
  for (const int seldom : {0, 1}) {
    v1::Entry* first = report.mutable_entries(seldom);
    first->set_first_request_unix_us(2'000'000);  // the last to come
  }
  const std::string own = R"(aurax_load_requests_total{method="GET",name="/name/100002"})";
  const std::string late = R"(aurax_load_requests_total{method="GET",name="/name/100000"})";
  EXPECT_EQ(Value(MetricsText(Published(report)), own), "3");
  EXPECT_EQ(Value(MetricsText(Published(report)), late), "none");
  report.mutable_entries(0)->set_requests(1'000'000);
  EXPECT_EQ(Value(MetricsText(Published(report)), own), "3");
  EXPECT_EQ(Value(MetricsText(Published(report)), late), "none");
}

TEST(MetricsText, ErrorsOfNamesPastTheLimitAreCountedWithTheOthers) {
  v1::Report report = ManyNames(kMetricNames + 1);
  for (const int i : {0, static_cast<int>(kMetricNames)}) {
    v1::ErrorGroup* error = report.add_errors();
    error->set_method("GET");
    error->set_name(report.entries(i).name());
    error->set_kind("timeout");
    error->set_occurrences(7);
  }
  const std::string text = MetricsText(Published(report));
  EXPECT_EQ(
      Value(text, R"(aurax_load_errors_total{method="GET",name="/name/100000",kind="timeout"})"),
      "7");
  EXPECT_EQ(Value(text, R"x(aurax_load_errors_total{method="",name="(others)",kind="timeout"})x"),
            "7");
}

TEST(MetricsText, ManyErrorTextsAreBounded) {
  v1::Report report;
  for (int i = 0; i < 1000; ++i) {
    v1::ErrorGroup* error = report.add_errors();
    error->set_message(absl::StrCat("error ", i));
    error->set_occurrences(1);
  }
  const Sum errors = SumOf(MetricsText(Published(report)), "locust_errors");
  EXPECT_EQ(errors.series, kMetricNames + 1);
  EXPECT_EQ(errors.value, 1000);
}

TEST(MetricsText, AVerdictIsOneOfThree) {
  v1::Report report = LocustSample();
  report.mutable_verdict()->set_trust(v1::Verdict::TRUST_DEGRADED);
  const std::string text = MetricsText(Published(report));
  EXPECT_EQ(Value(text, R"(aurax_load_verdict{trust="degraded"})"), "1");
  EXPECT_EQ(SumOf(text, "aurax_load_verdict").value, 1);
}

TEST(MetricsText, WorkersThatAreGoneAreCountedButHaveNoFigures) {
  const std::string text = MetricsText(Published(ClusterSample()));
  EXPECT_EQ(Value(text, R"(aurax_load_workers{state="lost"})"), "1");
  EXPECT_EQ(Value(text, R"(aurax_load_workers{state="missing"})"), "0");
  EXPECT_EQ(SumOf(text, "aurax_load_worker_users").series, 2u);
  EXPECT_EQ(SumOf(text, "aurax_load_worker_users").value, 50);
}

TEST(MetricsText, ExporterTellsSpawningAsHatching) {
  const v1::Report report = ClusterSample();
  const std::map<std::string, std::string> running = {
      {"ready", "0"}, {"spawning", "1"}, {"running", "2"}, {"stopping", "0"}, {"stopped", "0"}};
  for (const auto& [state, value] : running) {
    EXPECT_EQ(Value(MetricsText(Published(report, state)), "locust_running"), value) << state;
  }
  const std::string text = MetricsText(Published(report, "spawning"));
  EXPECT_EQ(Value(text, "locust_workers_hatching_count"), "2");
  EXPECT_EQ(Value(text, "locust_workers_running_count"), "0");
  EXPECT_EQ(Value(text, R"(locust_worker_detail{id="w1",state="hatching"})"), "25");
}

TEST(MetricsText, ALocalRunHasNoWorkersInTheExportersEyes) {
  Publication local = Published(ClusterSample());
  local.distributed = false;
  const std::string text = MetricsText(local);
  EXPECT_EQ(Value(text, "locust_workers_count"), "0");
  EXPECT_EQ(Value(text, R"(aurax_load_workers{state="running"})"), "2");
}

TEST(MetricsText, LabelsAreEscapedAndWhatIsNoUtf8IsReplaced) {
  v1::Report report;
  v1::Entry* entry = report.add_entries();
  entry->set_name("a\"b\\c\nd");
  entry->set_requests(5);
  v1::ErrorGroup* error = report.add_errors();
  error->set_message("bad \xFF byte" + std::string(1000, 'x'));
  error->set_occurrences(1);
  const std::string text = MetricsText(Published(report));
  EXPECT_EQ(Value(text, R"(aurax_load_requests_total{method="",name="a\"b\\c\nd"})"), "5");
  EXPECT_THAT(text, HasSubstr("error=\"bad \xEF\xBF\xBD bytexxx"));
  EXPECT_THAT(text, HasSubstr("xxx…\"}"));
  EXPECT_THAT(text, Not(HasSubstr(std::string(kLabelBytes, 'x'))));
}

TEST(MetricsText, OfAllNamesTakesMilliseconds) {
  const Publication publication = Published(ManyNames(10'000));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_GT(MetricsText(publication).size(), 500'000u);
  // Some 30 ms optimised; the bound is for builds that are not and machines that are busy.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

}  // namespace
}  // namespace aurax::load::master
