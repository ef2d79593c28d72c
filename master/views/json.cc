#include "master/views/json.h"

#include <nlohmann/json.hpp>

#include "master/views/histograms_json.h"
#include "master/views/json_text.h"
#include "master/views/ledger_json.h"
#include "master/views/report_json.h"
#include "master/views/series_json.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

Json EntriesJson(const v1::Report& report, const std::vector<std::vector<SecondCount>>& per_second,
                 bool with_curves) {
  Json entries = Json::array();
  for (int i = 0; i < report.entries_size(); ++i) {
    const v1::Entry& entry = report.entries(i);
    if (entry.requests() == 0 && entry.failures() == 0) continue;
    const auto index = static_cast<size_t>(i);
    entries.push_back(
        EntryJson(entry, index < per_second.size() ? &per_second[index] : nullptr, with_curves));
  }
  return entries;
}

}  // namespace

std::string LocustJson(const v1::Report& report,
                       const std::vector<std::vector<SecondCount>>& per_second) {
  return IndentedJson(EntriesJson(report, per_second, /*with_curves=*/false));
}

std::string ResultJson(const ResultParts& parts) {
  const v1::Report& report = parts.report;
  Json result = {{"schema", kResultSchema},
                 {"run", RunJson(report.run())},
                 {"entries", EntriesJson(report, parts.per_second, /*with_curves=*/true)},
                 {"total", EntryJson(report.total(), nullptr, /*with_curves=*/true)},
                 {"errors", ErrorsJson(report.errors())},
                 {"exceptions", ErrorsJson(report.exceptions())},
                 {"users", UsersJson(report)},
                 {"ledger", LedgerJson(report.ledger())},
                 {"generator", GeneratorJson(report.generator())},
                 {"verdict", VerdictJson(report.verdict())},
                 {"thresholds", ThresholdsJson(report)},
                 {"workers", WorkersJson(report)},
                 {"events", EventsJson(report.events())},
                 {"series", SeriesJson(parts.series, parts.series_epoch)}};
  if (!parts.histories.empty()) result["histograms"] = HistogramsJson(report, parts.histories);
  if (parts.scenario_text) result["scenario_text"] = *parts.scenario_text;
  if (parts.options) result["options"] = *parts.options;
  return IndentedJson(result);
}

}  // namespace aurax::load::master
