// Runs as they are: list, result, entries with curves, files.
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/views/csv_files.h"
#include "master/views/entry_json.h"
#include "master/web/answers.h"
#include "master/web/run_results.h"
#include "master/web/series_csv.h"
#include "master/web/stored_report.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kTotalName[] = "Aggregated";

bool IsTotal(const std::string& method, const std::string& name) {
  return method.empty() && (name.empty() || name == kTotalName);
}

const v1::Entry* FindEntry(const v1::Report& report, const std::string& method,
                           const std::string& name) {
  if (IsTotal(method, name)) return &report.total();
  for (const v1::Entry& entry : report.entries()) {
    if (entry.method() == method && entry.name() == name) return &entry;
  }
  return nullptr;
}

HttpResponse StoredEntry(const StoredRun& run, const std::string& method, const std::string& name) {
  const nlohmann::json& document = run.document;
  if (!document.is_object()) return ProblemAnswer(500, "the stored result is damaged");
  if (IsTotal(method, name)) {
    return TextAnswer(200, kJsonType, document.value("total", nlohmann::json::object()).dump());
  }
  for (const nlohmann::json& entry : document.value("entries", nlohmann::json::array())) {
    if (entry.value("method", "") == method && entry.value("name", "") == name) {
      return TextAnswer(200, kJsonType, entry.dump());
    }
  }
  return ProblemAnswer(404, "no such entry");
}

void GetEntry(FrontParts* front, const Call& call) {
  const std::string method(call.Query("method"));
  const std::string name(call.Query("name"));
  const absl::StatusOr<RunResult> run = FindRun(front, call.parameters.at("run_id"));
  if (!run.ok()) return call.reply.send(ProblemAnswer(run.status()));
  if (run->stored != nullptr) return call.reply.send(StoredEntry(*run->stored, method, name));
  front->options.commands->GetEntry(
      method, name, [reply = call.reply, live = run->live, method, name](auto entry) {
        if (entry.ok()) return reply.send(JsonAnswer(200, EntryJson(*entry, nullptr, true)));
        const v1::Entry* published = FindEntry(*live->report, method, name);
        if (published == nullptr) return reply.send(ProblemAnswer(404, "no such entry"));
        reply.send(JsonAnswer(200, EntryJson(*published, nullptr, true)));
      });
}

using MakeCsv = std::string (*)(const v1::Report&, const Series&);

// The file's text, of the report or of what the store kept of it.
SharedText CsvText(FrontParts* front, const RunResult& run, const std::string& file, MakeCsv make) {
  if (run.stored != nullptr) {
    return Shared(make(ReportOfResult(run.stored->document), SeriesOfResult(run.stored->document)));
  }
  return front->views.Get(file, *run.live,
                          [&] { return make(*run.live->report, run.live->series); });
}

std::string RunIdOf(const RunResult& run) {
  return run.stored != nullptr ? run.stored->run_id : run.live->report->run().run_id();
}

Route CsvRoute(FrontParts* front, const std::string& file, MakeCsv make) {
  return {"GET", absl::StrCat("/api/v1/runs/{run_id}/", file), Need::kViewer,
          [front, file, make](const Call& call) {
            const absl::StatusOr<RunResult> run = FindRun(front, call.parameters.at("run_id"));
            if (!run.ok()) return call.reply.send(ProblemAnswer(run.status()));
            HttpResponse response = TextAnswer(200, kCsvType, CsvText(front, *run, file, make));
            SaveAs(&response, absl::StrCat(RunIdOf(*run), "_", file));
            call.reply.send(std::move(response));
          }};
}

void GetResult(FrontParts* front, const Call& call, bool as_file) {
  const absl::StatusOr<RunResult> run = FindRun(front, call.parameters.at("run_id"));
  if (!run.ok()) return call.reply.send(ProblemAnswer(run.status()));
  HttpResponse response = TextAnswer(200, kJsonType, ResultText(front, *run));
  if (as_file) SaveAs(&response, absl::StrCat(RunIdOf(*run), "_result.json"));
  call.reply.send(std::move(response));
}

void GetReport(FrontParts* front, const Call& call) {
  const std::string theme(call.Query("theme"));
  if (!theme.empty() && theme != "light" && theme != "dark") {
    return call.reply.send(MistakesAnswer({{"theme", "must be light or dark"}}));
  }
  const absl::StatusOr<RunResult> run = FindRun(front, call.parameters.at("run_id"));
  if (!run.ok()) return call.reply.send(ProblemAnswer(run.status()));
  HttpResponse response = ReportAnswer(ReportPage(front, *run, theme));
  if (response.status == 200 && call.Query("download") == "1") {
    SaveAs(&response, absl::StrCat(RunIdOf(*run), "_report.html"));
  }
  call.reply.send(std::move(response));
}

}  // namespace

std::vector<Route> RunRoutes(FrontParts* front) {
  return {
      {"GET", "/api/v1/runs", Need::kViewer,
       [front](const Call& call) { call.reply.send(JsonAnswer(200, RunList(front))); }},
      {"GET", "/api/v1/runs/{run_id}", Need::kViewer,
       [front](const Call& call) { GetResult(front, call, false); }},
      {"GET", "/api/v1/runs/{run_id}/result.json", Need::kViewer,
       [front](const Call& call) { GetResult(front, call, true); }},
      {"GET", "/api/v1/runs/{run_id}/entry", Need::kViewer,
       [front](const Call& call) { GetEntry(front, call); }},
      {"GET", "/api/v1/runs/{run_id}/report.html", Need::kViewer,
       [front](const Call& call) { GetReport(front, call); }},
      CsvRoute(front, "stats.csv",
               [](const v1::Report& report, const Series&) { return StatisticsCsv(report); }),
      CsvRoute(front, "failures.csv",
               [](const v1::Report& report, const Series&) { return FailuresCsv(report); }),
      CsvRoute(front, "exceptions.csv",
               [](const v1::Report& report, const Series&) { return ExceptionsCsv(report); }),
      CsvRoute(front, "history.csv",
               [](const v1::Report& report, const Series& series) {
                 return SeriesCsv(series, report.run().started_unix_us());
               }),
  };
}

}  // namespace aurax::load::master
