#include "cli/exit_code.h"

#include "master/judge/threshold_text.h"

namespace aurax::load::cli {

int ExitCodeOf(const v1::Report& report, const Options& options) {
  if (!report.ledger().final() || !report.ledger().complete()) {
    return static_cast<int>(ExitCode::kLedgerIncomplete);
  }
  if (master::CountBroken(report) > 0) return static_cast<int>(ExitCode::kThresholds);
  if (report.thresholds_size() > 0) return static_cast<int>(ExitCode::kFine);
  const bool failed =
      report.total().failures() > 0 || report.errors_size() > 0 || report.exceptions_size() > 0;
  return failed ? static_cast<int>(options.exit_code_on_error) : static_cast<int>(ExitCode::kFine);
}

}  // namespace aurax::load::cli
