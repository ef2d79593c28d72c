// Comparisons of invented runs whose truth is known.
#include "master/compare/comparison.h"

#include <chrono>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>

#include "common/random.h"
#include "master/compare/comparison_views.h"
#include "master/run_metrics.h"
#include "master/views/json.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::ordered_json;

// How an invented run answers.
struct Invented {
  double scale = 1;       // of response times
  double requests = 40;   // a second
  double failing = 0.02;  // share
  double wandering = 0;   // relative; how far whole stretches of 10 s are from each other
  int64_t seconds = 120;
};

ComparedDocument RunOf(const Invented& how, uint64_t seed, const std::string& title = "run") {
  RunMetrics metrics(ThreeNames(), {.keep_histories = true});
  double drift = 1;
  for (int64_t second = 0; second < how.seconds; ++second) {
    RandomStream random(seed, static_cast<uint64_t>(second), 0, StreamPurpose::kValues);
    if (second % 10 == 0) drift = 1 + how.wandering * (2 * random.Unit() - 1);
    std::vector<Duration> answers, failures;
    const auto count = static_cast<int>(how.requests * (0.8 + 0.4 * random.Unit()));
    for (int i = 0; i < count; ++i) {
      const double ms = -100 * std::log(1 - random.Unit()) * how.scale * drift;
      (random.Unit() < how.failing ? failures : answers)
          .push_back(FromMicros(static_cast<int64_t>(ms * 1000)));
    }
    SnapshotBuilder snapshot = OneSecond(second);
    snapshot.Answers(kGetA, answers);
    if (!failures.empty()) snapshot.Fails(kGetA, failures, "500");
    EXPECT_TRUE(metrics.Apply(snapshot).ok());
    metrics.CloseSeries(std::chrono::seconds(second + 1), 1);
  }
  metrics.FinishSeries(std::chrono::seconds(how.seconds));
  v1::Report report;
  metrics.Fill(std::chrono::seconds(how.seconds), &report);
  return {title, Json::parse(ResultJson({.report = report,
                                         .series = metrics.series().points(),
                                         .histories = metrics.Histories()}))};
}

ComparedFigure FigureOf(const Comparison& comparison, const std::string& measure) {
  for (const ComparedFigure& figure : comparison.names.back().figures) {
    if (figure.measure == measure) return figure;
  }
  ADD_FAILURE() << measure;
  return {};
}

Comparison Compared(const ComparedDocument& a, const ComparedDocument& b,
                    const std::vector<std::string>& fail_if = {}) {
  std::vector<Regression> regressions;
  for (const std::string& text : fail_if) regressions.push_back(*ParseRegression(text));
  const auto comparison = Compare(a, b, regressions, 1);
  EXPECT_TRUE(comparison.ok()) << comparison.status().message();
  return *comparison;
}

TEST(Comparison, FindsWhatIsDifferentAndHowMuch) {
  const Comparison c =
      Compared(RunOf(Invented(), 1), RunOf({.scale = 1.3, .requests = 30, .failing = 0.08}, 2),
               {"p(95) worse than 10%", "p(95) of /a worse than 40%", "rate worse than 5%",
                "errors worse than 4%", "checks of GET worse than 20%"});
  for (const char* measure : {"avg", "p(50)", "p(95)"}) {
    const ComparedFigure figure = FigureOf(c, measure);
    EXPECT_NEAR(*figure.change, 0.3, 0.12) << measure;
    EXPECT_EQ(figure.verdict, "worse") << measure;
    EXPECT_LT(figure.interval->low, 0.3) << measure;
    EXPECT_GT(figure.interval->high, 0.3) << measure;
  }
  EXPECT_NEAR(*FigureOf(c, "rate").change, -0.25, 0.03);
  EXPECT_EQ(FigureOf(c, "rate").verdict, "worse");
  EXPECT_NEAR(*FigureOf(c, "errors").change, 0.06, 0.02);
  std::vector<bool> failed;
  for (const RegressionFinding& finding : c.findings) failed.push_back(finding.failed);
  EXPECT_THAT(failed, testing::ElementsAre(true, false, true, true, false));
  const Comparison back =
      Compared(RunOf({.scale = 1.3}, 2), RunOf(Invented(), 1), {"p(95) worse than 0%"});
  EXPECT_EQ(FigureOf(back, "p(95)").verdict, "better");
  EXPECT_FALSE(back.findings[0].failed);
}

// 95 % intervals of runs that are alike leave zero out in some 5 % of all cases, also where whole
// stretches of the runs are faster and slower than others.
TEST(Comparison, IntervalsHoldWhatTheyPromise) {
  for (const double wandering : {0.0, 0.5}) {
    int wrong = 0, figures = 0;
    double width = 0;
    for (uint64_t seed = 0; seed < 30; ++seed) {
      const Invented how{.wandering = wandering, .seconds = 300};
      const Comparison c = Compared(RunOf(how, 2 * seed), RunOf(how, 2 * seed + 1));
      for (const char* measure : {"p(95)", "rate"}) {
        ++figures;
        wrong += FigureOf(c, measure).verdict == "same" ? 0 : 1;
      }
      const Interval p95 = *FigureOf(c, "p(95)").interval;
      width += (p95.high - p95.low) / 30;
    }
    EXPECT_LE(wrong, figures * 14 / 100) << wandering;  // 5 % of 60 is 3, 9 beyond 3 sigma
    EXPECT_GT(width, wandering > 0 ? 0.08 : 0.02);
    EXPECT_LT(width, 0.5);
  }
}

