#include "master/views/json.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "common/histogram.h"
#include "master/locust_rounding.h"
#include "master/views/figures.h"
#include "master/views/ledger_json.h"

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
Json OurKeys(const v1::Entry& entry) {
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
          {"response_time", LatencyJson(entry.response_time())},
          {"current_response_time", LatencyJson(entry.current_response_time())},
          {"service_time", LatencyJson(entry.service_time())},
          {"dns", LatencyJson(entry.dns())},
          {"connect", LatencyJson(entry.connect())},
          {"tls", LatencyJson(entry.tls())},
          {"first_byte", LatencyJson(entry.first_byte())},
          {"transfer", LatencyJson(entry.transfer())}};
}

Json EntryJson(const v1::Entry& entry, const std::vector<SecondCount>* seconds) {
  Json json = LocustKeys(entry, seconds);
  json.update(OurKeys(entry));
  return json;
}

Json EntriesJson(const v1::Report& report,
                 const std::vector<std::vector<SecondCount>>& per_second) {
  Json entries = Json::array();
  for (int i = 0; i < report.entries_size(); ++i) {
    const v1::Entry& entry = report.entries(i);
    if (entry.requests() == 0 && entry.failures() == 0) continue;
    const auto index = static_cast<size_t>(i);
    entries.push_back(EntryJson(entry, index < per_second.size() ? &per_second[index] : nullptr));
  }
  return entries;
}

Json RunJson(const v1::RunFacts& run) {
  return {{"run_id", run.run_id()},
          {"scenario", run.scenario()},
          {"host", run.host()},
          {"started_unix_us", run.started_unix_us()},
          {"report_unix_us", run.report_unix_us()},
          {"elapsed_us", run.elapsed_us()},
          {"run_time_us", run.has_run_time_us() ? Json(run.run_time_us()) : Json()},
          {"state", run.state()},
          {"user_count", run.user_count()},
          {"target_users", run.target_users()},
          {"spawn_rate", run.spawn_rate()},
          {"peak_users", run.peak_users()},
          {"seed", run.seed()},
          {"version", run.version()},
          {"locust_rounding", run.locust_rounding()}};
}

Json ErrorsJson(const google::protobuf::RepeatedPtrField<v1::ErrorGroup>& groups) {
  Json errors = Json::array();
  for (const v1::ErrorGroup& group : groups) {
    errors.push_back({{"method", group.method()},
                      {"name", group.name()},
                      {"kind", group.kind()},
                      {"message", group.message()},
                      {"occurrences", group.occurrences()},
                      {"first_unix_us", group.first_unix_us()},
                      {"last_unix_us", group.last_unix_us()}});
  }
  return errors;
}

Json UsersJson(const v1::Report& report) {
  Json classes = Json::array();
  for (const v1::ClassUsers& users : report.users()) {
    classes.push_back({{"name", users.name()},
                       {"running", users.running()},
                       {"started", users.started()},
                       {"ended_early", users.ended_early()},
                       {"iterations", users.iterations()}});
  }
  return classes;
}

Json GeneratorJson(const v1::Generator& generator) {
  return {{"cpu_percent", generator.cpu_percent()},
          {"cpu_percent_peak", generator.cpu_percent_peak()},
          {"cpu_percent_now", generator.cpu_percent_now()},
          {"busiest_loop_percent_peak", generator.busiest_loop_percent_peak()},
          {"busy_share", generator.busy_share()},
          {"full_share", generator.full_share()},
          {"loops", generator.loops()},
          {"rss_bytes_peak", generator.rss_bytes_peak()},
          {"network_sent_bytes", generator.network_sent_bytes()},
          {"network_received_bytes", generator.network_received_bytes()},
          {"loop_lag", LatencyJson(generator.loop_lag())},
          {"schedule_lag", LatencyJson(generator.schedule_lag())}};
}

Json VerdictJson(const v1::Verdict& verdict) {
  const char* trust = verdict.trust() == v1::Verdict::TRUST_TRUSTED    ? "trusted"
                      : verdict.trust() == v1::Verdict::TRUST_DEGRADED ? "degraded"
                      : verdict.trust() == v1::Verdict::TRUST_INVALID  ? "invalid"
                                                                       : "unknown";
  return {
      {"trust", trust},
      {"reasons", std::vector<std::string>(verdict.reasons().begin(), verdict.reasons().end())}};
}

// As Python's json.dumps(indent=4) writes it: ASCII only. Bytes that are no UTF-8 become U+FFFD
// instead of an exception.
std::string Text(const Json& json) {
  return json.dump(4, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

std::string LocustJson(const v1::Report& report,
                       const std::vector<std::vector<SecondCount>>& per_second) {
  return Text(EntriesJson(report, per_second));
}

std::string ResultJson(const v1::Report& report,
                       const std::vector<std::vector<SecondCount>>& per_second) {
  return Text({{"schema", "aurax-load/result/1"},
               {"run", RunJson(report.run())},
               {"entries", EntriesJson(report, per_second)},
               {"total", EntryJson(report.total(), nullptr)},
               {"errors", ErrorsJson(report.errors())},
               {"exceptions", ErrorsJson(report.exceptions())},
               {"users", UsersJson(report)},
               {"ledger", LedgerJson(report.ledger())},
               {"generator", GeneratorJson(report.generator())},
               {"verdict", VerdictJson(report.verdict())},
               {"workers", WorkersJson(report)}});
}

}  // namespace aurax::load::master
