#include "master/web/stored_report.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace aurax::load::master {
namespace {

using Json = nlohmann::json;

const Json& Member(const Json& object, const char* key) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto member = object.find(key);
  return member == object.end() ? kNone : *member;
}

template <typename T>
T NumberAt(const Json& object, const char* key) {
  const Json& member = Member(object, key);
  if (!member.is_number()) return T{};
  if constexpr (std::is_unsigned_v<T>) {
    if (!member.is_number_unsigned()) return T{};
  }
  return member.get<T>();
}

std::string TextAt(const Json& object, const char* key) {
  const Json& member = Member(object, key);
  return member.is_string() ? member.get<std::string>() : "";
}

void Read(const Json& json, v1::Latency* latency) {
  latency->set_count(NumberAt<uint64_t>(json, "count"));
  latency->set_sum_us(NumberAt<uint64_t>(json, "sum_us"));
  latency->set_min_us(NumberAt<uint64_t>(json, "min_us"));
  latency->set_max_us(NumberAt<uint64_t>(json, "max_us"));
  latency->set_average_us(NumberAt<double>(json, "average_us"));
  latency->set_median_us(NumberAt<double>(json, "median_us"));
  const Json& percentiles = Member(json, "percentiles_us");
  if (!percentiles.is_object()) return;
  for (const auto& [key, value] : percentiles.items()) {
    double percent = 0;
    std::from_chars(key.data(), key.data() + key.size(), percent);
    if (!value.is_number()) continue;
    v1::Percentile* p = latency->add_percentiles();
    p->set_percent(percent);
    p->set_value_us(value.get<double>());
  }
}

void Read(const Json& json, v1::Entry* entry) {
  entry->set_method(TextAt(json, "method"));
  entry->set_name(TextAt(json, "name"));
  entry->set_requests(NumberAt<uint64_t>(json, "num_requests"));
  entry->set_failures(NumberAt<uint64_t>(json, "num_failures"));
  entry->set_body_bytes(NumberAt<uint64_t>(json, "body_bytes"));
  entry->set_total_rps(NumberAt<double>(json, "requests_per_s"));
  entry->set_total_failures_per_s(NumberAt<double>(json, "failures_per_s"));
  Read(Member(json, "response_time"), entry->mutable_response_time());
  Read(Member(json, "service_time"), entry->mutable_service_time());
}

void Read(const Json& list, google::protobuf::RepeatedPtrField<v1::ErrorGroup>* groups) {
  if (!list.is_array()) return;
  for (const Json& json : list) {
    v1::ErrorGroup* group = groups->Add();
    group->set_method(TextAt(json, "method"));
    group->set_name(TextAt(json, "name"));
    group->set_kind(TextAt(json, "kind"));
    group->set_message(TextAt(json, "message"));
    group->set_occurrences(NumberAt<uint64_t>(json, "occurrences"));
    group->set_first_unix_us(NumberAt<int64_t>(json, "first_unix_us"));
    group->set_last_unix_us(NumberAt<int64_t>(json, "last_unix_us"));
  }
}

template <typename T>
T At(const Json& series, const char* key, size_t i) {
  const Json& column = Member(series, key);
  if (!column.is_array() || i >= column.size() || !column[i].is_number()) return T{};
  return column[i].get<T>();
}

}  // namespace

v1::Report ReportOfResult(const Json& document) {
  v1::Report report;
  const Json& run = Member(document, "run");
  report.mutable_run()->set_run_id(TextAt(run, "run_id"));
  report.mutable_run()->set_started_unix_us(NumberAt<int64_t>(run, "started_unix_us"));
  const Json& rounding = Member(run, "locust_rounding");
  report.mutable_run()->set_locust_rounding(rounding.is_boolean() && rounding.get<bool>());
  const Json& entries = Member(document, "entries");
  if (entries.is_array()) {
    for (const Json& entry : entries) Read(entry, report.add_entries());
  }
  Read(Member(document, "total"), report.mutable_total());
  Read(Member(document, "errors"), report.mutable_errors());
  Read(Member(document, "exceptions"), report.mutable_exceptions());
  const Json& workers = Member(Member(document, "ledger"), "workers");
  if (workers.is_array()) {
    for (const Json& worker : workers) {
      report.mutable_ledger()->add_workers()->set_worker_id(TextAt(worker, "worker_id"));
    }
  }
  return report;
}

Series SeriesOfResult(const Json& document) {
  const Json& series = Member(document, "series");
  const Json& ends = Member(series, "to_us");
  Series points;
  for (size_t i = 0; ends.is_array() && i < ends.size(); ++i) {
    auto point = std::make_shared<v1::SeriesPoint>();
    point->set_from_us(At<int64_t>(series, "from_us", i));
    point->set_to_us(At<int64_t>(series, "to_us", i));
    point->set_requests(At<uint64_t>(series, "requests", i));
    point->set_failures(At<uint64_t>(series, "failures", i));
    point->set_users(At<uint32_t>(series, "users", i));
    point->set_workers(At<uint32_t>(series, "workers", i));
    point->set_p50_us(At<double>(series, "p50_us", i));
    point->set_p95_us(At<double>(series, "p95_us", i));
    point->set_p99_us(At<double>(series, "p99_us", i));
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace aurax::load::master
