#include "master/views/html_report.h"

#include <cmath>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "common/histogram.h"
#include "common/random.h"
#include "master/gzip.h"
#include "master/latency.h"
#include "master/views/json.h"
#include "master/views/result_trim.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPage[] =
    "<html data-theme=\"@THEME@\"><script id=\"result\">@RESULT@</script></html>";

Json DocumentIn(const std::string& html) {
  const std::string mark = "<script id=\"result\">";
  const size_t begin = html.find(mark) + mark.size();
  std::string packed;
  EXPECT_TRUE(absl::Base64Unescape(html.substr(begin, html.find('<', begin) - begin), &packed));
  return Json::parse(Unzipped(packed));
}

// As if 300 response times had been measured: no two curves are alike.
v1::Latency AnyLatency(RandomStream& random) {
  v1::Latency latency;
  double us = 10 + random.Unit() * 1000;
  for (const double percent : kCurvePercents) {
    v1::Percentile* point = latency.add_curve();
    point->set_percent(percent);
    point->set_value_us(std::floor(us *= 1 + random.Unit() / 4));
  }
  for (const ReportedPercent& reported : kReportedPercents) {
    v1::Percentile* percentile = latency.add_percentiles();
    percentile->set_percent(reported.percent);
    percentile->set_value_us(std::floor(random.Unit() * us));
  }
  latency.set_count(300);
  latency.set_sum_us(static_cast<uint64_t>(us) * 150);
  latency.set_average_us(us / 2);
  latency.set_median_us(us / 2);
  latency.set_max_us(static_cast<uint64_t>(us));
  return latency;
}

v1::Report LargeReport(int names) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  v1::Report report = ClusterSample();
  report.clear_entries();
  for (int i = 0; i < names; ++i) {
    v1::Entry* entry = report.add_entries();
    entry->set_method(i % 3 == 0 ? "POST" : "GET");
    entry->set_name("/shop/category/" + std::to_string(random.Below(1000)) + "/item/" +
                    std::to_string(i));
    entry->set_requests(1000 + static_cast<uint64_t>(i));
    entry->set_total_rps(random.Unit() * 1000);
    entry->set_bytes_received(random.Below(1 << 30));
    for (v1::Latency* latency :
         {entry->mutable_response_time(), entry->mutable_service_time(), entry->mutable_dns(),
          entry->mutable_connect(), entry->mutable_tls(), entry->mutable_first_byte(),
          entry->mutable_transfer(), entry->mutable_current_response_time()}) {
      *latency = AnyLatency(random);
    }
  }
  return report;
}

Series Points(size_t count) {
  RandomStream random(2, 0, 0, StreamPurpose::kValues);
  Series points;
  for (int64_t i = 0; i < static_cast<int64_t>(count); ++i) {
    auto point = std::make_shared<v1::SeriesPoint>();
    point->set_from_us(i * 48'000'000);
    point->set_to_us((i + 1) * 48'000'000);
    Histogram histogram;
    for (int n = 0; n < 60; ++n) histogram.RecordMicros(random.Next() >> random.Between(40, 56));
    histogram.Encode(point->mutable_response_time());
    point->set_requests(60);
    point->set_failures(random.Below(4));
    point->set_users(1 + static_cast<uint32_t>(i % 700));
    point->set_workers(3);
    point->set_p50_us(histogram.Percentile(50));
    point->set_p95_us(histogram.Percentile(95));
    point->set_p99_us(histogram.Percentile(99));
    points.push_back(std::move(point));
  }
  return points;
}

Series ADay() { return Points(TimeSeries::kMostPoints); }

TEST(HtmlReport, HoldsTheDocumentAndTheTheme) {
  const v1::Report report = LocustSample();
  const std::string result = ResultJson({.report = report, .scenario_text = "users: {}"});
  const auto html = HtmlReportIn(kPage, result, "dark");
  ASSERT_EQ(html.status(), absl::OkStatus());
  EXPECT_THAT(*html, HasSubstr("data-theme=\"dark\""));
  const Json document = DocumentIn(*html);
  EXPECT_EQ(document["total"]["num_requests"], 213);
  EXPECT_EQ(document["scenario_text"], "users: {}");
  EXPECT_FALSE(document.contains("truncated"));
  const Json whole = Json::parse(result);
  EXPECT_EQ(document["verdict"], whole["verdict"]);
  EXPECT_EQ(document["ledger"], whole["ledger"]);
  EXPECT_EQ(document["entries"].size(), whole["entries"].size());
}