TEST(Comparison, TheSameSeedGivesTheSame) {
  const ComparedDocument a = RunOf(Invented(), 1), b = RunOf(Invented(), 2);
  EXPECT_EQ(ComparisonJson(*Compare(a, b, {}, 7)), ComparisonJson(*Compare(a, b, {}, 7)));
  EXPECT_NE(ComparisonJson(*Compare(a, b, {}, 7)), ComparisonJson(*Compare(a, b, {}, 8)));
}

TEST(Comparison, OfAShortRunThereIsNoInterval) {
  const Comparison c = Compared(RunOf({.seconds = 5}, 1), RunOf({.scale = 2, .seconds = 5}, 2),
                                {"avg worse than 10%"});
  EXPECT_FALSE(FigureOf(c, "avg").interval);
  EXPECT_EQ(FigureOf(c, "avg").verdict, "worse");  // by the change alone
  EXPECT_TRUE(c.findings[0].failed);
}

TEST(Comparison, ANameThatOneRunLacksHasNoChange) {
  ComparedDocument b = RunOf(Invented(), 2);
  b.result["histograms"][0]["name"] = "/new";
  const Comparison c = Compared(RunOf(Invented(), 1), b);
  ASSERT_EQ(c.names.size(), 3u);
  EXPECT_EQ(c.names[0].name, "/a");
  EXPECT_FALSE(c.names[0].figures[4].change);
  EXPECT_EQ(c.names[0].figures[4].verdict, "");
}

TEST(Comparison, WhatCannotBeComparedIsSaid) {
  ComparedDocument old = RunOf({}, 2, "old.json");
  old.result.erase("histograms");
  EXPECT_THAT(std::string(Compare(RunOf(Invented(), 1), old, {}, 1).status().message()),
              HasSubstr("old.json: the result holds no histograms"));
  EXPECT_THAT(std::string(Compare(RunOf(Invented(), 1), RunOf(Invented(), 2),
                                  {*ParseRegression("avg of /x worse than 1%")}, 1)
                              .status()
                              .message()),
              HasSubstr("neither run has requests named '/x'"));
}

TEST(Regression, IsAMeasureANameAndAPercentage) {
  const auto regression = ParseRegression("service p(99.9) of GET /a b worse than 7.5%");
  ASSERT_TRUE(regression.ok()) << regression.status().message();
  EXPECT_EQ(regression->measure.percent(), 99.9);
  EXPECT_TRUE(regression->measure.service_time());
  EXPECT_EQ(regression->measure.name(), "GET /a b");
  EXPECT_DOUBLE_EQ(regression->limit, 0.075);
  const auto mistake = [](const char* text) {
    return std::string(ParseRegression(text).status().message());
  };
  EXPECT_EQ(mistake("p(95) worse 10%"),
            "'p(95) worse 10%': column 13: 'worse than N%' is wanted here");
  EXPECT_EQ(mistake("rate worse than 10"),
            "'rate worse than 10': column 17: how much worse is written 10%");
  EXPECT_THAT(mistake("count worse than 10%"), HasSubstr("no count is better"));
  EXPECT_THAT(mistake("errors{5xx} worse than 1%"), HasSubstr("errors alone"));
  EXPECT_THAT(mistake("rate worse than 1% or so"), HasSubstr("column 20: nothing more"));
}

TEST(ComparisonViews, SayTheSame) {
  ComparedDocument b = RunOf({.scale = 1.5}, 2, "<b>.json");
  const Comparison c = Compared(RunOf({}, 1, "a.json"), b, {"p(95) worse than 10%"});
  const std::string text = ComparisonText(c), html = ComparisonHtml(c);
  EXPECT_THAT(text, HasSubstr("A: a.json"));
  EXPECT_THAT(text, HasSubstr("failed: p(95) worse than 10%: "));
  const ComparedFigure p95 = FigureOf(c, "p(95)");
  EXPECT_THAT(text, HasSubstr(ChangeText(p95)));
  EXPECT_THAT(html, HasSubstr(IntervalText(p95)));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;.json"));
  EXPECT_THAT(html, Not(HasSubstr("<b>.json")));
  const Json json = Json::parse(ComparisonJson(c));
  EXPECT_EQ(json["schema"], "aurax-load/comparison/1");
  EXPECT_EQ(json["fail_if"][0]["failed"], true);
  EXPECT_EQ(json["names"].back()["figures"][5]["change"], *p95.change);
}

}  // namespace
}  // namespace aurax::load::master
