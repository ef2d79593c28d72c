// The course of every request name with its histograms, in the result document: docs/results.md.
#ifndef AURAX_MASTER_VIEWS_HISTOGRAMS_JSON_H_
#define AURAX_MASTER_VIEWS_HISTOGRAMS_JSON_H_

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "aurax/load/v1/report.pb.h"
#include "master/time_series.h"

namespace aurax::load::master {

// `histories`: aligned with report.entries(). Points without requests are left out.
nlohmann::ordered_json HistogramsJson(const v1::Report& report,
                                      const std::vector<Series>& histories);

struct NameHistory {
  std::string method, name;
  Series points;  // ascending, with gaps; users and workers are not known
};

// From a document. NotFound: it holds none; InvalidArgument: they are not ours.
absl::StatusOr<std::vector<NameHistory>> HistoriesOf(const nlohmann::ordered_json& result);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_HISTOGRAMS_JSON_H_
