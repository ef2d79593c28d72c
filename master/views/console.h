// The console's view of a report: Locust's tables to the byte (its layout, its truncation), and
// beside them what it lacks. Pure functions: the caller prints. Every table ends with an empty
// line.
#ifndef AURAX_MASTER_VIEWS_CONSOLE_H_
#define AURAX_MASTER_VIEWS_CONSOLE_H_

#include <optional>
#include <string>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// Width of Locust's name column: max(min(columns - 80, 80), 0), and 80 without a terminal.
int NameWidth(std::optional<int> terminal_columns);

// The statistics table. `current`: rates of the last 10 s (periodic); else of the whole run
// (final).
std::string StatisticsTable(const v1::Report& report, bool current, int name_width);
std::string PercentileTable(const v1::Report& report, int name_width);
std::string ErrorTable(const v1::Report& report, int name_width);  // empty when there are no errors

// What Locust lacks: status codes, service time and requests a minute; users and workers; the
// ledger; the generator's own load; the verdict.
std::string DetailsTable(const v1::Report& report, int name_width);

// "Thresholds: 1 of 3 broken", and a row each; empty if there are none.
std::string ThresholdTable(const v1::Report& report);

// One plain line: "running 12s/30s  users 50  42.1 req/s  0.0 failures/s  p50 12 ms  p95 80 ms",
// with "workers 3/3" before p50 in a cluster and "thresholds broken 1/3" at the end where there are
// any.
std::string ProgressLine(const v1::Report& report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_CONSOLE_H_
