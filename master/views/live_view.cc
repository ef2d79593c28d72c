#include "master/views/live_view.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/duration_text.h"
#include "master/judge/threshold_text.h"
#include "master/views/figures.h"
#include "master/views/workers_table.h"

namespace aurax::load::master {
namespace {

constexpr int kNames = 5;
constexpr char kHint[] = "keys: w/W +1/+10 users   s/S -1/-10 users   q stop";
constexpr char kShortHint[] = "w/W +1/+10 users  s/S -1/-10  q stop";
constexpr char kShortestHint[] = "w W + users  s S -  q stop";

std::string Seconds(int64_t us) {
  return FormatDuration(FromMicros(std::max<int64_t>(us, 0) / 1000000 * 1000000));
}

std::string Time(const v1::Latency& latency, double percent) {
  if (latency.count() == 0) return "-";
  const double ms = PercentileMs(latency, percent);
  return ms < 100 ? absl::StrFormat("%.2f", ms) : absl::StrFormat("%.0f", ms);
}

// "running  [#####-----]  12s / 30s": the bar takes what the line has left.
std::string ProgressText(const v1::RunFacts& run, int width) {
  const std::string state = Printable(run.state());
  if (!run.has_run_time_us() || run.run_time_us() <= 0) {
    return absl::StrCat(state, "  ", Seconds(run.elapsed_us()), ", no time limit");
  }
  const double done = std::clamp(
      static_cast<double>(run.elapsed_us()) / static_cast<double>(run.run_time_us()), 0.0, 1.0);
  const std::string times =
      absl::StrFormat("%s / %s  %.0f%%", Seconds(run.elapsed_us()), Seconds(run.run_time_us()),
                      static_cast<double>(static_cast<int>(done * 100)));
  const int bar = std::min(width - DisplayWidth(state) - DisplayWidth(times) - 6, 40);
  if (bar < 8) return absl::StrCat(state, "  ", times);
  const int filled = static_cast<int>(done * bar);
  return absl::StrCat(state, "  [", std::string(static_cast<size_t>(filled), '#'),
                      std::string(static_cast<size_t>(bar - filled), '-'), "]  ", times);
}

// The first of the variants that fits, from the fullest to the shortest.
std::string Fitting(const std::vector<std::string>& variants, int width) {
  for (const std::string& text : variants) {
    if (DisplayWidth(text) <= width) return text;
  }
  return variants.back();
}

std::string LoadText(const v1::Report& report, int width) {
  const v1::Entry& total = report.total();
  const double failing =
      total.current_rps() > 0 ? total.current_failures_per_s() / total.current_rps() * 100 : 0;
  const std::string users =
      absl::StrCat("users ", report.run().user_count(), "/", report.run().target_users());
  const std::string workers =
      IsCluster(report) ? absl::StrCat("workers ", WorkersPresent(report), "   ") : "";
  const std::string rate = absl::StrFormat("%.1f req/s", total.current_rps());
  return Fitting({absl::StrFormat("%s%s   %s   %.1f failures/s (%.1f%%)", workers, users, rate,
                                  total.current_failures_per_s(), failing),
                  absl::StrFormat("%s%s  %s  %.1f%% fail", workers, users, rate, failing),
                  absl::StrFormat("%s  %s  %.1f%% fail", users, rate, failing),
                  absl::StrFormat("%s  %s", users, rate)},
                 width);
}

std::string TimesText(const v1::Latency& last, int width) {
  const std::string p50 = Time(last, 50);
  const std::string p95 = Time(last, 95);
  const std::string p99 = Time(last, 99);
  return Fitting(
      {absl::StrCat("last 10 s: p50 ", p50, " ms   p95 ", p95, " ms   p99 ", p99, " ms"),
       absl::StrCat("ms: p50 ", p50, " p95 ", p95, " p99 ", p99), absl::StrCat("p95 ", p95, " ms")},
      width);
}

// The first of the broken thresholds stands for all; empty: none is.
std::string BrokenText(const v1::Report& report, int width) {
  for (const v1::ThresholdResult& one : report.thresholds()) {
    if (one.state() != v1::ThresholdResult::STATE_BROKEN) continue;
    const std::string count = absl::StrFormat("thresholds: %d of %d broken", CountBroken(report),
                                              report.thresholds_size());
    return Fitting({absl::StrCat(count, "   ", Printable(one.text()), ": ",
                                 ThresholdValueText(one.unit(), one.value())),
                    count},
                   width);
  }
  return "";
}

// A terminal below 56 columns shows the rate and p95 only.
std::string NameRow(std::string_view name, std::string_view rate, std::string_view failures,
                    std::string_view p50, std::string_view p95, int width) {
  const std::string figures = width < 56
                                  ? absl::StrFormat("%8s %8s", rate, p95)
                                  : absl::StrFormat("%8s %8s %9s %9s", rate, failures, p50, p95);
  const int room = std::clamp(width - static_cast<int>(figures.size()) - 3, 8, 48);
  const std::string cut = CutToWidth(name, room);
  const std::string gap(static_cast<size_t>(std::max(room - DisplayWidth(cut), 0) + 1), ' ');
  return absl::StrCat("  ", cut, gap, figures);
}

std::vector<std::string> BusiestNames(const v1::Report& report, int width, int most) {
  std::vector<const v1::Entry*> entries;
  for (const v1::Entry& entry : report.entries()) entries.push_back(&entry);
  std::stable_sort(entries.begin(), entries.end(), [](const v1::Entry* a, const v1::Entry* b) {
    return a->current_rps() > b->current_rps();
  });
  // Without a row for a name, the heading says nothing.
  const int shown = std::min({static_cast<int>(entries.size()), kNames, most - 1});
  if (shown < 1) return {};
  std::vector<std::string> lines = {
      NameRow("busiest", "req/s", "fail/s", "p50 ms", "p95 ms", width)};
  for (int i = 0; i < shown; ++i) {
    const v1::Entry& entry = *entries[static_cast<size_t>(i)];
    lines.push_back(NameRow(Printable(absl::StrCat(entry.method(), " ", entry.name())),
                            absl::StrFormat("%.1f", entry.current_rps()),
                            absl::StrFormat("%.1f", entry.current_failures_per_s()),
                            Time(entry.current_response_time(), 50),
                            Time(entry.current_response_time(), 95), width));
  }
  return lines;
}

}  // namespace

std::string RenderLiveView(const v1::Report& report, int columns, int rows) {
  const int width = std::max(columns - 1, 1);
  const int height = std::max(rows - 1, 1);
  std::vector<std::string> lines = {ProgressText(report.run(), width), LoadText(report, width),
                                    TimesText(report.total().current_response_time(), width)};
  if (const std::string broken = BrokenText(report, width); !broken.empty())
    lines.push_back(broken);
  for (std::string& line :
       BusiestNames(report, width, height - static_cast<int>(lines.size()) - 1)) {
    lines.push_back(std::move(line));
  }
  lines.push_back(Fitting({kHint, kShortHint, kShortestHint}, width));
  if (static_cast<int>(lines.size()) > height) lines.resize(static_cast<size_t>(height));
  std::string block;
  for (const std::string& line : lines) absl::StrAppend(&block, CutToWidth(line, width), "\n");
  return block;
}

int LiveView::LinesUp(int columns) const {
  int lines = 0;
  for (const int width : widths_) {
    lines += columns > 0 ? std::max((width + columns - 1) / columns, 1) : 1;
  }
  return lines;
}

std::string LiveView::Redraw(const v1::Report& report, int columns, int rows) {
  const int up = LinesUp(columns);
  std::string out = "\r";
  if (up > 0) absl::StrAppendFormat(&out, "\x1b[%dA", up);
  widths_.clear();
  columns_ = columns;
  // Each line is overwritten before the rest of it is erased: nothing flickers.
  std::string block = RenderLiveView(report, columns, rows);
  block.pop_back();
  for (const auto line : absl::StrSplit(block, '\n')) {
    widths_.push_back(DisplayWidth(std::string(line)));
    absl::StrAppend(&out, line, "\x1b[K\n");
  }
  return out + "\x1b[J";
}

std::string LiveView::Clear() {
  if (widths_.empty()) return "";
  const int up = LinesUp(columns_);
  widths_.clear();
  return absl::StrFormat("\r\x1b[%dA\x1b[J", up);
}

}  // namespace aurax::load::master
