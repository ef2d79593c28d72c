// Parts of a run from its document, against a run that was measured in that time alone.
#include "master/views/result_window.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>

#include "common/random.h"
#include "master/run_metrics.h"
#include "master/views/json.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Json = nlohmann::ordered_json;

std::unique_ptr<RunMetrics> Measured(int64_t first, int64_t last, int64_t seconds = 100) {
  auto metrics =
      std::make_unique<RunMetrics>(ThreeNames(), RunMetrics::Options{.locust_rounding = false,
                                                                     .keep_per_second = false,
                                                                     .keep_histories = true});
  for (int64_t second = 0; second < seconds; ++second) {
    RandomStream random(7, static_cast<uint64_t>(second), 0, StreamPurpose::kValues);
    SnapshotBuilder snapshot = OneSecond(second);
    for (const uint32_t name : {kPostB, kGetB}) {
      snapshot.Answers(name, Times(random.Below(9), FromMicros(random.Between(1, 1 << 22))));
      if (second % 3 == 0) snapshot.Fails(name, Times(1, 5ms), "500");
    }
    if (second < first || second >= last) continue;
    EXPECT_TRUE(metrics->Apply(snapshot).ok());
    metrics->CloseSeries(std::chrono::seconds(second + 1), 1);
  }
  metrics->FinishSeries(std::chrono::seconds(seconds));
  return metrics;
}

v1::Report ReportOf(const RunMetrics& metrics, Duration now) {
  v1::Report report;
  metrics.Fill(now, &report, RunMetrics::Detail::kCurves);
  return report;
}

Json DocumentOf(const RunMetrics& metrics) {
  const v1::Report report = ReportOf(metrics, 100s);
  return Json::parse(ResultJson(
      {.report = report, .series = metrics.series().points(), .histories = metrics.Histories()}));
}

TEST(ResultWindow, HasTheFiguresOfARunOfThatTimeAlone) {
  const Json whole = DocumentOf(*Measured(0, 100));
  const auto part = ResultOfWindow(whole, {20s, 47s});
  ASSERT_TRUE(part.ok()) << part.status().message();
  const Json alone = DocumentOf(*Measured(20, 47));
  ASSERT_EQ((*part)["entries"].size(), 2);
  for (size_t i = 0; i < 2; ++i) {
    const Json &entry = (*part)["entries"][i], &expected = alone["entries"][i];
    for (const char* key : {"method", "name", "num_requests", "num_failures", "response_time"}) {
      EXPECT_EQ(entry[key], expected[key]) << key;
    }
    EXPECT_EQ(entry["service_time"], expected["service_time"]);
    EXPECT_DOUBLE_EQ(entry["requests_per_s"].get<double>(),
                     expected["num_requests"].get<double>() / 27);
  }
  EXPECT_EQ((*part)["total"]["response_time"], alone["total"]["response_time"]);
  EXPECT_EQ((*part)["series"]["from_us"].size(), 27);
  EXPECT_EQ((*part)["window"], Json::parse(R"({"from_us": 20000000, "to_us": 47000000})"));
  EXPECT_THAT((*part)["truncated"][0].get<std::string>(), HasSubstr("20s to 47s of the run"));
}

TEST(ResultWindow, WithoutBoundsItIsTheWholeRun) {
  const Json whole = DocumentOf(*Measured(0, 100));
  const auto part = ResultOfWindow(whole, {});
  ASSERT_TRUE(part.ok());
  EXPECT_EQ((*part)["total"]["response_time"], whole["total"]["response_time"]);
  EXPECT_EQ((*part)["total"]["requests_per_s"], whole["total"]["requests_per_s"]);
}

TEST(ResultWindow, OlderPointsAreWiderAndTheWindowReachesToTheirEdges) {
  const Json whole = DocumentOf(*Measured(0, 4000, 4000));
  const auto part = ResultOfWindow(whole, {5s, 22s});
  ASSERT_TRUE(part.ok());
  const auto from = (*part)["window"]["from_us"].get<int64_t>();
  const auto to = (*part)["window"]["to_us"].get<int64_t>();
  EXPECT_NEAR(static_cast<double>(from), 5e6, 4e6);
  EXPECT_NEAR(static_cast<double>(to), 22e6, 4e6);
  const Json alone = DocumentOf(*Measured(from / 1'000'000, to / 1'000'000, 4000));
  EXPECT_EQ((*part)["total"]["num_requests"], alone["total"]["num_requests"]);
  EXPECT_EQ((*part)["total"]["response_time"], alone["total"]["response_time"]);
}

TEST(ResultWindow, ARestoredMasterKeepsTheSeconds) {
  const auto metrics = Measured(0, 50);
  v1::MetricsState state;
  metrics->Save(&state);
  RunMetrics restored(ThreeNames(), {.keep_histories = true});
  ASSERT_TRUE(restored.Restore(state).ok());
  EXPECT_EQ(DocumentOf(restored)["histograms"], DocumentOf(*metrics)["histograms"]);
}

TEST(ResultWindow, ManyNamesKeepFewerPoints) {
  v1::Scenario scenario = ThreeNames();
  for (int i = 0; i < 797; ++i) {
    scenario.add_request_names()->set_name(std::to_string(i));
  }
  RunMetrics metrics(scenario, {.keep_histories = true});
  for (int64_t second = 0; second < 2000; ++second) {
    ASSERT_TRUE(metrics.Apply(OneSecond(second).Answers(kGetA, {1ms})).ok());
    metrics.CloseSeries(std::chrono::seconds(second + 1), 1);
  }
  const auto histories = metrics.Histories();
  ASSERT_EQ(histories.size(), 1u);
  EXPECT_LE(histories[0].size(), 180u);
  uint64_t requests = 0;
  for (const auto& point : histories[0]) requests += point->requests();
  EXPECT_EQ(requests, 2000u);
}

TEST(ResultWindow, OtherDocumentsAreToldApart) {
  Json whole = DocumentOf(*Measured(0, 10));
  EXPECT_EQ(ResultOfWindow(whole, {200s, {}}).status().message(),
            "nothing of the run lies in that time");
  Json odd = whole;
  odd["histograms"][0]["response_time"] = "x y";
  EXPECT_TRUE(absl::IsInvalidArgument(ResultOfWindow(odd, {}).status()));
  odd = whole;
  odd["histograms"][0]["requests"][0] = 12345;
  EXPECT_TRUE(absl::IsInvalidArgument(ResultOfWindow(odd, {}).status()));
  whole.erase("histograms");
  EXPECT_TRUE(absl::IsNotFound(ResultOfWindow(whole, {}).status()));
}

}  // namespace
}  // namespace aurax::load::master
