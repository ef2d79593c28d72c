#include "master/stage_text.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/duration_text.h"

namespace aurax::load::master {
namespace {

using Stages = google::protobuf::RepeatedPtrField<v1::LoadStage>;

constexpr int kColumns = 60;
constexpr int kRows = 10;

std::string StageName(const v1::LoadStage& stage) {
  return stage.name().empty() ? "" : absl::StrCat(" (", stage.name(), ")");
}

std::string Course(uint32_t users, Duration length, bool jump) {
  return absl::StrFormat("%s%d users %s %s", jump ? "" : "to ", users, jump ? "for" : "over",
                         FormatDuration(length));
}

// A plan without an end is drawn until a while after its ramp.
Duration Shown(const LoadProfile& profile) {
  if (profile.end()) return *profile.end();
  return std::max(profile.LastChange() * 5 / 4, Duration(std::chrono::seconds(1)));
}

// A column is as high as the most users at any moment of it.
std::string Drawing(const LoadProfile& profile) {
  const Duration shown = Shown(profile);
  const double peak = std::max(1.0, profile.PeakTarget());
  std::vector<double> highest(kColumns, 0);
  for (int i = 0; i < kColumns; ++i) {
    const Duration from = shown * i / kColumns, to = shown * (i + 1) / kColumns;
    highest[i] = profile.TargetAt(from);
    if (to < shown) highest[i] = std::max(highest[i], profile.TargetAt(to - Duration(1)));
    for (const LoadProfile::Segment& s : profile.segments()) {
      for (const Duration at : {s.start, s.end()}) {
        if (at >= from && at < to) highest[i] = std::max(highest[i], profile.TargetAt(at));
      }
    }
  }
  std::string out;
  for (int row = kRows; row >= 1; --row) {
    const bool labelled = row == kRows || row == kRows / 2;
    const std::string label =
        labelled ? absl::StrFormat("%.0f", std::ceil(peak * row / kRows)) : "";
    std::string line;
    for (const double users : highest) {
      line += users >= peak * (row - 0.5) / kRows || (row == 1 && users > 0) ? '#' : ' ';
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    absl::StrAppendFormat(&out, "%9s |%s\n", label, line);
  }
  const std::string end = profile.end() ? FormatDuration(shown) : "...";
  absl::StrAppendFormat(&out, "%9s +%s\n%11s%s%s\n", "users", std::string(kColumns, '-'), "0",
                        std::string(std::max<size_t>(1, kColumns - end.size()), ' '), end);
  return out;
}

void AppendLine(Duration from, const std::string& course, std::string* out) {
  absl::StrAppendFormat(out, "%10s  %s\n", FormatDuration(from), course);
}

}  // namespace

std::string StageText(const Stages& stages, int index) {
  const v1::LoadStage& stage = stages[index];
  int number = 0, all = 0;
  for (int i = 0; i < stages.size(); ++i) {
    if (!stages[i].goes_on()) ++all;
    if (i == index) number = all;
  }
  uint32_t most = stage.users();
  Duration length = FromMicros(stage.duration_us());
  int end = index + 1;
  for (; end < stages.size() && stages[end].goes_on(); ++end) {
    most = std::max(most, stages[end].users());
    length += FromMicros(stages[end].duration_us());
  }
  const std::string course = end - index > 1 ? absl::StrFormat("a curve of up to %d users for %s",
                                                               most, FormatDuration(length))
                                             : Course(stage.users(), length, stage.jump());
  return absl::StrFormat("Stage %d of %d%s: %s", number, all, StageName(stage), course);
}

std::string ProfileText(const LoadProfile& profile, const Stages& stages) {
  std::string out = absl::StrCat(Drawing(profile), "\n");
  Duration from{0};
  if (stages.empty()) {
    for (const LoadProfile::Segment& s : profile.segments()) {
      AppendLine(s.start, Course(UsersOf(s.to_users), s.length, false), &out);
    }
  }
  for (int i = 0; i < stages.size(); ++i) {
    if (!stages[i].goes_on()) AppendLine(from, StageText(stages, i), &out);
    from += FromMicros(stages[i].duration_us());
  }
  if (profile.end()) {
    AppendLine(*profile.end(), "the run ends", &out);
  } else {
    out += "            the run goes on until it is stopped\n";
  }
  return out;
}

}  // namespace aurax::load::master
