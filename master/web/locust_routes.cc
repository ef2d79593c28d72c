// Locust's routes that only look: scripts and clients written for it work unchanged.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/views/csv_files.h"
#include "master/web/answers.h"
#include "master/web/assets.h"
#include "master/web/front_parts.h"
#include "master/web/locust_json.h"
#include "master/web/run_results.h"

namespace aurax::load::master {
namespace {

using MakeText = std::string (*)(const Publication&);

Route View(FrontParts* front, const char* path, MakeText make) {
  return {"GET", path, Need::kViewer, [front, path, make](const Call& call) {
            const auto latest = front->Latest();
            call.reply.send(TextAnswer(
                200, kJsonType, front->views.Get(path, *latest, [&] { return make(*latest); })));
          }};
}

v1::Report ReportOf(const Publication& publication) {
  if (publication.report != nullptr) return *publication.report;
  v1::Report nothing;
  nothing.mutable_total()->set_name("Aggregated");
  return nothing;
}

Route Csv(FrontParts* front, const char* path, const char* suffix,
          std::string (*make)(const v1::Report&)) {
  return {"GET", path, Need::kViewer, [front, path, suffix, make](const Call& call) {
            const auto latest = front->Latest();
            HttpResponse response = TextAnswer(200, kCsvType, front->views.Get(path, *latest, [&] {
              return make(ReportOf(*latest));
            }));
            SaveAs(&response, LocustFileName(*latest, front->options.clock->WallNow(), suffix));
            call.reply.send(std::move(response));
          }};
}

constexpr uintmax_t kMostHistoryBytes = uintmax_t{64} * 1024 * 1024;

// The file that --csv-full-history writes, while it is small enough to be sent as one.
void History(const FrontParts& front, const Call& call) {
  const WebFront::Options& options = front.options;
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(options.csv_history_file, error);
  if (!options.csv_full_history || options.csv_history_file.empty() || error) {
    return call.reply.send(TextAnswer(
        404, kTextType, "Error: Server was not started with option to generate full history."));
  }
  if (size > kMostHistoryBytes) {
    return call.reply.send(TextAnswer(503, kTextType,
                                      absl::StrCat("Error: The history has ", size,
                                                   " bytes, more than can be sent. "
                                                   "Take the file itself: ",
                                                   options.csv_history_file)));
  }
  std::ifstream file(options.csv_history_file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  HttpResponse response = TextAnswer(200, kCsvType, std::move(text));
  SaveAs(&response,
         LocustFileName(*front.Latest(), options.clock->WallNow(), "_requests_full_history.csv"));
  call.reply.send(std::move(response));
}

void Report(FrontParts* front, const Call& call) {
  const absl::StatusOr<RunResult> run = FindRun(front, "current");
  if (!run.ok()) return call.reply.send(ProblemAnswer(run.status()));
  const std::string theme(call.Query("theme"));
  HttpResponse response =
      ReportAnswer(ReportPage(front, *run, theme == "dark" || theme == "light" ? theme : ""));
  if (response.status == 200 && !call.Query("download").empty()) {
    SaveAs(&response, LocustFileName(*run->live, front->options.clock->WallNow(), ".html"));
  }
  call.reply.send(std::move(response));
}

void Login(const FrontParts& front, const Call& call) {
  if (front.access->login_required()) {
    return call.reply.send(AssetAnswer(call, front.options.base_path));
  }
  HttpResponse response = TextAnswer(302, kTextType, "");
  response.headers.emplace_back("Location", front.options.base_path + "/");
  call.reply.send(std::move(response));
}

}  // namespace

std::vector<Route> LocustReadRoutes(FrontParts* front) {
  return {
      View(front, "/stats/requests", &LocustStats),
      View(front, "/exceptions", &LocustExceptions),
      View(front, "/tasks", &LocustTasks),
      {"GET", "/logs", Need::kViewer,
       [front](const Call& call) {
         call.reply.send(TextAnswer(200, kJsonType, LocustLogs(front->options.logs->After(0))));
       }},
      {"GET", "/worker-count", Need::kViewer,
       [front](const Call& call) {
         const auto latest = front->Latest();
         const uint64_t workers = latest->distributed ? latest->ready_workers : 0;
         call.reply.send(JsonAnswer(200, {{"worker_count", workers}}));
       }},
      {"GET", "/login", Need::kNothing, [front](const Call& call) { Login(*front, call); }},
  };
}

std::vector<Route> LocustFileRoutes(FrontParts* front) {
  return {
      Csv(front, "/stats/requests/csv", "_requests.csv", &StatisticsCsv),
      Csv(front, "/stats/failures/csv", "_failures.csv", &FailuresCsv),
      Csv(front, "/exceptions/csv", "_exceptions.csv", &ExceptionsCsv),
      {"GET", "/stats/requests_full_history/csv", Need::kViewer,
       [front](const Call& call) { History(*front, call); }},
      {"GET", "/stats/report", Need::kViewer, [front](const Call& call) { Report(front, call); }},
  };
}

}  // namespace aurax::load::master
