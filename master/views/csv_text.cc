// The texts of csv_files.h: what Locust's StatsCSV writes (reference 3.4), cell by cell.
#include <cmath>
#include <ctime>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "master/views/csv_files.h"
#include "master/views/figures.h"

namespace aurax::load::master {
namespace {

// RFC 4180, quoted only where needed, as Python's csv module does by default.
std::string Cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

std::string Row(const std::vector<std::string>& cells) {
  return absl::StrJoin(
             cells, ",",
             [](std::string* out, const std::string& cell) { absl::StrAppend(out, Cell(cell)); }) +
         "\r\n";
}

std::vector<std::string> PercentileTitles() {
  std::vector<std::string> titles;
  titles.reserve(std::size(kLocustPercentiles));
  for (const PercentileColumn& column : kLocustPercentiles) titles.emplace_back(column.title);
  return titles;
}

void Append(std::vector<std::string>* cells, const std::vector<std::string>& more) {
  cells->insert(cells->end(), more.begin(), more.end());
}

// Locust's cells are "N/A" for an entry without requests, and 0 where the distribution is empty all
// the same.
std::vector<std::string> Percentiles(const v1::Entry& entry, const v1::Latency& latency,
                                     bool integers) {
  std::vector<std::string> cells;
  for (const PercentileColumn& column : kLocustPercentiles) {
    const double ms = PercentileMs(latency, column.percent);
    cells.push_back(entry.requests() == 0 ? "N/A"
                    : integers            ? absl::StrCat(static_cast<int64_t>(ms))
                                          : TrimmedDecimal(ms));
  }
  return cells;
}

// Request Count ... Average Content Size. Python's ints stay without a point: a minimum, maximum or
// size of nothing.
std::vector<std::string> Totals(const v1::Entry& entry) {
  const v1::Latency& time = entry.response_time();
  const auto exact = [](uint64_t us) { return PythonFloat(Ms(static_cast<double>(us))); };
  return {absl::StrCat(entry.requests()),
          absl::StrCat(entry.failures()),
          TrimmedDecimal(Ms(time.median_us())),
          PythonFloat(Ms(time.average_us())),
          time.min_us() == 0 ? "0" : exact(time.min_us()),
          time.count() == 0 ? "0" : exact(time.max_us()),
          entry.requests() == 0 ? "0"
                                : PythonFloat(static_cast<double>(entry.body_bytes()) /
                                              static_cast<double>(entry.requests()))};
}

std::string StatisticsRow(const v1::Entry& entry, bool integers) {
  std::vector<std::string> cells = {entry.method(), entry.name()};
  Append(&cells, Totals(entry));
  Append(&cells, {PythonFloat(entry.total_rps()), PythonFloat(entry.total_failures_per_s())});
  Append(&cells, Percentiles(entry, entry.response_time(), integers));
  return Row(cells);
}

std::string HistoryRow(const v1::Report& report, const v1::Entry& entry, bool full_history) {
  std::vector<std::string> cells = {absl::StrCat(report.run().report_unix_us() / 1'000'000),
                                    absl::StrCat(report.run().user_count()),
                                    entry.method(),
                                    entry.name(),
                                    absl::StrFormat("%f", entry.current_rps()),
                                    absl::StrFormat("%f", entry.current_failures_per_s())};
  Append(&cells,
         Percentiles(entry, full_history ? entry.current_response_time() : entry.response_time(),
                     report.run().locust_rounding()));
  Append(&cells, Totals(entry));
  return Row(cells);
}

// "2026-11-23T08:12:37Z", or nothing for a time that is not known.
std::string Utc(int64_t unix_us) {
  if (unix_us == 0) return "";
  const std::time_t seconds = unix_us / 1'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  return std::string(text, std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc));
}

// A report does not say which worker met an exception; with one there is no doubt.
std::string Node(const v1::Report& report) {
  if (report.ledger().workers().empty()) return "local";
  return report.ledger().workers_size() == 1 ? report.ledger().workers(0).worker_id() : "";
}

}  // namespace

std::string StatisticsCsv(const v1::Report& report) {
  std::vector<std::string> titles = {"Type",
                                     "Name",
                                     "Request Count",
                                     "Failure Count",
                                     "Median Response Time",
                                     "Average Response Time",
                                     "Min Response Time",
                                     "Max Response Time",
                                     "Average Content Size",
                                     "Requests/s",
                                     "Failures/s"};
  Append(&titles, PercentileTitles());
  std::string text = Row(titles);
  for (const v1::Entry& entry : report.entries()) {
    absl::StrAppend(&text, StatisticsRow(entry, report.run().locust_rounding()));
  }
  return text + StatisticsRow(report.total(), report.run().locust_rounding());
}

std::string HistoryCsvHeader() {
  std::vector<std::string> titles = {"Timestamp", "User Count", "Type",
                                     "Name",      "Requests/s", "Failures/s"};
  Append(&titles, PercentileTitles());
  Append(&titles, {"Total Request Count", "Total Failure Count", "Total Median Response Time",
                   "Total Average Response Time", "Total Min Response Time",
                   "Total Max Response Time", "Total Average Content Size"});
  return Row(titles);
}

std::string HistoryCsvRows(const v1::Report& report, bool full_history) {
  std::string rows;
  if (full_history) {
    for (const v1::Entry& entry : report.entries()) {
      absl::StrAppend(&rows, HistoryRow(report, entry, true));
    }
  }
  return rows + HistoryRow(report, report.total(), full_history);
}

std::string FailuresCsv(const v1::Report& report) {
  std::string text = Row({"Method", "Name", "Error", "Occurrences", "First Seen", "Last Seen"});
  for (const v1::ErrorGroup& error : report.errors()) {
    absl::StrAppend(&text, Row({error.method(), error.name(), error.message(),
                                absl::StrCat(error.occurrences()), Utc(error.first_unix_us()),
                                Utc(error.last_unix_us())}));
  }
  return text;
}

std::string ExceptionsCsv(const v1::Report& report) {
  std::string text = Row({"Count", "Message", "Traceback", "Nodes"});
  for (const v1::ErrorGroup& group : report.exceptions()) {
    absl::StrAppend(&text,
                    Row({absl::StrCat(group.occurrences()), group.message(), "", Node(report)}));
  }
  return text;
}

}  // namespace aurax::load::master
