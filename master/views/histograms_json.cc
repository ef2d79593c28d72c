#include "master/views/histograms_json.h"

#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "master/histogram_text.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kNumbers = {"from_us", "to_us", "requests", "failures"};

Json HistoryJson(const v1::Entry& entry, const Series& points) {
  std::array<Json, kNumbers.size()> columns;
  columns.fill(Json::array());
  std::vector<std::string> response_time, service_time;
  for (const auto& point : points) {
    if (point->requests() == 0 && point->service_time().count() == 0) continue;
    columns[0].push_back(point->from_us());
    columns[1].push_back(point->to_us());
    columns[2].push_back(point->requests());
    columns[3].push_back(point->failures());
    response_time.push_back(HistogramText(point->response_time()));
    service_time.push_back(HistogramText(point->service_time()));
  }
  Json json = {{"method", entry.method()}, {"name", entry.name()}};
  for (size_t i = 0; i < kNumbers.size(); ++i) json[kNumbers[i]] = std::move(columns[i]);
  json["response_time"] = absl::StrJoin(response_time, " ");
  json["service_time"] = absl::StrJoin(service_time, " ");
  return json;
}

absl::Status Odd() {
  return absl::InvalidArgumentError("histograms: not as aurax-load writes them");
}

using Texts = std::vector<std::string>;

absl::StatusOr<Texts> TextsAt(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return Odd();
  return Texts(absl::StrSplit(found->get<std::string>(), ' ', absl::SkipEmpty()));
}

absl::StatusOr<std::vector<int64_t>> NumbersAt(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array()) return Odd();
  std::vector<int64_t> numbers;
  for (const Json& number : *found) {
    if (!number.is_number_integer() || number.get<int64_t>() < 0) return Odd();
    numbers.push_back(number.get<int64_t>());
  }
  return numbers;
}

absl::StatusOr<NameHistory> HistoryOf(const Json& json) {
  NameHistory history;
  if (!json.is_object()) return Odd();
  for (const auto& [key, text] : {std::pair{"method", &history.method}, {"name", &history.name}}) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) return Odd();
    *text = found->get<std::string>();
  }
  std::array<std::vector<int64_t>, kNumbers.size()> columns;
  for (size_t i = 0; i < kNumbers.size(); ++i) {
    auto column = NumbersAt(json, kNumbers[i]);
    if (!column.ok()) return column.status();
    columns[i] = *std::move(column);
    if (columns[i].size() != columns[0].size()) return Odd();
  }
  const auto response = TextsAt(json, "response_time"), service = TextsAt(json, "service_time");
  if (!response.ok() || response->size() != columns[0].size()) return Odd();
  if (!service.ok() || service->size() != columns[0].size()) return Odd();
  for (size_t i = 0; i < columns[0].size(); ++i) {
    auto point = std::make_shared<v1::SeriesPoint>();
    point->set_from_us(columns[0][i]);
    point->set_to_us(columns[1][i]);
    point->set_requests(static_cast<uint64_t>(columns[2][i]));
    point->set_failures(static_cast<uint64_t>(columns[3][i]));
    auto response_time = ParseHistogramText((*response)[i]);
    auto service_time = ParseHistogramText((*service)[i]);
    const bool ascends = history.points.empty() || history.points.back()->to_us() <= columns[0][i];
    if (!ascends || columns[0][i] >= columns[1][i] || columns[3][i] > columns[2][i]) return Odd();
    if (!response_time.ok() || !service_time.ok()) return Odd();
    if (response_time->count() != point->requests()) return Odd();
    *point->mutable_response_time() = *std::move(response_time);
    *point->mutable_service_time() = *std::move(service_time);
    history.points.push_back(std::move(point));
  }
  return history;
}

}  // namespace

nlohmann::ordered_json HistogramsJson(const v1::Report& report,
                                      const std::vector<Series>& histories) {
  Json json = Json::array();
  for (int i = 0; i < report.entries_size() && static_cast<size_t>(i) < histories.size(); ++i) {
    json.push_back(HistoryJson(report.entries(i), histories[static_cast<size_t>(i)]));
  }
  return json;
}

absl::StatusOr<std::vector<NameHistory>> HistoriesOf(const nlohmann::ordered_json& result) {
  const auto found = result.find("histograms");
  if (found == result.end()) {
    return absl::NotFoundError(
        "the result holds no histograms of its seconds: it is none that --json-file has written, "
        "or of an older version");
  }
  if (!found->is_array()) return Odd();
  std::vector<NameHistory> histories;
  for (const Json& json : *found) {
    auto history = HistoryOf(json);
    if (!history.ok()) return history.status();
    histories.push_back(*std::move(history));
  }
  return histories;
}

}  // namespace aurax::load::master
