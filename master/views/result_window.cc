#include "master/views/result_window.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/duration_text.h"
#include "common/histogram.h"
#include "master/latency.h"
#include "master/views/entry_json.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

struct Bounds {
  int64_t from_us = 0, to_us = 0;
};

bool Inside(int64_t from_us, int64_t to_us, const Bounds& bounds) {
  const int64_t middle = from_us + (to_us - from_us) / 2;
  return bounds.from_us <= middle && middle < bounds.to_us;
}

// Within the run, and to the edges of what lies in it.
absl::StatusOr<Bounds> BoundsOf(const Json& result, const RunWindow& window) {
  const Json& from_us = result["series"]["from_us"];
  const Json& to_us = result["series"]["to_us"];
  const Bounds asked = {window.from ? ToMicros(*window.from) : 0,
                        window.to ? ToMicros(*window.to) : std::numeric_limits<int64_t>::max()};
  std::optional<Bounds> bounds;
  for (size_t i = 0; i < from_us.size(); ++i) {
    const auto from = from_us[i].get<int64_t>(), to = to_us[i].get<int64_t>();
    if (!Inside(from, to, asked)) continue;
    if (!bounds) bounds = Bounds{from, to};
    bounds->to_us = to;
  }
  if (!bounds || bounds->from_us < 0 || bounds->to_us < bounds->from_us) {
    return absl::InvalidArgumentError("nothing of the run lies in that time");
  }
  return *bounds;
}

void KeepPoints(const Bounds& bounds, Json* series) {
  const Json from_us = (*series)["from_us"], to_us = (*series)["to_us"];
  for (auto& [key, column] : series->items()) {
    if (!column.is_array()) continue;
    Json kept = Json::array();
    for (size_t i = 0; i < column.size(); ++i) {
      if (Inside(from_us[i].get<int64_t>(), to_us[i].get<int64_t>(), bounds)) {
        kept.push_back(std::move(column[i]));
      }
    }
    column = std::move(kept);
  }
}

std::string Sentence(const Bounds& bounds) {
  return absl::StrCat("The figures are those of ", FormatDuration(FromMicros(bounds.from_us)),
                      " to ", FormatDuration(FromMicros(bounds.to_us)),
                      " of the run; errors, exceptions, thresholds, statuses, bytes and phases are "
                      "not known by second");
}

}  // namespace

v1::Entry EntryOf(std::span<const NameHistory> histories, int64_t from_us, int64_t to_us,
                  double seconds) {
  v1::Entry entry;
  Histogram response_time, service_time;
  for (const NameHistory& history : histories) {
    for (const auto& point : history.points) {
      if (!Inside(point->from_us(), point->to_us(), {from_us, to_us})) continue;
      entry.set_requests(entry.requests() + point->requests());
      entry.set_failures(entry.failures() + point->failures());
      response_time.MergeValid(point->response_time());
      service_time.MergeValid(point->service_time());
    }
  }
  entry.set_started(entry.requests());
  *entry.mutable_response_time() = ToLatency(response_time);
  *entry.mutable_service_time() = ToLatency(service_time);
  AddCurve(response_time, entry.mutable_response_time());
  AddCurve(service_time, entry.mutable_service_time());
  if (seconds > 0) {
    entry.set_total_rps(static_cast<double>(entry.requests()) / seconds);
    entry.set_total_failures_per_s(static_cast<double>(entry.failures()) / seconds);
  }
  return entry;
}

absl::StatusOr<nlohmann::ordered_json> ResultOfWindow(nlohmann::ordered_json result,
                                                      const RunWindow& window) {
  const auto histories = HistoriesOf(result);
  if (!histories.ok()) return histories.status();
  if (!result.contains("series")) return absl::InvalidArgumentError("the result has no series");
  const auto bounds = BoundsOf(result, window);
  if (!bounds.ok()) return bounds.status();
  const double seconds = static_cast<double>(bounds->to_us - bounds->from_us) / 1e6;
  Json entries = Json::array();
  for (const NameHistory& history : *histories) {
    v1::Entry entry = EntryOf({&history, 1}, bounds->from_us, bounds->to_us, seconds);
    entry.set_method(history.method);
    entry.set_name(history.name);
    if (entry.requests() > 0) entries.push_back(EntryJson(entry, nullptr, /*with_curves=*/true));
  }
  v1::Entry total = EntryOf(*histories, bounds->from_us, bounds->to_us, seconds);
  total.set_name("Aggregated");
  result["entries"] = std::move(entries);
  result["total"] = EntryJson(total, nullptr, /*with_curves=*/true);
  KeepPoints(*bounds, &result["series"]);
  for (const char* key : {"errors", "exceptions", "thresholds"}) result[key] = Json::array();
  result.erase("histograms");
  result["window"] = {{"from_us", bounds->from_us}, {"to_us", bounds->to_us}};
  if (!result.contains("truncated")) result["truncated"] = Json::array();
  result["truncated"].push_back(Sentence(*bounds));
  return result;
}

}  // namespace aurax::load::master
