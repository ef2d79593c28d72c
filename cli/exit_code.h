// What the program's exit code says.
#ifndef AURAX_CLI_EXIT_CODE_H_
#define AURAX_CLI_EXIT_CODE_H_

#include "aurax/load/v1/report.pb.h"
#include "cli/options.h"

namespace aurax::load::cli {

// Of two that apply, the one further down counts, except that kUsage ends the program before a run.
enum class ExitCode {
  kFine = 0,
  kFailures = 1,  // a request or a task failed; --exit-code-on-error replaces the number, also by 0
  kNoWorkers = 1,   // a master whose workers did not come; nothing was started
  kUsage = 2,       // wrong options, config file or scenario; nothing was started
  kThresholds = 3,  // a threshold is broken; where there are any they decide, not failures
  kLedgerIncomplete =
      4,  // the ledger does not add up, or a file (standard output too) could not be written
};

// The exit code of a run whose last report this is. A report that is not final is incomplete.
int ExitCodeOf(const v1::Report& report, const Options& options);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_EXIT_CODE_H_
