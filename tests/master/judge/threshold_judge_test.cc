// What a run's thresholds say, through the metrics that feed them.
#include "master/judge/threshold_judge.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "master/judge/threshold_syntax.h"
#include "master/judge/threshold_text.h"
#include "master/run_metrics.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct Check {
  std::string text;
  std::vector<uint32_t> names = {};
  Duration window{0}, after{0};
  bool abort = false;
};

class ThresholdJudgeTest : public testing::Test {
 protected:
  void Checks(const std::vector<Check>& checks) {
    for (const Check& check : checks) {
      const ParsedThreshold parsed = ParseThreshold(check.text);
      ASSERT_FALSE(parsed.mistake) << parsed.mistake->message;
      v1::Threshold* const threshold = scenario_.add_thresholds();
      *threshold = parsed.threshold;
      threshold->mutable_name_ids()->Assign(check.names.begin(), check.names.end());
      threshold->set_window_us(ToMicros(check.window));
      threshold->set_after_us(ToMicros(check.after));
      threshold->set_abort(check.abort);
    }
    metrics_ = std::make_unique<RunMetrics>(scenario_, RunMetrics::Options());
  }
  void Add(const v1::Snapshot& snapshot) { ASSERT_TRUE(metrics_->Apply(snapshot).ok()); }
  // A second in which `name` answers each of these times.
  void Second(int64_t second, const std::vector<Duration>& times, uint32_t name = kGetA) {
    Add(OneSecond(second).Answers(name, times));
    Note(metrics_->JudgeThresholds(std::chrono::seconds(second + 1)));
  }
  void Note(const std::vector<ThresholdJudge::Broken>& broken) {
    for (const auto& one : broken) {
      broken_.push_back(absl::StrCat(ToSeconds(one.at), " ", one.text, one.abort ? " abort" : ""));
    }
  }
  void Finish(Duration end) { Note(metrics_->FinishThresholds(end)); }
  std::vector<std::string> States() const {
    v1::Report report;
    metrics_->Fill(1s, &report);
    std::vector<std::string> states;
    for (const v1::ThresholdResult& one : report.thresholds()) {
      states.push_back(
          absl::StrCat(StateText(one.state()),
                       one.has_value() ? " " + ThresholdValueText(one.unit(), one.value()) : ""));
    }
    return states;
  }

  v1::Scenario scenario_ = ThreeNames();
  std::unique_ptr<RunMetrics> metrics_;
  std::vector<std::string> broken_;
};

TEST_F(ThresholdJudgeTest, OverTheWholeRunWhatIsMeasuredSoFarCounts) {
  Checks({{"max < 50ms"}, {"avg < 20ms"}, {"errors < 10%"}, {"p(95) of b < 1s", {kGetB}}});
  EXPECT_THAT(States(), ElementsAre("pending", "pending", "pending", "pending"));
  Second(0, {30ms, 30ms});
  EXPECT_THAT(States(), ElementsAre("holding 30 ms", "broken 30 ms", "holding 0 %", "pending"));
  Second(1, {1ms, 1ms});
  Second(2, {60ms, 1ms, 1ms, 1ms});
  EXPECT_THAT(States(), ElementsAre("broken 60 ms", "holding 15.62 ms", "holding 0 %", "pending"));
  Finish(3s);
  EXPECT_THAT(broken_, ElementsAre("1 Threshold broken: avg < 20ms, it is 30 ms",
                                   "3 Threshold broken: max < 50ms, it is 60 ms"));
}

TEST_F(ThresholdJudgeTest, SeveralNamesAreOneDistributionAndOthersDoNotCount) {
  Checks({{"count < 4", {kGetA, kGetB}}, {"max < 1s", {kGetA, kGetB}}, {"count < 10"}});
  Add(OneSecond(0).Answers(kGetA, {1ms, 2ms}).Answers(kGetB, {3ms, 4ms}).Answers(kPostB, {9s}));
  Finish(1s);
  EXPECT_THAT(States(), ElementsAre("broken 4", "holding 4 ms", "holding 5"));
}

TEST_F(ThresholdJudgeTest, ARateAboveALimitIsDecidedAtTheEnd) {
  Checks({{"rate > 1/s"}, {"count >= 4"}, {"rate > 1/s", {}, 0s, 1s}});
  Second(0, {1ms});
  EXPECT_THAT(States(), ElementsAre("pending 1.00/s", "pending 1", "broken 1.00/s"));
  Second(1, {1ms, 1ms});
  EXPECT_THAT(States(), ElementsAre("pending 1.50/s", "pending 3", "holding 1.50/s"));
  Finish(2s);
  EXPECT_THAT(States(), ElementsAre("holding 1.50/s", "broken 3", "holding 1.50/s"));
}

