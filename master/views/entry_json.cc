#include "master/views/entry_json.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/histogram.h"
#include "master/latency.h"
#include "master/locust_rounding.h"
#include "master/views/figures.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

// Appends without looking for the key: ordered_json searches all keys before it, which a run of
// days would notice.
void AppendCount(Json* object, int64_t key, uint64_t count) {
  object->get_ref<Json::object_t&>().emplace_back(absl::StrCat(key), count);
}

double Seconds(int64_t us) { return static_cast<double>(us) / 1e6; }
double MsOf(uint64_t us) { return Ms(static_cast<double>(us)); }

// "50", "99.9": the percentile as people write it.
std::string PercentText(double percent) { return TrimmedDecimal(percent); }

Json CurveJson(const v1::Latency& latency) {
  Json curve = Json::array();
  const auto add = [&curve](const v1::Percentile& p) {
    curve.push_back({p.percent(), p.value_us()});
  };
  Histogram histogram;
  if (latency.curve_size() > 0) {
    for (const v1::Percentile& p : latency.curve()) add(p);
  } else if (latency.has_histogram() && histogram.MergeFrom(latency.histogram()).ok()) {
    v1::Latency computed;
    AddCurve(histogram, &computed);
    for (const v1::Percentile& p : computed.curve()) add(p);
  } else if (latency.count() > 0) {
    curve.push_back({0.0, static_cast<double>(latency.min_us())});
    for (const v1::Percentile& p : latency.percentiles()) add(p);
  }
  return curve;
}

Json Times(const v1::Latency& latency, bool with_curve) {
  Json times = LatencyJson(latency);
  if (with_curve) times["curve"] = CurveJson(latency);
  return times;
}

Json StatusJson(const v1::Entry& entry) {
  Json status = Json::object();
  for (const v1::StatusCount& s : entry.status()) status[absl::StrCat(s.status())] = s.count();
  return status;
}

// Locust's {"<bucket in ms>": count}.
Json ResponseTimes(const v1::Latency& latency) {
  Json out = Json::object();
  Histogram histogram;
  if (!latency.has_histogram() || !histogram.MergeFrom(latency.histogram()).ok()) return out;
  for (const auto& [ms, count] : ToLocustBuckets(histogram)) AppendCount(&out, ms, count);
  return out;
}

Json PerSecond(const std::vector<SecondCount>* seconds, uint64_t SecondCount::*count) {
  Json out = Json::object();
  if (seconds == nullptr) return out;
  for (const SecondCount& second : *seconds) {
    if (second.*count > 0) AppendCount(&out, second.unix_second, second.*count);
  }
  return out;
}

// Locust's keys in Locust's order.
Json LocustKeys(const v1::Entry& entry, const std::vector<SecondCount>* seconds) {
  const v1::Latency& time = entry.response_time();
  const bool measured = time.count() > 0;
  return {
      {"name", entry.name()},
      {"method", entry.method()},
      {"last_request_timestamp",
       entry.last_request_unix_us() == 0 ? Json() : Json(Seconds(entry.last_request_unix_us()))},
      {"start_time", Seconds(entry.first_request_unix_us())},
      {"num_requests", entry.requests()},
      {"num_none_requests", entry.requests() - std::min(entry.requests(), time.count())},
      {"num_failures", entry.failures()},
      {"total_response_time", measured ? Json(MsOf(time.sum_us())) : Json(0)},
      {"max_response_time", measured ? Json(MsOf(time.max_us())) : Json(0)},
      {"min_response_time", measured ? Json(MsOf(time.min_us())) : Json()},
      {"total_content_length", entry.body_bytes()},
      {"response_times", ResponseTimes(time)},
      {"num_reqs_per_sec", PerSecond(seconds, &SecondCount::requests)},
      {"num_fail_per_sec", PerSecond(seconds, &SecondCount::failures)}};
}

// What Locust does not have.
Json OurKeys(const v1::Entry& entry, bool with_curves) {
  return {{"started", entry.started()},
          {"cancelled", entry.cancelled()},
          {"requests_per_s", entry.total_rps()},
          {"failures_per_s", entry.total_failures_per_s()},
          {"current_requests_per_s", entry.current_rps()},
          {"current_failures_per_s", entry.current_failures_per_s()},
          {"status", StatusJson(entry)},
          {"bytes_sent", entry.bytes_sent()},
          {"bytes_received", entry.bytes_received()},
          {"body_bytes", entry.body_bytes()},
          {"connections", entry.connections()},
          {"response_time", Times(entry.response_time(), with_curves)},
          {"current_response_time", LatencyJson(entry.current_response_time())},
          {"service_time", Times(entry.service_time(), with_curves)},
          {"dns", LatencyJson(entry.dns())},
          {"connect", LatencyJson(entry.connect())},
          {"tls", LatencyJson(entry.tls())},
          {"first_byte", LatencyJson(entry.first_byte())},
          {"transfer", LatencyJson(entry.transfer())}};
}

}  // namespace

Json LatencyJson(const v1::Latency& latency) {
  Json percentiles = Json::object();
  for (const v1::Percentile& p : latency.percentiles()) {
    percentiles[PercentText(p.percent())] = p.value_us();
  }
  return {{"count", latency.count()},
          {"sum_us", latency.sum_us()},
          {"average_us", latency.average_us()},
          {"median_us", latency.median_us()},
          {"min_us", latency.min_us()},
          {"max_us", latency.max_us()},
          {"percentiles_us", std::move(percentiles)}};
}

nlohmann::ordered_json EntryJson(const v1::Entry& entry, const std::vector<SecondCount>* seconds,
                                 bool with_curves) {
  Json json = LocustKeys(entry, seconds);
  json.update(OurKeys(entry, with_curves));
  return json;
}

}  // namespace aurax::load::master
