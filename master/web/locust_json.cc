#include "master/web/locust_json.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/text.h"
#include "master/views/figures.h"
#include "master/views/json_text.h"
#include "master/web/answers.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

Json Whole(double value) {
  if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<int64_t>(value);
  return value;
}

double MsOf(uint64_t us) { return Ms(static_cast<double>(us)); }

std::string HtmlEscaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

Json EntryOf(const v1::Entry& entry) {
  const v1::Latency& time = entry.response_time();
  const auto percentile = [&](double percent) { return Whole(PercentileMs(time, percent)); };
  const auto requests = static_cast<double>(entry.requests());
  return {{"method", entry.method()},
          {"name", entry.name()},
          {"safe_name", HtmlEscaped(entry.name())},
          {"num_requests", entry.requests()},
          {"num_failures", entry.failures()},
          {"min_response_time", MsOf(time.min_us())},
          {"max_response_time", MsOf(time.max_us())},
          {"current_rps", entry.current_rps()},
          {"current_fail_per_sec", entry.current_failures_per_s()},
          {"avg_response_time", Ms(time.average_us())},
          {"median_response_time", Whole(Ms(time.median_us()))},
          {"ninetieth_response_time", percentile(90)},
          {"ninety_ninth_response_time", percentile(99)},
          {"total_rps", entry.total_rps()},
          {"total_fail_per_sec", entry.total_failures_per_s()},
          {"response_time_percentile_0.95", percentile(95)},
          {"response_time_percentile_0.99", percentile(99)},
          {"avg_content_length",
           requests == 0 ? 0.0 : static_cast<double>(entry.body_bytes()) / requests}};
}

std::string Utc(int64_t unix_us) {
  if (unix_us == 0) return "";
  const std::time_t seconds = unix_us / 1'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  return std::string(text, std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc));
}

Json ErrorsOf(const v1::Report& report) {
  Json errors = Json::array();
  for (int i = 0; i < std::min(report.errors_size(), kLocustEntries); ++i) {
    const v1::ErrorGroup& error = report.errors(i);
    errors.push_back({{"method", error.method()},
                      {"name", error.name()},
                      {"error", error.message()},
                      {"occurrences", error.occurrences()},
                      {"first_seen", Utc(error.first_unix_us())},
                      {"last_seen", Utc(error.last_unix_us())}});
  }
  return errors;
}

// Locust's words for a worker. Those that left are not shown.
std::string WorkerState(const std::string& state, const std::string& run_state) {
  if (state == "connecting" || state == "ready") return "ready";
  if (state == "running") return run_state == "spawning" ? "spawning" : "running";
  if (state == "finished") return "stopped";
  if (state == "lost") return "missing";
  return state;
}

Json WorkersOf(const Publication& publication) {
  Json workers = Json::array();
  for (const v1::WorkerStatus& worker : publication.report->workers()) {
    if (worker.state() == "left") continue;
    workers.push_back({{"id", worker.worker_id()},
                       {"state", WorkerState(worker.state(), publication.state)},
                       {"user_count", worker.users()},
                       {"cpu_usage", worker.cpu_percent()},
                       {"memory_usage", worker.rss_bytes()}});
  }
  return workers;
}

const v1::Report& ReportOf(const Publication& publication) {
  static const v1::Report kNone;
  return publication.report == nullptr ? kNone : *publication.report;
}

Json ClassRatios(const v1::Scenario& scenario, const v1::Report& report, bool total) {
  std::map<std::string, double> running;
  double sum = 0;
  for (const v1::ClassUsers& users : report.users()) {
    running[users.name()] = users.running();
    sum += users.running();
  }
  Json classes = Json::object();
  for (const v1::UserClass& user_class : scenario.user_classes()) {
    const double ratio = sum == 0 ? 0 : running[user_class.name()] / sum;
    double weights = 0;
    for (const v1::Task& task : user_class.tasks()) weights += task.weight();
    Json tasks = Json::object();
    for (const v1::Task& task : user_class.tasks()) {
      const double share = weights == 0 ? 0 : task.weight() / weights;
      tasks[task.name()] = {{"ratio", total ? share * ratio : share}};
    }
    classes[user_class.name()] = {{"ratio", ratio}, {"tasks", std::move(tasks)}};
  }
  return classes;
}

}  // namespace