TEST_F(ThresholdJudgeTest, ErrorsMayBeThoseOfAStatusOrAKind) {
  Checks({{"errors{5xx} < 10%"},
          {"errors{4xx} < 10%"},
          {"errors{timeout} < 10%"},
          {"errors{status} < 10%"},
          {"checks > 60%"}});
  Add(OneSecond(0).Answers(kGetA, {1ms}).Fails(kGetA, {1ms}, "500"));
  Finish(1s);
  EXPECT_THAT(States(), ElementsAre("broken 50 %", "holding 0 %", "holding 0 %", "broken 50 %",
                                    "broken 50 %"));
}

TEST_F(ThresholdJudgeTest, EveryWindowMustHold) {
  Checks({{"max < 50ms", {}, 2s, 0s, true}, {"rate >= 1/s", {}, 2s}});
  Second(0, {1ms, 1ms});
  EXPECT_THAT(States(), ElementsAre("pending", "pending"));
  Second(1, {60ms});
  EXPECT_THAT(States(), ElementsAre("broken 60 ms", "holding 1.50/s"));
  Second(2, {1ms});
  Second(3, {1ms});
  EXPECT_THAT(States(), ElementsAre("broken 1 ms", "holding 1.00/s"));
  Note(metrics_->JudgeThresholds(9s));  // nothing came
  EXPECT_THAT(States(), ElementsAre("broken 1 ms", "broken 0.00/s"));
  EXPECT_THAT(broken_, ElementsAre("2 Threshold broken: max < 50ms, it is 60 ms abort",
                                   "5 Threshold broken: rate >= 1/s, it is 0.50/s"));
}

TEST_F(ThresholdJudgeTest, ALongWindowForgetsNothingOfItsSeconds) {
  Checks({{"count < 0", {}, 8s}});
  for (int64_t second = 0; second < 30; ++second) {
    Second(second, Times(static_cast<uint64_t>(second), 1ms));
    if (second < 7) continue;
    EXPECT_THAT(States(), ElementsAre(absl::StrCat("broken ", 8 * second - 28)));
  }
}

TEST_F(ThresholdJudgeTest, WindowsBeginAfterTheGivenTimeAndAShortRunIsOne) {
  Checks({{"max < 50ms", {}, 2s, 2s}, {"max < 50ms", {}, 10s}});
  Second(0, {60ms});
  Second(1, {60ms});
  Second(2, {1ms});
  EXPECT_THAT(States(), ElementsAre("pending", "pending"));
  Second(3, {1ms});
  Finish(4s);
  EXPECT_THAT(States(), ElementsAre("holding 1 ms", "broken 60 ms"));
}

TEST_F(ThresholdJudgeTest, AResetOfTheStatisticsBeginsAnew) {
  Checks({{"max < 50ms"}, {"max < 50ms", {}, 1s}});
  Second(0, {60ms});
  EXPECT_THAT(States(), ElementsAre("broken 60 ms", "broken 60 ms"));
  metrics_->ResetStatistics(1s);
  EXPECT_THAT(States(), ElementsAre("pending", "pending"));
  Second(1, {1ms});
  EXPECT_THAT(States(), ElementsAre("holding 1 ms", "holding 1 ms"));
}

TEST_F(ThresholdJudgeTest, WhatWasFoundOutlivesTheMaster) {
  Checks({{"max < 50ms"}, {"max < 50ms", {}, 2s}, {"errors{status} > 0%"}, {"count < 9"}});
  Second(0, {60ms});
  Second(1, {1ms});
  Add(OneSecond(2).Fails(kGetA, {1ms}, "500"));
  metrics_->CloseSeries(3s, 1);
  Note(metrics_->JudgeThresholds(3s));
  v1::MetricsState state;
  metrics_->Save(&state);
  const std::vector<std::string> before = States();
  metrics_ = std::make_unique<RunMetrics>(scenario_, RunMetrics::Options());
  ASSERT_TRUE(metrics_->Restore(state).ok());
  EXPECT_EQ(States(), before);
  broken_.clear();
  Second(3, {2ms});
  EXPECT_THAT(States(), ElementsAre("broken 60 ms", "broken 1 ms", "holding 25 %", "holding 4"));
  EXPECT_THAT(broken_, IsEmpty());  // they were told
}

}  // namespace
}  // namespace aurax::load::master
