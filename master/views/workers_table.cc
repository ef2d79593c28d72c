#include "master/views/workers_table.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "master/views/figures.h"
#include "master/views/lines.h"

namespace aurax::load::master {
namespace {

constexpr int kCells = 65;  // of either table, beside the worker's name
constexpr int64_t kManyMicros = 10'000'000;

bool IsHere(const v1::WorkerStatus& worker) {
  return worker.state() != "missing" && worker.state() != "lost" && worker.state() != "left";
}

std::string LoadCells(std::string_view state, std::string_view shards, std::string_view users,
                      std::string_view rate, std::string_view cpu, std::string_view memory) {
  return absl::StrFormat("%11s |%7s |%7s |%9s |%7s |%10s", state, shards, users, rate, cpu, memory);
}

// After the run nobody is there any more; what a worker did of it takes the place of what it does.
bool IsOver(const v1::Report& report) { return report.run().state() == "stopped"; }

uint64_t RequestsOf(const v1::WorkerStatus& worker, const v1::Ledger& ledger) {
  for (const v1::WorkerLedger& line : ledger.workers()) {
    if (line.worker_id() == worker.worker_id() && line.incarnation() == worker.incarnation()) {
      return line.requests_started();
    }
  }
  return 0;
}

std::string LoadCells(const v1::Report& report, const v1::WorkerStatus& worker) {
  uint64_t count = worker.users();
  double rate = worker.rps();
  if (IsOver(report)) {
    count = RequestsOf(worker, report.ledger());
    const double seconds = static_cast<double>(report.run().elapsed_us()) / 1e6;
    rate = seconds > 0 ? static_cast<double>(count) / seconds : 0;
  }
  return LoadCells(Printable(worker.state()), absl::StrCat(worker.shards()), absl::StrCat(count),
                   absl::StrFormat("%.1f", rate), absl::StrFormat("%.1f%%", worker.cpu_percent()),
                   ReadableBytes(worker.rss_bytes()));
}

std::string HearingCells(std::string_view lag, std::string_view seen, std::string_view clock,
                         std::string_view snapshots) {
  return absl::StrFormat("%11s |%11s |%24s |%10s", lag, seen, clock, snapshots);
}

// Monotonic clocks of two machines may be years apart; what matters is how well that is known.
std::string ClockText(const v1::WorkerStatus& worker) {
  if (!worker.clock_known()) return "unknown";
  const int64_t offset = worker.clock_offset_us();
  const std::string text = std::llabs(offset) < kManyMicros
                               ? absl::StrFormat("%+.2f", static_cast<double>(offset) / 1e3)
                               : absl::StrFormat("%+.1f s", static_cast<double>(offset) / 1e6);
  return absl::StrFormat("%s +- %.2f ms", text,
                         static_cast<double>(worker.clock_uncertainty_us()) / 1e3);
}

std::string HearingCells(const v1::WorkerStatus& worker) {
  return HearingCells(
      absl::StrCat(ReadableMs(worker.loop_lag_us() / 1e3), " ms"),
      absl::StrFormat("%.1f s ago", static_cast<double>(worker.last_seen_us()) / 1e6),
      ClockText(worker), absl::StrCat(worker.snapshots_acknowledged()));
}

// The name column is as wide as the longest name where the terminal allows; longer names push their
// row, whole.
int NameColumn(const v1::Report& report, int columns) {
  int longest = 0;
  for (const v1::WorkerStatus& worker : report.workers()) {
    longest = std::max(longest, CharacterCount(Printable(worker.worker_id())));
  }
  return std::max(std::min(longest, columns - kCells - 2), 10);
}

template <typename Row>
std::string Table(const v1::Report& report, int columns, const std::string& heading,
                  std::string separator, Row row) {
  const int width = NameColumn(report, columns);
  std::string table = absl::StrCat(PadRight("Worker", width), " |", heading, "\n",
                                   Dashes(width + 1), separator, "\n");
  for (const v1::WorkerStatus& worker : report.workers()) {
    absl::StrAppend(&table, PadRight(Printable(worker.worker_id()), width), " |", row(worker),
                    "\n");
  }
  return table + "\n";
}

std::string Separator(std::initializer_list<int> cells) {
  std::string line;
  for (const int width : cells) absl::StrAppend(&line, "|", Dashes(width + 1));
  return line.substr(0, line.size() - 1);
}

}  // namespace

bool IsCluster(const v1::Report& report) {
  return report.workers_size() > 1 ||
         (report.workers_size() == 1 && report.workers(0).worker_id() != kLocalWorker);
}

std::string WorkersTable(const v1::Report& report, int columns) {
  if (!IsCluster(report)) return "";
  return absl::StrCat(
      Table(report, columns,
            LoadCells("state", "shards", IsOver(report) ? "# reqs" : "users", "req/s", "CPU",
                      "memory"),
            Separator({11, 7, 7, 9, 7, 10}),
            [&report](const v1::WorkerStatus& worker) { return LoadCells(report, worker); }),
      Table(report, columns, HearingCells("loop lag", "last seen", "clock offset", "snapshots"),
            Separator({11, 11, 24, 10}),
            [](const v1::WorkerStatus& worker) { return HearingCells(worker); }));
}

std::string WorkersPresent(const v1::Report& report) {
  std::set<std::string_view> known;
  std::set<std::string_view> here;
  for (const v1::WorkerStatus& worker : report.workers()) {
    if (worker.state() == "left") continue;
    known.insert(worker.worker_id());
    if (IsHere(worker)) here.insert(worker.worker_id());
  }
  return absl::StrCat(here.size(), "/", known.size());
}

}  // namespace aurax::load::master
