#include "master/judge/threshold_judge.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/judge/threshold_text.h"

namespace aurax::load::master {
namespace {

// Snapshots of one second come within so many.
constexpr int64_t kOpenSeconds = 2;

int64_t WholeSeconds(Duration offset) {
  return std::chrono::floor<std::chrono::seconds>(offset).count();
}

int64_t SecondsOf(const v1::Threshold& threshold) { return threshold.window_us() / 1'000'000; }

bool Holds(const v1::Threshold& threshold, double value) {
  switch (threshold.comparison()) {
    case v1::Threshold::COMPARISON_BELOW:
      return value < threshold.limit();
    case v1::Threshold::COMPARISON_AT_MOST:
      return value <= threshold.limit();
    case v1::Threshold::COMPARISON_ABOVE:
      return value > threshold.limit();
    default:
      return value >= threshold.limit();
  }
}

// A ramp begins with no request at all.
bool NeedsWholeRun(const v1::Threshold& threshold) {
  const bool grows = threshold.measure() == v1::Threshold::MEASURE_RATE ||
                     threshold.measure() == v1::Threshold::MEASURE_COUNT;
  const bool lower = threshold.comparison() == v1::Threshold::COMPARISON_ABOVE ||
                     threshold.comparison() == v1::Threshold::COMPARISON_AT_LEAST;
  return grows && lower && threshold.after_us() == 0;
}

v1::ThresholdResult::State StateOf(const v1::Threshold& threshold,
                                   const v1::ThresholdState& found) {
  if (!found.judged()) return v1::ThresholdResult::STATE_PENDING;
  const bool windows = threshold.window_us() > 0;
  const bool broken = windows ? found.has_first_broken_us() : !found.holds_now();
  return broken ? v1::ThresholdResult::STATE_BROKEN : v1::ThresholdResult::STATE_HOLDING;
}

}  // namespace

ThresholdJudge::ThresholdJudge(const v1::Scenario& scenario)
    : selections_of_(static_cast<size_t>(scenario.request_names_size())) {
  for (const v1::Threshold& threshold : scenario.thresholds()) {
    const std::vector<uint32_t> ids(threshold.name_ids().begin(), threshold.name_ids().end());
    auto found = std::find_if(selections_.begin(), selections_.end(),
                              [&ids](const Selection& one) { return one.name_ids == ids; });
    if (found == selections_.end()) {
      found = selections_.insert(found, Selection());
      found->name_ids = ids;
      const auto index = selections_.size() - 1;
      for (const uint32_t id : ids) selections_of_[id].push_back(index);
      for (auto& of_name : selections_of_) {
        if (ids.empty()) of_name.push_back(index);
      }
    }
    found->seconds_kept = std::max(found->seconds_kept, SecondsOf(threshold));
    lines_.push_back(
        {threshold, static_cast<size_t>(found - selections_.begin()), v1::ThresholdState()});
  }
}

void ThresholdJudge::Add(int64_t second, const v1::RequestStats& stats) {
  for (const size_t index : selections_of_[stats.name_id()]) {
    Selection& selection = selections_[index];
    selection.whole.Add(stats);
    if (second >= judged_ - selection.seconds_kept && selection.seconds_kept > 0) {
      selection.seconds[second].Add(stats);
    }
  }
}

void ThresholdJudge::Restart(Duration offset) {
  begin_ = windows_from_ = offset;
  judged_ = WholeSeconds(offset);
  for (Selection& selection : selections_) {
    selection.whole = OutcomeSums();
    selection.seconds.clear();
  }
  for (Line& line : lines_) line.found.Clear();
}

void ThresholdJudge::Take(Line& line, std::optional<double> value, Duration at,
                          std::vector<Broken>* broken) {
  if (!value) return;
  v1::ThresholdState& found = line.found;
  found.set_judged(true);
  found.set_value(*value);
  found.set_holds_now(Holds(line.threshold, *value));
  if (found.holds_now() || found.has_first_broken_us()) return;
  found.set_first_broken_us(ToMicros(at));
  found.set_first_broken_value(*value);
  broken->push_back({at,
                     absl::StrCat("Threshold broken: ", line.threshold.text(), ", it is ",
                                  ThresholdValueText(UnitOf(line.threshold.measure()), *value)),
                     line.threshold.abort()});
}

// The window that ends with second `end`, if it lies within what counts.
void ThresholdJudge::JudgeWindow(Line& line, int64_t end, std::vector<Broken>* broken) {
  const int64_t length = SecondsOf(line.threshold), first = end - length;
  const Duration from = std::max(windows_from_, FromMicros(line.threshold.after_us()));
  if (std::chrono::seconds(first) < from) return;
  const auto& seconds = selections_[line.selection].seconds;
  OutcomeSums sums;
  for (auto it = seconds.lower_bound(first); it != seconds.end() && it->first < end; ++it) {
    sums.Merge(it->second);
  }
  Take(line, sums.ValueOf(line.threshold, static_cast<double>(length)), std::chrono::seconds(end),
       broken);
}

void ThresholdJudge::JudgeSoFar(Line& line, Duration now, bool final, std::vector<Broken>* broken) {
  const std::optional<double> value =
      selections_[line.selection].whole.ValueOf(line.threshold, ToSeconds(now - begin_));
  const bool early = now < FromMicros(line.threshold.after_us()) || NeedsWholeRun(line.threshold);
  if (final || !early) return Take(line, value, now, broken);
  if (!value) return;
  line.found.set_value(*value);
  line.found.set_holds_now(Holds(line.threshold, *value));
}

void ThresholdJudge::JudgeSeconds(int64_t end, std::vector<Broken>* broken) {
  while (judged_ < end) {
    ++judged_;
    for (Line& line : lines_) {
      if (line.threshold.window_us() > 0) JudgeWindow(line, judged_, broken);
    }
  }
  for (Selection& selection : selections_) {
    auto& seconds = selection.seconds;
    seconds.erase(seconds.begin(), seconds.lower_bound(judged_ - selection.seconds_kept));
    for (auto& [second, sums] : seconds) {
      if (second < judged_ - kOpenSeconds) sums.Pack();
    }
  }
}

std::vector<ThresholdJudge::Broken> ThresholdJudge::Judge(Duration covered) {
  std::vector<Broken> broken;
  if (lines_.empty() || WholeSeconds(covered) <= judged_) return broken;
  JudgeSeconds(WholeSeconds(covered), &broken);
  for (Line& line : lines_) {
    if (line.threshold.window_us() == 0) JudgeSoFar(line, covered, false, &broken);
  }
  return broken;
}

// A run that was shorter than a window is one.
std::vector<ThresholdJudge::Broken> ThresholdJudge::Finish(Duration end) {
  std::vector<Broken> broken;
  if (lines_.empty()) return broken;
  JudgeSeconds(WholeSeconds(end), &broken);
  for (Line& line : lines_) {
    const bool whole = line.threshold.window_us() == 0 || !line.found.judged();
    if (whole) JudgeSoFar(line, end, true, &broken);
  }
  return broken;
}

void ThresholdJudge::Fill(google::protobuf::RepeatedPtrField<v1::ThresholdResult>* out) const {
  for (const Line& line : lines_) {
    const v1::ThresholdState& found = line.found;
    v1::ThresholdResult* const result = out->Add();
    result->set_text(line.threshold.text());
    result->set_unit(UnitOf(line.threshold.measure()));
    result->set_comparison(ComparisonText(line.threshold.comparison()));
    result->set_limit(line.threshold.limit());
    result->set_state(StateOf(line.threshold, found));
    result->set_abort(line.threshold.abort());
    if (!found.has_value()) continue;
    result->set_value(found.value());
    result->set_holds_now(found.holds_now());
    if (!found.has_first_broken_us()) continue;
    result->set_first_broken_us(found.first_broken_us());
    result->set_first_broken_value(found.first_broken_value());
  }
}

void ThresholdJudge::Save(google::protobuf::RepeatedPtrField<v1::ThresholdState>* out) const {
  for (const Line& line : lines_) *out->Add() = line.found;
}

void ThresholdJudge::Restore(const google::protobuf::RepeatedPtrField<v1::ThresholdState>& states,
                             Duration begin, Duration covered) {
  Restart(begin);
  judged_ = std::max(judged_, WholeSeconds(covered));
  windows_from_ = std::max(begin, covered);
  const auto count = std::min(lines_.size(), static_cast<size_t>(states.size()));
  for (size_t i = 0; i < count; ++i) lines_[i].found = states[static_cast<int>(i)];
}

void ThresholdJudge::RestoreSums(const v1::RequestStats& stats) {
  for (const size_t index : selections_of_[stats.name_id()]) selections_[index].whole.Add(stats);
}

void ThresholdJudge::RestoreErrors(uint32_t name_id, const v1::ErrorCount& error) {
  if (name_id >= selections_of_.size()) return;
  for (const size_t index : selections_of_[name_id]) {
    selections_[index].whole.AddErrors(error.kind(), error.count());
  }
}

}  // namespace aurax::load::master
