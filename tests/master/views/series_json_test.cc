#include "master/views/series_json.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/random.h"
#include "master/latency.h"
#include "master/views/json.h"
#include "master/views/json_text.h"
#include "tests/master/measured_run.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

TEST(Heat, EverySampleIsInItsQuarterOctaveWithinTheGrid) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 2000; ++round) {
    const uint64_t us = random.Next() >> random.Between(24, 64 - 1);
    Histogram histogram;
    histogram.RecordMicros(us, 3);
    v1::Histogram wire;
    histogram.Encode(&wire);
    const auto heat = HeatOf(wire);
    ASSERT_EQ(heat.size(), 1u);
    EXPECT_EQ(heat[0].second, 3u);
    const double low = std::exp2(heat[0].first / 4.0), high = std::exp2((heat[0].first + 1) / 4.0);
    EXPECT_LT(static_cast<double>(us), high * (1 + 1 / 128.0)) << us;
    if (us > 0) {
      EXPECT_GE(static_cast<double>(us), low * (1 - 1 / 128.0)) << us;
    }
  }
}

TEST(Heat, BucketsAscendAndAddUp) {
  RandomStream random(2, 0, 0, StreamPurpose::kValues);
  Histogram histogram;
  for (int i = 0; i < 5000; ++i) histogram.RecordMicros(random.Next() >> random.Between(20, 63));
  v1::Histogram wire;
  histogram.Encode(&wire);
  uint64_t count = 0;
  int64_t last = -1;
  for (const auto& [bucket, samples] : HeatOf(wire)) {
    EXPECT_GT(int64_t{bucket}, last);
    EXPECT_GT(samples, 0u);
    last = bucket;
    count += samples;
  }
  EXPECT_EQ(count, 5000u);
  EXPECT_TRUE(HeatOf({}).empty());
}

TEST(SeriesJson, HasAColumnForEveryFieldAndAValueForEveryPoint) {
  MeasuredRun run;
  for (int64_t s = 0; s < 5; ++s) {
    run.Add(OneSecond(s).Answers(kGetA, Times(3, 5ms)).Fails(kGetB, {80ms}, "500").Users(0, 7, 0));
    run.metrics.CloseSeries(std::chrono::seconds(s + 1), 2);
  }
  const Json json = SeriesJson(run.metrics.series().points(), run.metrics.series().epoch());
  EXPECT_EQ(json["epoch"], 0);
  EXPECT_EQ(json["from_us"][4], 4'000'000);
  EXPECT_EQ(json["to_us"][4], 5'000'000);
  EXPECT_EQ(json["requests"], Json::parse("[4, 4, 4, 4, 4]"));
  EXPECT_EQ(json["failures"], Json::parse("[1, 1, 1, 1, 1]"));
  EXPECT_EQ(json["users"], Json::parse("[7, 7, 7, 7, 7]"));
  EXPECT_EQ(json["workers"], Json::parse("[2, 2, 2, 2, 2]"));
  EXPECT_NEAR(json["p50_us"][0].get<double>(), 5000, 20);
  EXPECT_EQ(json["heat"][0], Json::parse("[49, 3, 65, 1]"));
  for (const auto& [key, column] : json.items()) {
    if (key != "epoch") {
      EXPECT_EQ(column.size(), 5u) << key;
    }
  }
}

TEST(Curves, AreThePercentilesOfTheReportWhereBothKnowThem) {
  RandomStream random(4, 0, 0, StreamPurpose::kValues);
  MeasuredRun run;
  for (int i = 0; i < 200; ++i) {
    run.Add(OneSecond(i).Answers(kGetA, Times(7, std::chrono::microseconds(random.Below(90'000)))));
  }
  v1::Report report;
  run.metrics.Fill(200s, &report, RunMetrics::Detail::kCurves);
  EXPECT_EQ(run.At(200s).total().response_time().curve_size(), 0);
  const Json json = Json::parse(ResultJson({.report = report}));
  for (const Json& entry : {json["total"], json["entries"][0]}) {
    for (const char* times : {"response_time", "service_time"}) {
      const Json& curve = entry[times]["curve"];
      ASSERT_EQ(curve.size(), kCurvePercents.size());
      size_t both = 0;
      for (const Json& point : curve) {
        for (const auto& p : report.total().response_time().percentiles()) {
          if (p.percent() != point[0]) continue;
          EXPECT_EQ(point[1], p.value_us());
          ++both;
        }
      }
      EXPECT_EQ(both, kReportedPercents.size() - 1);  // 66 is Locust's alone
    }
    EXPECT_FALSE(entry["dns"].contains("curve"));
  }
}

TEST(Curves, WithoutAHistogramTheyAreWhatIsKnown) {
  const Json json = Json::parse(ResultJson({.report = LocustSample()}));
  const Json& times = json["total"]["response_time"];
  EXPECT_EQ(times["curve"].size(), times["percentiles_us"].size() + 1);
  EXPECT_EQ(times["curve"][0][1], times["min_us"].get<double>());
  EXPECT_EQ(times["curve"].back()[1], times["percentiles_us"]["100"]);
}

TEST(Entries, OneByItsNameIsTheReports) {
  MeasuredRun run;
  run.Add(OneSecond(0).Answers(kGetA, Times(3, 5ms)).Fails(kGetB, {80ms}, "500"));
  v1::Report report;
  run.metrics.Fill(1s, &report, RunMetrics::Detail::kCurves);
  for (const v1::Entry& entry : report.entries()) {
    const auto one = run.metrics.FillEntry(1s, entry.method(), entry.name());
    ASSERT_TRUE(one.has_value());
    EXPECT_EQ(one->DebugString(), entry.DebugString());
  }
  EXPECT_EQ(run.metrics.FillEntry(1s, "", "Aggregated")->DebugString(),
            report.total().DebugString());
  EXPECT_FALSE(run.metrics.FillEntry(1s, "POST", "/b").has_value());
  EXPECT_FALSE(run.metrics.FillEntry(1s, "GET", "/nowhere").has_value());
}

TEST(JsonText, NumbersStandInOneLineAndTheRestAsPythonWritesIt) {
  const Json json = Json::parse(R"({"a": [[1, 2.5], [3, 4]], "b": [], "c": {}, "d": ["x", {"y": 1}],
                                    "e\n": null})");
  EXPECT_EQ(IndentedJson(json), R"({
    "a": [[1,2.5],[3,4]],
    "b": [],
    "c": {},
    "d": [
        "x",
        {
            "y": 1
        }
    ],
    "e\n": null
})");
  EXPECT_EQ(Json::parse(IndentedJson(json)), json);
}

}  // namespace
}  // namespace aurax::load::master