TEST(HtmlReport, FiveHundredNamesAndADayStayUnderTheLimit) {
  const v1::Report report = LargeReport(500);
  const std::string page = std::string(kPage) + std::string(200'000, ' ');  // as the real one
  const std::string result =
      ResultJson({.report = report, .series = ADay(), .scenario_text = std::string(20'000, 'x')});
  const auto html = HtmlReportIn(page, result, "");
  ASSERT_EQ(html.status(), absl::OkStatus());
  EXPECT_LT(html->size(), kReportBytes);
  const Json document = DocumentIn(*html);
  EXPECT_EQ(document["entries"].size(), 500u);
  const Json& series = document["series"];
  EXPECT_GE(series["from_us"].size(), 240u);
  uint64_t requests = 0, heat = 0;
  for (const Json& count : series["requests"]) requests += count.get<uint64_t>();
  for (const Json& cell : series["heat"]) {
    for (size_t i = 1; i < cell.size(); i += 2) heat += cell[i].get<uint64_t>();
  }
  EXPECT_EQ(requests, TimeSeries::kMostPoints * 60);
  EXPECT_EQ(heat, TimeSeries::kMostPoints * 60);
  if (series["from_us"].size() < TimeSeries::kMostPoints) {
    EXPECT_THAT(document["truncated"].dump(), HasSubstr("points here instead of 1800"));
  }
}

TEST(HtmlReport, ManyNamesKeepThoseWithTheMostRequestsAndSaySo) {
  v1::Report report = LargeReport(1);
  for (int i = 1; i < 600; ++i) {
    v1::Entry* entry = report.add_entries();
    entry->set_name("/" + std::to_string(i));
    entry->set_requests(1000 + static_cast<uint64_t>(i));
  }
  const auto html = HtmlReportIn(kPage, ResultJson({.report = report}), "");
  ASSERT_EQ(html.status(), absl::OkStatus());
  EXPECT_LT(html->size(), kReportBytes);
  const Json document = DocumentIn(*html);
  EXPECT_EQ(document["entries"].size(), 500u);
  EXPECT_EQ(document["entries"][499]["num_requests"], 1599);
  EXPECT_EQ(document["entries"][0]["num_requests"], 1100);
  EXPECT_THAT(document["truncated"].dump(), HasSubstr("Of 600 request names the 500"));
}

TEST(HtmlReport, HostileTextsNeitherBreakOutNorBurstIt) {
  v1::Report report = LocustSample();
  RandomStream random(3, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 600; ++i) {
    v1::ErrorGroup* error = report.add_errors();
    error->set_occurrences(1);
    std::string message = "</script><script>alert(1)</script>";
    for (int n = 0; n < 900; ++n) message += static_cast<char>(random.Below(256));
    error->set_message(message);
  }
  const auto html = HtmlReportIn(kPage, ResultJson({.report = report}), "");
  ASSERT_EQ(html.status(), absl::OkStatus());
  EXPECT_LT(html->size(), kReportBytes);
  EXPECT_THAT(*html, Not(HasSubstr("alert")));
  EXPECT_THAT(DocumentIn(*html)["truncated"].dump(), HasSubstr("groups of failures"));
}

TEST(HtmlReport, ADocumentOfAnOlderVersionIsFine) {
  Json old = Json::parse(ResultJson({.report = LocustSample()}));
  for (const char* key : {"events", "series", "exceptions", "users", "generator", "workers"}) {
    old.erase(key);
  }
  old["total"]["response_time"].erase("curve");
  for (Json& entry : old["entries"]) entry["response_time"].erase("curve");
  EXPECT_EQ(HtmlReportIn(kPage, old.dump(), "light").status(), absl::OkStatus());
}

TEST(HtmlReport, WhatIsWrongWithADocumentIsSaid) {
  const Json good = Json::parse(ResultJson({.report = LocustSample(), .series = Points(9)}));
  const auto refusal = [](const std::string& text) {
    const absl::Status status = HtmlReportIn(kPage, text, "").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  const auto without = [&](const std::function<void(Json&)>& change) {
    Json bad = good;
    change(bad);
    return refusal(bad.dump());
  };
  EXPECT_THAT(refusal("{"), HasSubstr("not JSON"));
  EXPECT_THAT(refusal(""), HasSubstr("not JSON"));
  EXPECT_THAT(refusal("[]"), HasSubstr("not an object"));
  EXPECT_THAT(refusal("{}"), HasSubstr("schema: missing"));
  EXPECT_THAT(without([](Json& d) { d["schema"] = "x/2"; }), HasSubstr("schema: not aurax"));
  EXPECT_THAT(without([](Json& d) { d.erase("run"); }), HasSubstr("run: missing"));
  EXPECT_THAT(without([](Json& d) { d["run"]["host"] = 3; }), HasSubstr("run.host: not a text"));
  EXPECT_THAT(without([](Json& d) { d["entries"][1].erase("num_requests"); }),
              HasSubstr("entries[1].num_requests: missing"));
  EXPECT_THAT(without([](Json& d) {
                d["total"]["response_time"]["curve"] = {1, 2};
              }),
              HasSubstr("total.response_time.curve: not pairs"));
  EXPECT_THAT(without([](Json& d) { d["series"]["users"].erase(0); }),
              HasSubstr("series.users: not as long"));
  EXPECT_THAT(without([](Json& d) { d["series"]["heat"][3] = {1}; }), HasSubstr("series.heat"));
  EXPECT_THAT(without([](Json& d) { d["errors"][0] = 1; }), HasSubstr("errors[0]: not an object"));
  EXPECT_THAT(without([](Json& d) { d["events"] = 1; }), HasSubstr("events: not an array"));
  EXPECT_EQ(HtmlReportIn(kPage, good.dump(), "\"><script>").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HtmlReportIn("<html></html>", good.dump(), "").status().code(),
            absl::StatusCode::kInternal);
}

TEST(Trimmed, MergedPointsHaveTheHighestPercentilesAndTheFewestWorkers) {
  const Json result = Json::parse(ResultJson({.report = LocustSample(), .series = ADay()}));
  const Json before = result["series"];
  const Json after = Trimmed(result, kTrimLimits[1])["series"];
  ASSERT_EQ(after["from_us"].size(), 900u);
  EXPECT_EQ(after["from_us"][1], before["from_us"][2]);
  EXPECT_EQ(after["to_us"][1], before["to_us"][3]);
  EXPECT_EQ(after["failures"][1],
            before["failures"][2].get<int>() + before["failures"][3].get<int>());
  EXPECT_EQ(after["users"][1], 4);
  EXPECT_EQ(after["workers"][1], 3);
  EXPECT_DOUBLE_EQ(after["p99_us"][1].get<double>(),
                   std::max(before["p99_us"][2].get<double>(), before["p99_us"][3].get<double>()));
}

}  // namespace
}  // namespace aurax::load::master
