// What a run shows and writes while it goes on and when it ends: console tables or the live view,
// and its files. Single-threaded; never waits for the console; everything is a view of the
// coordinator's report.
#ifndef AURAX_CLI_RUN_OUTPUT_H_
#define AURAX_CLI_RUN_OUTPUT_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/console_writer.h"
#include "cli/log_level.h"
#include "cli/logging.h"
#include "cli/options.h"
#include "common/clock.h"
#include "master/coordinator.h"
#include "master/views/csv_files.h"
#include "master/views/live_view.h"

namespace aurax::load::cli {

class RunOutput {
 public:
  // `log` and `console` (standard error's) outlive it. Errors name the file that cannot be written;
  // nothing has been started then.
  static absl::StatusOr<std::unique_ptr<RunOutput>> Create(const Options& options, Log* log,
                                                           ConsoleWriter* console);

  // A log line; the live view makes room for it. `worker_id`: who says it; empty: the master.
  void Say(LogLevel level, const std::string& text, const std::string& worker_id = "");
  // Shows and writes what is due at `now`. The report, for whoever else wants to see it: once for
  // every second that is measured, and soon after the run's state has changed; else null.
  std::shared_ptr<const v1::Report> OnTick(MonotonicTime now,
                                           const master::Coordinator& coordinator);
  // The final tables and files; `document` as WriteResultFiles() wants it. Errors (all of them, the
  // files named) do not keep the rest from being written.
  absl::Status Finish(const v1::Report& report,
                      const std::vector<std::vector<master::SecondCount>>& per_second,
                      const std::string& document);
  // Takes the live view off the terminal, before the process suspends.
  void ClearLiveView();

  static constexpr Duration kTableInterval = std::chrono::seconds(2);
  static constexpr Duration kLiveInterval = std::chrono::milliseconds(500);
  // The longest between two reports, where nothing comes from the workers.
  static constexpr Duration kReportInterval = std::chrono::milliseconds(1500);
  // The shortest between a report and the next that only the run's state asks for.
  static constexpr Duration kChangeInterval = std::chrono::milliseconds(250);

 private:
  RunOutput(const Options& options, Log* log, ConsoleWriter* console);
  void WriteCsv(const v1::Report& report);
  void ShowTable(MonotonicTime now, const v1::Report& report);
  int NameWidth() const;

  const Options options_;
  Log* const log_;
  ConsoleWriter* const console_;
  const bool live_shown_;    // stderr is a terminal: the live view instead of periodic tables
  const bool tables_shown_;  // else, where nobody has a web page to look at, or asks for them
  master::LiveView live_;
  std::unique_ptr<master::CsvFiles> csv_;  // null: not wanted
  std::string csv_error_;                  // the last one, so that it is said once
  MonotonicTime next_table_{}, next_live_{}, next_report_{}, next_change_{};
  std::chrono::seconds covers_{-1};  // a history row for every whole second measured
  master::RunState state_ = master::RunState::kIdle;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RUN_OUTPUT_H_
