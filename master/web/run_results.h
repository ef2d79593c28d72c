// The result of a run that goes on, was the last, or is kept: the one place that knows where it
// comes from. Belongs to the web front's thread.
#ifndef AURAX_MASTER_WEB_RUN_RESULTS_H_
#define AURAX_MASTER_WEB_RUN_RESULTS_H_

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "master/web/answers.h"
#include "master/web/front_parts.h"

namespace aurax::load::master {

// One of a publication or one of the store; exactly one of the two is there.
struct RunResult {
  std::shared_ptr<const Publication> live;  // with a report
  std::shared_ptr<const StoredRun> stored;
};

// `run_id`: "current" is the run that goes on or was the last. NotFound.
absl::StatusOr<RunResult> FindRun(FrontParts* front, const std::string& run_id);

// Its result document.
SharedText ResultText(FrontParts* front, const RunResult& run);
// `theme`: "light", "dark" or empty. Errors as HtmlReport's.
absl::StatusOr<SharedText> ReportPage(FrontParts* front, const RunResult& run,
                                      const std::string& theme);
// The response with that page, and a policy that lets it run.
HttpResponse ReportAnswer(const absl::StatusOr<SharedText>& page);

// RunSummary of web/src/api.ts, newest first.
nlohmann::ordered_json RunList(FrontParts* front);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_RUN_RESULTS_H_
