// DetailsTable of console.h: each section is a function that yields whole lines.
#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "master/views/console.h"
#include "master/views/figures.h"
#include "master/views/ledger_lines.h"
#include "master/views/lines.h"
#include "master/views/workers_table.h"

namespace aurax::load::master {
namespace {

constexpr int kTypeWidth = 8;
constexpr char kTimesNote[] =
    "response time: from the moment a request was due; service time: from its sending\n";
constexpr int kTrafficCells = 35;

// The name column is as wide as the longest name where the terminal allows; longer names push their
// row, whole.
int NameColumn(const v1::Report& report, int columns, int others) {
  int longest = CharacterCount(report.total().name());
  for (const v1::Entry& entry : report.entries()) {
    longest = std::max(longest, CharacterCount(Printable(entry.name())));
  }
  return std::max(std::min(longest, columns - others), 10);
}

std::string NameCells(const v1::Entry& entry, int width) {
  return absl::StrCat(PadRight(Printable(entry.method()), kTypeWidth), " ",
                      PadRight(Printable(entry.name()), width), " |");
}

// All entries between two separators, then the total: Locust's arrangement.
template <typename Row>
std::string Rows(const v1::Report& report, const std::string& separator, Row row) {
  std::string rows = separator;
  for (const v1::Entry& entry : report.entries()) absl::StrAppend(&rows, row(entry), "\n");
  return absl::StrCat(rows, separator, row(report.total()), "\n");
}

std::string ThreePercentiles(const v1::Latency& latency) {
  std::string cells;
  for (const double percent : {50.0, 95.0, 99.0}) {
    const std::string value =
        latency.count() == 0 ? "-" : ReadableMs(PercentileMs(latency, percent));
    absl::StrAppendFormat(&cells, " %8s", value);
  }
  return cells;
}

std::string TimesTable(const v1::Report& report, int columns) {
  const int width = NameColumn(report, columns, 66);
  const std::string separator = absl::StrCat(Dashes(kTypeWidth), "|", Dashes(width + 1), "|",
                                             Dashes(28), "|", Dashes(27), "\n");
  return absl::StrCat(
      PadRight("Type", kTypeWidth), " ", PadRight("Name", width), " |",
      absl::StrFormat("%27s |%27s\n", "response time in ms", "service time in ms"),
      PadRight("", kTypeWidth + 1 + width), " |",
      absl::StrFormat(" %8s %8s %8s | %8s %8s %8s\n", "50%", "95%", "99%", "50%", "95%", "99%"),
      Rows(report, separator, [&](const v1::Entry& entry) {
        return absl::StrCat(NameCells(entry, width), ThreePercentiles(entry.response_time()), " |",
                            ThreePercentiles(entry.service_time()));
      }));
}

// "200: 190  500: 10", continued below itself where `room` ends.
std::string StatusCodes(const v1::Entry& entry, int indent, int room) {
  std::string text;
  int used = 0;
  for (const v1::StatusCount& status : entry.status()) {
    const std::string code = status.status() == 0 ? "no response" : absl::StrCat(status.status());
    const std::string cell = absl::StrCat(code, ": ", status.count());
    const int width = static_cast<int>(cell.size());
    if (used > 0 && used + 2 + width > room) {
      absl::StrAppend(&text, "\n", std::string(static_cast<size_t>(indent), ' '));
      used = 0;
    }
    absl::StrAppend(&text, used > 0 ? "  " : "", cell);
    used += width + (used > 0 ? 2 : 0);
  }
  return text.empty() ? "-" : text;
}

std::string TrafficTable(const v1::Report& report, int columns) {
  const int width = NameColumn(report, columns, 66);
  const int indent = kTypeWidth + 1 + width + 2 + kTrafficCells;
  const std::string separator =
      absl::StrCat(Dashes(kTypeWidth), "|", Dashes(width + 1), "|", Dashes(11), "|", Dashes(10),
                   "|", Dashes(10), "|", Dashes(20), "\n");
  const auto cells = [](std::string_view rate, std::string_view sent, std::string_view received) {
    return absl::StrFormat(" %9s | %8s | %8s | ", rate, sent, received);
  };
  return absl::StrCat(PadRight("Type", kTypeWidth), " ", PadRight("Name", width), " |",
                      cells("req/min", "sent", "received"), "status codes\n",
                      Rows(report, separator, [&](const v1::Entry& entry) {
                        return absl::StrCat(NameCells(entry, width),
                                            cells(absl::StrFormat("%.2f", entry.total_rps() * 60),
                                                  ReadableBytes(entry.bytes_sent()),
                                                  ReadableBytes(entry.bytes_received())),
                                            StatusCodes(entry, indent, columns - indent));
                      }));
}

std::string UsersTable(const v1::Report& report) {
  if (report.users().empty()) return "";
  int width = 10;
  for (const v1::ClassUsers& users : report.users()) {
    width = std::max(width, CharacterCount(Printable(users.name())));
  }
  std::string table = absl::StrCat(
      PadRight("User class", width), " |",
      absl::StrFormat("%8s |%8s |%12s |%11s\n", "running", "started", "ended early", "iterations"),
      Dashes(width + 1), "|---------|---------|-------------|-----------\n");
  for (const v1::ClassUsers& users : report.users()) {
    absl::StrAppend(&table, PadRight(Printable(users.name()), width), " |",
                    absl::StrFormat("%8d |%8d |%12d |%11d\n", users.running(), users.started(),
                                    users.ended_early(), users.iterations()));
  }
  return table + "\n";
}

std::string ExceptionsTable(const v1::Report& report, int columns) {
  if (report.exceptions().empty()) return "";
  const std::string separator = absl::StrCat(Dashes(18), "|", Dashes(columns - 19), "\n");
  std::string table = absl::StrCat(PadRight("# occurrences", 18),
                                   " Exception: a step that could not be carried out\n", separator);
  for (const v1::ErrorGroup& group : report.exceptions()) {
    const std::string where = group.name().empty() ? "" : absl::StrCat(group.name(), ": ");
    absl::StrAppend(&table, PadRight(absl::StrCat(group.occurrences()), 18), " ",
                    Printable(absl::StrCat(where, group.message())), "\n");
  }
  return absl::StrCat(table, separator, "\n");
}

std::string LagText(const v1::Latency& lag, std::string_view meaning) {
  if (lag.count() == 0) return "nothing measured";
  return absl::StrFormat("50%% %s ms, 95%% %s ms, 99%% %s ms, longest %s ms (%s)",
                         ReadableMs(PercentileMs(lag, 50)), ReadableMs(PercentileMs(lag, 95)),
                         ReadableMs(PercentileMs(lag, 99)),
                         ReadableMs(Ms(static_cast<double>(lag.max_us()))), meaning);
}

std::string GeneratorLines(const v1::Generator& generator, int columns) {
  return absl::StrCat(
      "Load generator: what aurax-load itself used\n",
      Labelled("CPU",
               absl::StrFormat("%.1f%% on average, %.1f%% at most (100%% = one core); "
                               "the busiest of %s %.1f%% at most",
                               generator.cpu_percent(), generator.cpu_percent_peak(),
                               Count(generator.loops(), "event loop"),
                               generator.busiest_loop_percent_peak()),
               columns),
      Labelled("Memory", absl::StrCat(ReadableBytes(generator.rss_bytes_peak()), " at most"),
               columns),
      Labelled("Network",
               absl::StrCat(ReadableBytes(generator.network_sent_bytes()), " sent, ",
                            ReadableBytes(generator.network_received_bytes()), " received"),
               columns),
      Labelled("Loop lag",
               LagText(generator.loop_lag(), "how late the event loops ran their timers"), columns),
      Labelled("Schedule lag",
               LagText(generator.schedule_lag(), "from a request's intended time to its sending"),
               columns),
      "\n");
}

std::string VerdictLines(const v1::Verdict& verdict, int columns) {
  const char* headline = "not yet known";
  switch (verdict.trust()) {
    case v1::Verdict::TRUST_TRUSTED:
      headline = "TRUSTED, the load generator was not the bottleneck";
      break;
    case v1::Verdict::TRUST_DEGRADED:
      headline = "DEGRADED, the load generator may have coloured these numbers";
      break;
    case v1::Verdict::TRUST_INVALID:
      headline = "INVALID, the load generator was the bottleneck; measure again";
      break;
    default:
      break;
  }
  std::string text = absl::StrCat("Verdict: ", headline, "\n");
  for (const std::string& reason : verdict.reasons()) {
    absl::StrAppend(&text, Labelled("Because", Printable(reason), columns));
  }
  return text + "\n";
}

}  // namespace

std::string DetailsTable(const v1::Report& report, int name_width) {
  const int columns = name_width + 80;
  return absl::StrCat(TimesTable(report, columns), kTimesNote, "\n", TrafficTable(report, columns),
                      "\n", UsersTable(report), WorkersTable(report, columns),
                      ExceptionsTable(report, columns), LedgerLines(report.ledger(), columns),
                      GeneratorLines(report.generator(), columns),
                      VerdictLines(report.verdict(), columns));
}

}  // namespace aurax::load::master
