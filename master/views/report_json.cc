#include "master/views/report_json.h"

#include <string>
#include <vector>

#include "master/judge/threshold_text.h"
#include "master/views/entry_json.h"
#include "master/views/figures.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

nlohmann::ordered_json RunJson(const v1::RunFacts& run) {
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

nlohmann::ordered_json ErrorsJson(
    const google::protobuf::RepeatedPtrField<v1::ErrorGroup>& groups) {
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

nlohmann::ordered_json UsersJson(const v1::Report& report) {
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

nlohmann::ordered_json GeneratorJson(const v1::Generator& generator) {
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

nlohmann::ordered_json VerdictJson(const v1::Verdict& verdict) {
  return {
      {"trust", TrustText(verdict)},
      {"reasons", std::vector<std::string>(verdict.reasons().begin(), verdict.reasons().end())}};
}

nlohmann::ordered_json ThresholdsJson(const v1::Report& report) {
  Json out = Json::array();
  for (const v1::ThresholdResult& one : report.thresholds()) {
    const bool broken = one.has_first_broken_us();
    out.push_back({{"text", one.text()},
                   {"state", StateText(one.state())},
                   {"unit", one.unit()},
                   {"comparison", one.comparison()},
                   {"limit", one.limit()},
                   {"value", one.has_value() ? Json(one.value()) : Json()},
                   {"holds_now", one.has_value() ? Json(one.holds_now()) : Json()},
                   {"first_broken_us", broken ? Json(one.first_broken_us()) : Json()},
                   {"first_broken_value", broken ? Json(one.first_broken_value()) : Json()},
                   {"abort", one.abort()}});
  }
  return out;
}

nlohmann::ordered_json EventsJson(const google::protobuf::RepeatedPtrField<v1::RunEvent>& events) {
  Json out = Json::array();
  for (const v1::RunEvent& event : events) {
    out.push_back({{"at_us", event.at_us()},
                   {"kind", event.kind()},
                   {"text", event.text()},
                   {"worker_id", event.worker_id()}});
  }
  return out;
}

}  // namespace aurax::load::master
