#include "master/views/console.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/duration_text.h"
#include "master/judge/threshold_text.h"
#include "master/views/figures.h"
#include "master/views/workers_table.h"

namespace aurax::load::master {
namespace {

constexpr int kTypeWidth = 8;

std::string Dashes(int count) { return std::string(static_cast<size_t>(std::max(count, 0)), '-'); }

// Python's "%*d" of a float: what is behind the point goes, without rounding.
std::string Truncated(double value, int width) {
  return absl::StrFormat("%*d", width, static_cast<int64_t>(value));
}

std::string Failures(const v1::Entry& entry) {
  double percent = entry.failures() > 0 ? 100 : 0;
  if (entry.requests() > 0) {
    percent = static_cast<double>(entry.failures()) / static_cast<double>(entry.requests()) * 100;
  }
  return absl::StrFormat("%d(%.2f%%)", entry.failures(), percent);
}

std::string StatisticsRow(const v1::Entry& entry, bool current, int name_width) {
  const v1::Latency& time = entry.response_time();
  const std::string method = entry.method().empty() ? "" : Printable(entry.method()) + " ";
  return absl::StrCat(
      PadRight(method, kTypeWidth), " ", PadRight(Printable(entry.name()), name_width), " ",
      absl::StrFormat("%7d %12s |", entry.requests(), Failures(entry)),
      Truncated(Ms(time.average_us()), 7), " ",
      Truncated(Ms(static_cast<double>(time.min_us())), 7), " ",
      Truncated(Ms(static_cast<double>(time.max_us())), 7), Truncated(Ms(time.median_us()), 7),
      absl::StrFormat(" | %7.2f %11.2f\n", current ? entry.current_rps() : entry.total_rps(),
                      current ? entry.current_failures_per_s() : entry.total_failures_per_s()));
}

std::string PercentileRow(const v1::Entry& entry, int name_width) {
  std::string row = absl::StrCat(PadRight(Printable(entry.method()), kTypeWidth), " ",
                                 PadRight(Printable(entry.name()), name_width), " ");
  for (size_t i = 0; i < kLocustPercentiles.size(); ++i) {
    const double ms = PercentileMs(entry.response_time(), kLocustPercentiles[i].percent);
    absl::StrAppend(&row, Truncated(ms, i == 0 ? 8 : 6), " ");
  }
  return absl::StrCat(row, absl::StrFormat("%6d\n", entry.requests()));
}

std::string PercentileText(const v1::Latency& latency, double percent) {
  if (latency.count() == 0) return "-";
  const double ms = PercentileMs(latency, percent);
  return ms < 10 ? absl::StrFormat("%.1f ms", ms) : absl::StrFormat("%.0f ms", ms);
}

std::string WholeSeconds(int64_t us) {
  return FormatDuration(FromMicros(std::max<int64_t>(us, 0) / 1000000 * 1000000));
}

}  // namespace

int NameWidth(std::optional<int> terminal_columns) {
  if (!terminal_columns) return 80;
  return std::clamp(*terminal_columns - 80, 0, 80);
}

std::string StatisticsTable(const v1::Report& report, bool current, int name_width) {
  // Locust gives the name column 4 of the characters it saved elsewhere. Below 4 its format string
  // becomes "%--2s", which Python reads as left-justified in 2.
  const int column = name_width - kTypeWidth + 4;
  const int padding = std::abs(column);
  const std::string separator =
      absl::StrCat(Dashes(kTypeWidth), "|", Dashes(column),
                   "|-------|-------------|-------|-------|-------|-------|--------|-----------\n");
  std::string table =
      absl::StrCat(PadRight("Type", kTypeWidth), " ", PadRight("Name", padding), " ",
                   absl::StrFormat("%7s %12s |%7s %7s %7s%7s | %7s %11s\n", "# reqs", "# fails",
                                   "Avg", "Min", "Max", "Med", "req/s", "failures/s"),
                   separator);
  for (const v1::Entry& entry : report.entries()) {
    absl::StrAppend(&table, StatisticsRow(entry, current, padding));
  }
  return absl::StrCat(table, separator, StatisticsRow(report.total(), current, padding), "\n");
}

std::string PercentileTable(const v1::Report& report, int name_width) {
  std::string separator = absl::StrCat(Dashes(kTypeWidth), "|", Dashes(name_width), "|--------");
  for (size_t i = 0; i < kLocustPercentiles.size(); ++i) absl::StrAppend(&separator, "|------");
  std::string table = absl::StrCat("Response time percentiles (approximated)\n",
                                   PadRight("Type", kTypeWidth), " ", PadRight("Name", name_width));
  // Locust's format was made for the count to come first: the wide column heads "50%", the last
  // narrow one "# reqs".
  for (size_t i = 0; i < kLocustPercentiles.size(); ++i) {
    absl::StrAppendFormat(&table, " %*s", i == 0 ? 8 : 6, kLocustPercentiles[i].title);
  }
  absl::StrAppend(&table, " # reqs\n", separator, "\n");
  for (const v1::Entry& entry : report.entries()) {
    if (entry.response_time().count() > 0) {
      absl::StrAppend(&table, PercentileRow(entry, name_width));
    }
  }
  absl::StrAppend(&table, separator, "\n");
  if (report.total().response_time().count() > 0) {
    absl::StrAppend(&table, PercentileRow(report.total(), name_width));
  }
  return table + "\n";
}

std::string ErrorTable(const v1::Report& report, int name_width) {
  if (report.errors().empty()) return "";
  const std::string separator = absl::StrCat(Dashes(18), "|", Dashes(80 + name_width - 19), "\n");
  std::string table = absl::StrCat("Error report\n", PadRight("# occurrences", 18), " ",
                                   PadRight("Error", 100), "\n", separator);
  for (const v1::ErrorGroup& error : report.errors()) {
    const std::string text = absl::StrCat(error.method(), " ", error.name(), ": ", error.message());
    absl::StrAppend(&table, PadRight(absl::StrCat(error.occurrences()), 18), " ",
                    PadRight(Printable(text), 100), "\n");
  }
  return absl::StrCat(table, separator, "\n");
}

std::string ThresholdTable(const v1::Report& report) {
  if (report.thresholds().empty()) return "";
  std::string table = absl::StrFormat("Thresholds: %d of %d broken\n", CountBroken(report),
                                      report.thresholds_size());
  int width = 0;
  for (const v1::ThresholdResult& one : report.thresholds()) {
    width = std::max(width, CharacterCount(Printable(one.text())));
  }
  absl::StrAppend(&table, Dashes(8), "|", Dashes(width), "|", Dashes(40), "\n");
  for (const v1::ThresholdResult& one : report.thresholds()) {
    absl::StrAppend(&table, PadRight(StateText(one.state()), 8), " ",
                    PadRight(Printable(one.text()), width), " ", FindingText(one), "\n");
  }
  return table + "\n";
}

std::string ProgressLine(const v1::Report& report) {
  const v1::RunFacts& run = report.run();
  const v1::Entry& total = report.total();
  std::string line = absl::StrCat(run.state(), " ", WholeSeconds(run.elapsed_us()));
  if (run.has_run_time_us()) absl::StrAppend(&line, "/", WholeSeconds(run.run_time_us()));
  absl::StrAppend(&line, "  users ", run.user_count());
  if (run.user_count() != run.target_users()) absl::StrAppend(&line, "/", run.target_users());
  absl::StrAppendFormat(&line, "  %.1f req/s  %.1f failures/s", total.current_rps(),
                        total.current_failures_per_s());
  const v1::Latency& time = total.current_response_time();
  if (IsCluster(report)) absl::StrAppend(&line, "  workers ", WorkersPresent(report));
  absl::StrAppend(&line, "  p50 ", PercentileText(time, 50), "  p95 ", PercentileText(time, 95));
  if (report.thresholds_size() > 0) {
    absl::StrAppend(&line, "  thresholds broken ", CountBroken(report), "/",
                    report.thresholds_size());
  }
  return line;
}

}  // namespace aurax::load::master
