#include "master/views/result_trim.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

double ToDigits(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double scale = std::pow(10, digits - 1 - std::floor(std::log10(std::fabs(value))));
  return std::isfinite(scale) && scale > 0 ? std::round(value * scale) / scale : value;
}

// At most `most` bytes, whole UTF-8 characters.
std::string Cut(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

void Shorten(Json* json, size_t text) {
  if (json->is_string()) {
    *json = Cut(json->get<std::string>(), text);
  } else if (json->is_number_float()) {
    *json = ToDigits(json->get<double>(), 9);
  } else if (json->is_structured()) {
    for (Json& element : *json) Shorten(&element, text);
  }
}

void ThinCurve(Json* latency, size_t stride) {
  const auto curve = latency->find("curve");
  if (curve == latency->end()) return;
  Json thin = Json::array();
  for (size_t i = 0; i < curve->size(); ++i) {
    if (i % stride != 0 && i + 1 != curve->size()) continue;
    const Json& point = (*curve)[i];
    thin.push_back(Json::array({point[0], ToDigits(point[1].get<double>(), 4)}));
  }
  *curve = std::move(thin);
}

// The indices of the `keep` elements with the highest `count`, in their order.
std::vector<size_t> Highest(const Json& array, const char* count, size_t keep) {
  std::vector<size_t> order(array.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return array[a][count].get<double>() > array[b][count].get<double>();
  });
  order.resize(std::min(keep, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

// Without what Locust counts by second and by time: no page shows it, and it may be most of it.
Json Lean(const Json& entry) {
  Json lean = Json::object();
  for (const auto& [key, value] : entry.items()) {
    const bool bulk =
        key == "response_times" || key == "num_reqs_per_sec" || key == "num_fail_per_sec";
    if (!bulk) lean[key] = value;
  }
  return lean;
}

Json Picked(const Json& array, const char* count, size_t keep) {
  Json picked = Json::array();
  for (const size_t i : Highest(array, count, keep)) picked.push_back(array[i]);
  return picked;
}

class Trimming {
 public:
  Trimming(const Json& whole, const TrimLimits& limits) : whole_(whole), limits_(limits) {}
  Json Run();

 private:
  void Say(const std::string& sentence) { said_.push_back(sentence); }
  void TrimEntries();
  void TrimErrors(const std::string& key, const char* what);
  void TrimRows(Json* object, const char* key, const char* what, bool last);
  void TrimSeries();
  void TrimText();

  const Json& whole_;
  const TrimLimits& limits_;
  Json result_ = Json::object();
  std::vector<std::string> said_;
};

void Trimming::TrimEntries() {
  const Json& entries = whole_["entries"];
  Json kept = Json::array();
  for (const size_t i : Highest(entries, "num_requests", limits_.names)) {
    kept.push_back(Lean(entries[i]));
    for (const char* times : {"response_time", "service_time"}) {
      ThinCurve(&kept.back()[times], limits_.curve_stride);
    }
  }
  if (kept.size() < entries.size()) {
    Say(absl::StrCat("Of ", entries.size(), " request names the ", kept.size(),
                     " with the most requests are here; the total counts all."));
  }
  result_["entries"] = std::move(kept);
}

void Trimming::TrimErrors(const std::string& key, const char* what) {
  const Json& errors = whole_[key];
  result_[key] = Picked(errors, "occurrences", limits_.errors);
  if (result_[key].size() == errors.size()) return;
  Say(absl::StrCat("Of ", errors.size(), " ", what, " the ", result_[key].size(),
                   " most frequent are here."));
}

void Trimming::TrimRows(Json* object, const char* key, const char* what, bool last) {
  const auto found = object->find(key);
  if (found == object->end() || !found->is_array() || found->size() <= limits_.rows) return;
  Say(absl::StrCat("Of ", found->size(), " ", what, " the ", last ? "last " : "first ",
                   limits_.rows, " are here."));
  auto& rows = found->get_ref<Json::array_t&>();
  const auto cut = static_cast<std::ptrdiff_t>(rows.size() - limits_.rows);
  last ? rows.erase(rows.begin(), rows.begin() + cut) : rows.erase(rows.end() - cut, rows.end());
}

// A column's values in [first, last) as one.
Json Combined(const std::string& key, const Json& column, size_t first, size_t last) {
  if (key == "from_us") return column[first];
  if (key == "to_us") return column[last - 1];
  if (key == "heat") {
    std::map<uint64_t, uint64_t> counts;
    for (size_t i = first; i < last; ++i) {
      for (size_t n = 0; n + 1 < column[i].size(); n += 2) {
        counts[column[i][n].get<uint64_t>()] += column[i][n + 1].get<uint64_t>();
      }
    }
    Json heat = Json::array();
    for (const auto& [bucket, count] : counts) {
      heat.push_back(bucket);
      heat.push_back(count);
    }
    return heat;
  }
  const bool sum = key == "requests" || key == "failures";
  const bool least = key == "workers";
  Json value = column[first];
  for (size_t i = first + 1; i < last; ++i) {
    const Json& next = column[i];
    if (sum && value.is_number_unsigned() && next.is_number_unsigned()) {
      value = value.get<uint64_t>() + next.get<uint64_t>();
    } else if (sum) {
      value = value.get<double>() + next.get<double>();
    } else if (least ? next < value : value < next) {
      value = next;
    }
  }
  return value;
}

void Trimming::TrimSeries() {
  const auto series = result_.find("series");
  if (series == result_.end()) return;
  const size_t before = (*series)["from_us"].size();
  if (before <= limits_.points) return;
  const size_t group = (before + limits_.points - 1) / limits_.points;
  size_t after = 0;
  for (auto& [key, column] : series->items()) {
    if (!column.is_array() || column.size() != before) continue;
    Json merged = Json::array();
    for (size_t first = 0; first < before; first += group) {
      merged.push_back(Combined(key, column, first, std::min(before, first + group)));
    }
    after = merged.size();
    column = std::move(merged);
  }
  Say(absl::StrCat("The run over time has ", after, " points here instead of ", before,
                   "; their percentiles are the highest of what each combines."));
}

void Trimming::TrimText() {
  Json scenario;
  if (const auto text = result_.find("scenario_text"); text != result_.end()) {
    scenario = Cut(text->get<std::string>(), limits_.text);
    if (scenario != *text) {
      Say(absl::StrCat("The scenario's text is cut after ", limits_.text, " bytes."));
    }
  }
  Shorten(&result_, limits_.text / 100);
  if (!scenario.is_null()) result_["scenario_text"] = std::move(scenario);
}

// Copies no more than it keeps: a run's names may be many thousands.
Json Trimming::Run() {
  for (const auto& [key, value] : whole_.items()) {
    if (key == "entries") {
      TrimEntries();
    } else if (key == "total") {
      result_[key] = Lean(value);
    } else if (key == "errors") {
      TrimErrors(key, "groups of failures");
    } else if (key == "exceptions") {
      TrimErrors(key, "groups of exceptions");
    } else {
      result_[key] = value;
    }
  }
  TrimRows(&result_, "workers", "workers", false);
  TrimRows(&result_, "users", "user classes", false);
  TrimRows(&result_, "events", "events", true);
  Json& ledger = result_["ledger"];
  TrimRows(&ledger, "workers", "workers in the ledger", false);
  TrimRows(&ledger, "moves", "moves of shards in the ledger", false);
  TrimRows(&ledger, "unknown", "windows of what nobody knows in the ledger", false);
  TrimRows(&ledger, "residues", "residues in the ledger", false);
  TrimSeries();
  TrimText();
  if (said_.empty()) return std::move(result_);
  if (!result_.contains("truncated")) result_["truncated"] = Json::array();
  for (const std::string& sentence : said_) result_["truncated"].push_back(sentence);
  return std::move(result_);
}

}  // namespace

Json Trimmed(const Json& result, const TrimLimits& limits) {
  return Trimming(result, limits).Run();
}

}  // namespace aurax::load::master
