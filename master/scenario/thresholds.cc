#include "master/scenario/thresholds.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/duration_text.h"
#include "master/judge/threshold_syntax.h"
#include "master/scenario/keys.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kLongestWindowUs = 600 * kSecondUs;
constexpr size_t kMostThresholds = 1000;

std::string Title(const v1::RequestName& name) {
  return absl::StrCat(name.method(), " ", name.name());
}

// Indices into `names`, ascending.
std::vector<uint32_t> Meant(const std::string& wanted, const ThresholdNames& names) {
  const auto those = [&names](auto fits) {
    std::vector<uint32_t> ids;
    for (uint32_t id = 0; id < names.size(); ++id) {
      if (fits(names[id])) ids.push_back(id);
    }
    return ids;
  };
  auto ids = those([&](const v1::RequestName& name) { return name.name() == wanted; });
  if (ids.empty()) ids = those([&](const v1::RequestName& name) { return Title(name) == wanted; });
  if (!ids.empty()) return ids;
  return those([&](const v1::RequestName& name) { return absl::StartsWith(Title(name), wanted); });
}

void ReadScope(const YamlNode& node, Mistakes& mistakes, v1::Threshold* threshold) {
  if (const YamlNode* n = node.Find("window")) {
    const auto us = ReadMicros(*n, "window", mistakes);
    if (us && (*us < kSecondUs || *us > kLongestWindowUs || *us % kSecondUs != 0)) {
      mistakes.Add(n->place, "window must be whole seconds, from 1s to 10m");
    } else if (us) {
      threshold->set_window_us(*us);
      absl::StrAppend(threshold->mutable_text(), " in each ", FormatDuration(FromMicros(*us)));
    }
  }
  if (const YamlNode* n = node.Find("after")) {
    if (const auto us = ReadMicros(*n, "after", mistakes)) {
      threshold->set_after_us(*us);
      absl::StrAppend(threshold->mutable_text(), " after ", FormatDuration(FromMicros(*us)));
    }
  }
  if (const YamlNode* n = node.Find("abort")) {
    threshold->set_abort(ReadBool(*n, "abort", mistakes).value_or(false));
  }
}

// Of one ReadThresholds().
class ThresholdReading {
 public:
  ThresholdReading(const ThresholdNames& all, Draft& draft) : all_(all), draft_(draft) {}

  void AddItem(const YamlNode& item);
  // The command line's.
  void AddText(const std::string& text);
  // A task without weight runs only when its tags are asked for: no news.
  void WarnOfThoseLeftOut() const;

 private:
  // One check; `place_at` tells where a character of its text is. Nothing: it holds a mistake, or
  // none of its requests run.
  template <typename PlaceAt>
  std::optional<v1::Threshold> ReadCheck(const std::string& text, PlaceAt place_at);
  void Keep(v1::Threshold threshold);

  const ThresholdNames& all_;
  Draft& draft_;
  std::vector<std::string> left_out_;
};

template <typename PlaceAt>
std::optional<v1::Threshold> ThresholdReading::ReadCheck(const std::string& text,
                                                         PlaceAt place_at) {
  ParsedThreshold parsed = ParseThreshold(text);
  if (parsed.mistake) {
    draft_.mistakes.Add(place_at(parsed.mistake->offset), parsed.mistake->message);
    return std::nullopt;
  }
  v1::Threshold& threshold = parsed.threshold;
  if (threshold.name().empty()) return threshold;
  const auto ids = Meant(threshold.name(), NamesOf(draft_.scenario));
  threshold.mutable_name_ids()->Assign(ids.begin(), ids.end());
  if (!ids.empty()) return threshold;
  if (!Meant(threshold.name(), all_).empty()) {
    left_out_.push_back(text);
    return std::nullopt;
  }
  std::vector<std::string> known;
  for (const v1::RequestName& name : all_) known.push_back(name.name());
  draft_.mistakes.AddUnknown(place_at(parsed.name_offset), "request name", threshold.name(), known);
  return std::nullopt;
}

// Views know them by their texts.
void ThresholdReading::Keep(v1::Threshold threshold) {
  for (const v1::Threshold& other : draft_.scenario.thresholds()) {
    if (other.text() == threshold.text()) return;
  }
  *draft_.scenario.add_thresholds() = std::move(threshold);
}

// The keys beside the check are looked at even where it holds a mistake.
void ThresholdReading::AddItem(const YamlNode& item) {
  Mistakes& mistakes = draft_.mistakes;
  const bool mapping = item.kind == YamlNode::Kind::kMapping;
  if (mapping) CheckKeysOf(item, ThresholdKeys(), "a threshold", mistakes);
  const YamlNode* check = mapping ? item.Find("check") : &item;
  if (check == nullptr) {
    return mistakes.Add(item.place, "a threshold needs a check, such as p(95) < 2s");
  }
  std::optional<v1::Threshold> threshold;
  if (const auto text = ReadText(*check, "a threshold", mistakes)) {
    threshold = ReadCheck(*text, [check](size_t offset) { return check->At(offset); });
  }
  v1::Threshold unused;
  if (mapping) ReadScope(item, mistakes, threshold ? &*threshold : &unused);
  if (threshold) Keep(*std::move(threshold));
}

void ThresholdReading::AddText(const std::string& text) {
  const int file = draft_.mistakes.AddFile(absl::StrCat("--threshold '", text, "'"));
  const auto place_at = [file](size_t offset) {
    return Place{file, 1, static_cast<int>(offset) + 1};
  };
  if (auto threshold = ReadCheck(text, place_at)) Keep(*std::move(threshold));
}

void ThresholdReading::WarnOfThoseLeftOut() const {
  const ScenarioOptions& options = draft_.options;
  const bool chosen = !options.tags.empty() || !options.exclude_tags.empty() ||
                      !options.user_classes.empty() || !options.thresholds.empty();
  if (left_out_.empty() || !chosen) return;
  draft_.mistakes.Warn(absl::StrCat("thresholds left out, as their requests do not run: ",
                                    absl::StrJoin(left_out_, "; ")));
}

}  // namespace

ThresholdNames NamesOf(const v1::Scenario& scenario) {
  return {scenario.request_names().begin(), scenario.request_names().end()};
}

void ReadThresholds(const YamlNode* node, const ThresholdNames& all, Draft& draft) {
  ThresholdReading reading(all, draft);
  if (node != nullptr && RequireList(*node, "thresholds", draft.mistakes)) {
    if (node->items.size() > kMostThresholds) {
      draft.mistakes.Add(node->place, absl::StrCat("at most ", kMostThresholds, " thresholds"));
    }
    for (const YamlNode& item : node->items) reading.AddItem(item);
    if (draft.options.ignore_thresholds) draft.scenario.clear_thresholds();
  }
  for (const std::string& text : draft.options.thresholds) reading.AddText(text);
  reading.WarnOfThoseLeftOut();
}

}  // namespace aurax::load::master