std::string LocustStats(const Publication& publication) {
  const v1::Report& report = ReportOf(publication);
  Json stats = Json::array();
  for (int i = 0; i < std::min(report.entries_size(), kLocustEntries); ++i) {
    stats.push_back(EntryOf(report.entries(i)));
  }
  v1::Entry total = report.total();
  total.set_name("Aggregated");
  stats.push_back(EntryOf(total));
  const v1::Latency& now = total.current_response_time();
  const auto current = [&](double percent) {
    return now.count() == 0 ? Json() : Whole(PercentileMs(now, percent));
  };
  const auto requests = static_cast<double>(total.requests());
  Json json = {{"stats", std::move(stats)},
               {"errors", ErrorsOf(report)},
               {"current_rps", total.current_rps()},
               {"current_fail_per_sec", total.current_failures_per_s()},
               {"total_rps", total.total_rps()},
               {"total_fail_per_sec", total.total_failures_per_s()},
               {"total_avg_response_time", Ms(total.response_time().average_us())},
               {"fail_ratio", requests > 0       ? static_cast<double>(total.failures()) / requests
                              : total.failures() ? 1.0
                                                 : 0.0},
               {"current_response_time_percentiles",
                {{"response_time_percentile_0.5", current(50)},
                 {"response_time_percentile_0.95", current(95)}}},
               {"current_response_time_percentile_50", current(50)},
               {"current_response_time_percentile_95", current(95)},
               {"state", publication.state},
               {"user_count", report.run().user_count()}};
  if (publication.distributed) {
    json["workers"] = publication.report == nullptr ? Json::array() : WorkersOf(publication);
    json["worker_count"] = publication.ready_workers;
  }
  return CompactJson(json);
}

std::string LocustExceptions(const Publication& publication) {
  const v1::Report& report = ReportOf(publication);
  const bool local = report.ledger().workers_size() <= 1;
  Json list = Json::array();
  for (const v1::ErrorGroup& group : report.exceptions()) {
    list.push_back({{"count", group.occurrences()},
                    {"msg", group.message()},
                    {"traceback", ""},
                    {"nodes", local ? "local" : ""}});
  }
  return CompactJson({{"exceptions", std::move(list)}});
}

std::string LocustTasks(const Publication& publication) {
  static const v1::Scenario kNone;
  const v1::Scenario& scenario = publication.scenario ? *publication.scenario : kNone;
  const v1::Report& report = ReportOf(publication);
  return CompactJson({{"per_class", ClassRatios(scenario, report, false)},
                      {"total", ClassRatios(scenario, report, true)}});
}

std::string LocustLogs(const std::vector<LogLine>& lines) {
  Json master = Json::array();
  std::map<std::string, Json> workers;
  for (const LogLine& line : lines) {
    if (line.source.empty()) {
      master.push_back(line.text);
    } else {
      workers.emplace(line.source, Json::array()).first->second.push_back(line.text);
    }
  }
  return CompactJson({{"master", std::move(master)}, {"workers", workers}});
}

std::string LocustFileName(const Publication& publication, WallTime now,
                           const std::string& suffix) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(now));
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[32];
  const std::string time(text, std::strftime(text, sizeof(text), "%Y-%m-%d-%Hh%M", &local));
  const v1::RunFacts& run = ReportOf(publication).run();
  std::string file = run.scenario();
  if (file.empty() && publication.scenario) file = publication.scenario->source_name();
  file = file.substr(file.find_last_of('/') + 1);
  file = file.substr(0, file.find_last_of('.'));
  return absl::StrCat("Locust_", time, "_", file, run.host().empty() ? "" : "_", run.host(),
                      suffix);
}

}  // namespace aurax::load::master
