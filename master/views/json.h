// JSON views of a report. Pure functions; the texts end without a line end.
#ifndef AURAX_MASTER_VIEWS_JSON_H_
#define AURAX_MASTER_VIEWS_JSON_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"
#include "master/time_series.h"
#include "master/views/entry_json.h"

namespace aurax::load::master {

inline constexpr char kResultSchema[] = "aurax-load/result/1";

// Locust's array (--json, reference 3.5), four spaces of indent: an object per entry with Locust's
// keys, and after them ours (percentiles and service time in microseconds, status codes).
// `per_second`: aligned with report.entries(); empty: none known.
std::string LocustJson(const v1::Report& report,
                       const std::vector<std::vector<SecondCount>>& per_second);

// What a result document is made of.
struct ResultParts {
  const v1::Report& report;
  std::vector<std::vector<SecondCount>> per_second = {};  // as above
  Series series = {};
  uint64_t series_epoch = 0;
  std::vector<Series> histories = {};  // aligned with report.entries(); empty: not kept
  // The document has none if not given. Secrets are the caller's to mask (scenario/masked_text.h).
  std::optional<std::string> scenario_text = {};
  std::optional<std::map<std::string, std::string>> options = {};
};

// The whole result document (--json-file): docs/results.md has its keys. The entries are those of
// the array above and have curves, the report's if it was built with them.
std::string ResultJson(const ResultParts& parts);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_JSON_H_
