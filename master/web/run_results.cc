#include "master/web/run_results.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "master/scenario/masked_text.h"
#include "master/views/html_report.h"
#include "master/views/json.h"
#include "master/views/report_json.h"
#include "master/views/run_summary.h"
#include "master/web/web_assets.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

Json SummaryJson(const StoredSummary& run, bool stored) {
  return {{"run_id", run.run_id},
          {"stored", stored},
          {"scenario", run.scenario},
          {"host", run.host},
          {"started_unix_us", run.started_unix_us},
          {"elapsed_us", run.elapsed_us},
          {"peak_users", run.peak_users},
          {"requests", run.requests},
          {"failures", run.failures},
          {"rps", run.rps},
          {"p50_us", run.p50_us},
          {"p95_us", run.p95_us},
          {"p99_us", run.p99_us},
          {"trust", run.trust},
          {"complete", run.complete}};
}

// Parsed once for as long as people look at it.
absl::StatusOr<std::shared_ptr<const StoredRun>> Open(FrontParts* front,
                                                      const std::string& run_id) {
  if (front->opened != nullptr && front->opened->run_id == run_id) return front->opened;
  absl::StatusOr<std::string> text = front->options.store->Result(run_id);
  if (!text.ok()) return text.status();
  auto run = std::make_shared<StoredRun>();
  run->run_id = run_id;
  run->document = nlohmann::json::parse(*text, nullptr, false);
  run->text = Shared(*std::move(text));
  front->opened = run;
  return front->opened;
}

}  // namespace

absl::StatusOr<RunResult> FindRun(FrontParts* front, const std::string& run_id) {
  auto latest = front->Latest();
  const bool has_report = latest->report != nullptr;
  if (has_report && (run_id == "current" || latest->report->run().run_id() == run_id)) {
    return RunResult{std::move(latest), nullptr};
  }
  if (run_id == "current") return absl::NotFoundError("there has been no run yet");
  if (front->options.store == nullptr) {
    return absl::NotFoundError("no such run; past runs are not kept without --state-dir");
  }
  auto stored = Open(front, run_id);
  if (!stored.ok()) return stored.status();
  return RunResult{nullptr, *std::move(stored)};
}

SharedText ResultText(FrontParts* front, const RunResult& run) {
  if (run.stored != nullptr) return run.stored->text;
  return front->views.Get("result", *run.live, [&] {
    const WebFront::Options& options = front->options;
    return ResultJson({.report = *run.live->report,
                       .series = run.live->series,
                       .series_epoch = run.live->series_epoch,
                       .scenario_text = MaskedScenarioText(options.defaults->scenario_text),
                       .options = std::map<std::string, std::string>(options.shown_options.begin(),
                                                                     options.shown_options.end())});
  });
}

absl::StatusOr<SharedText> ReportPage(FrontParts* front, const RunResult& run,
                                      const std::string& theme) {
  if (run.stored != nullptr) {
    if (const auto made = run.stored->reports.find(theme); made != run.stored->reports.end()) {
      return made->second;
    }
    absl::StatusOr<std::string> page = HtmlReport(*run.stored->text, theme);
    if (!page.ok()) return page.status();
    return run.stored->reports[theme] = Shared(*std::move(page));
  }
  absl::Status problem;
  SharedText page = front->views.Get(absl::StrCat("report ", theme), *run.live, [&] {
    absl::StatusOr<std::string> made = HtmlReport(*ResultText(front, run), theme);
    problem = made.status();
    return made.ok() ? *std::move(made) : std::string();
  });
  if (!problem.ok()) return problem;
  if (page->empty()) return absl::UnimplementedError("the report cannot be made");
  return page;
}

HttpResponse ReportAnswer(const absl::StatusOr<SharedText>& page) {
  if (!page.ok()) return ProblemAnswer(page.status());
  HttpResponse response = TextAnswer(200, kHtmlType, *page);
  response.headers.emplace_back("Content-Security-Policy", std::string(kReportPolicy));
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

Json RunList(FrontParts* front) {
  Json list = Json::array();
  std::vector<StoredSummary> stored;
  if (front->options.store != nullptr) {
    if (auto runs = front->options.store->List(); runs.ok())
      stored = *std::move(runs);
    else
      front->options.warn(absl::StrCat("Past runs: ", std::string(runs.status().message())));
  }
  if (const auto latest = front->Latest(); latest->report != nullptr) {
    const std::string& current = latest->report->run().run_id();
    bool is_stored = false;
    for (const StoredSummary& run : stored) is_stored |= run.run_id == current;
    if (!is_stored) list.push_back(SummaryJson(SummaryOf(*latest->report), false));
  }
  for (const StoredSummary& run : stored) list.push_back(SummaryJson(run, true));
  return list;
}

}  // namespace aurax::load::master
