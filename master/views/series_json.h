// A run's course in the result document and in live messages: Series in web/src/api.ts. Pure
// functions.
#ifndef AURAX_MASTER_VIEWS_SERIES_JSON_H_
#define AURAX_MASTER_VIEWS_SERIES_JSON_H_

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "aurax/load/v1/series.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "master/time_series.h"

namespace aurax::load::master {

// Counts for a heat map, ascending by bucket, none of them 0; bucket b holds [2^(b/4), 2^((b+1)/4))
// us, b = 0 what is shorter as well. A bucket of the grid counts where its middle lies. Requires a
// valid histogram.
std::vector<std::pair<uint32_t, uint64_t>> HeatOf(const v1::Histogram& histogram);

// Columns, a value for each of `points`: all of a run's, or only the newest.
nlohmann::ordered_json SeriesJson(std::span<const std::shared_ptr<const v1::SeriesPoint>> points,
                                  uint64_t epoch);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_SERIES_JSON_H_
