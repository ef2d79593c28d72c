#include "cli/run_output.h"

#include <chrono>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/result_files.h"
#include "cli/standard_streams.h"
#include "master/views/console.h"
#include "master/views/json.h"

namespace aurax::load::cli {
namespace {

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};

std::optional<TerminalSize> ErrorTerminal() {
  if (!isatty(STDERR_FILENO)) return std::nullopt;
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return TerminalSize();
  return TerminalSize{size.ws_col, size.ws_row};
}

}  // namespace

RunOutput::RunOutput(const Options& options, Log* log, ConsoleWriter* console)
    : options_(options),
      log_(log),
      console_(console),
      live_shown_(ErrorTerminal().has_value() && !options.print_stats),
      tables_shown_(!live_shown_ && !options.only_summary &&
                    (options.headless || options.print_stats)) {}

absl::StatusOr<std::unique_ptr<RunOutput>> RunOutput::Create(const Options& options, Log* log,
                                                             ConsoleWriter* console) {
  std::unique_ptr<RunOutput> output(new RunOutput(options, log, console));
  if (absl::Status writable = TryResultFiles(options); !writable.ok()) return writable;
  if (options.csv) {  // last, as it empties what an earlier run left
    auto csv = master::CsvFiles::Create(*options.csv, options.csv_full_history);
    if (!csv.ok()) return csv.status();
    output->csv_ = *std::move(csv);
  }
  return output;
}

int RunOutput::NameWidth() const {
  const std::optional<TerminalSize> terminal = ErrorTerminal();
  return master::NameWidth(terminal ? std::optional<int>(terminal->columns) : std::nullopt);
}

void RunOutput::ClearLiveView() { console_->WriteAlways(live_.Clear()); }

void RunOutput::Say(LogLevel level, const std::string& text, const std::string& worker_id) {
  ClearLiveView();
  log_->Write(level, text, worker_id);
}

void RunOutput::WriteCsv(const v1::Report& report) {
  const absl::Status written = csv_->Write(report);
  const std::string error(written.message());
  if (!written.ok() && error != csv_error_) Say(LogLevel::kError, error);
  csv_error_ = error;
}

std::shared_ptr<const v1::Report> RunOutput::OnTick(MonotonicTime now,
                                                    const master::Coordinator& coordinator) {
  const master::RunState state = coordinator.state();
  // Of several workers each moves covered() on by itself: several times a second.
  const auto second = std::chrono::floor<std::chrono::seconds>(coordinator.covered());
  const bool measured = second > covers_;
  const bool due = measured || now >= next_report_ || (state != state_ && now >= next_change_);
  // A redraw builds on the one before, so none is dropped: none is made while the terminal lags.
  const bool live = live_shown_ && !options_.only_summary && now >= next_live_ && console_->idle();
  if (!due && !live) return nullptr;
  auto report = std::make_shared<const v1::Report>(coordinator.BuildReport());
  if (live) {
    next_live_ = now + kLiveInterval;
    const TerminalSize size = ErrorTerminal().value_or(TerminalSize());
    console_->WriteAlways(live_.Redraw(*report, size.columns, size.rows));
  }
  if (!due) return nullptr;
  covers_ = second;
  state_ = state;
  next_report_ = now + kReportInterval;
  next_change_ = now + kChangeInterval;
  if (measured && csv_ != nullptr) WriteCsv(*report);
  ShowTable(now, *report);
  return report;
}

// Every two seconds, or with the first report after that.
void RunOutput::ShowTable(MonotonicTime now, const v1::Report& report) {
  if (!tables_shown_ || now < next_table_) return;
  // The first table after two seconds, as there is nothing to say at the start.
  if (next_table_ != MonotonicTime{}) {
    console_->Write(absl::StrCat(master::StatisticsTable(report, /*current=*/true, NameWidth()),
                                 master::ProgressLine(report), "\n"));
  }
  next_table_ = now + kTableInterval - kChangeInterval;
}

absl::Status RunOutput::Finish(const v1::Report& report,
                               const std::vector<std::vector<master::SecondCount>>& per_second,
                               const std::string& document) {
  ClearLiveView();
  const int width = NameWidth();
  console_->WriteAlways(
      absl::StrCat(master::StatisticsTable(report, /*current=*/false, width),
                   master::PercentileTable(report, width), master::ErrorTable(report, width),
                   master::DetailsTable(report, width), master::ThresholdTable(report)));
  std::string errors;
  const auto note = [&errors](const absl::Status& status) {
    if (!status.ok()) absl::StrAppend(&errors, errors.empty() ? "" : "; ", status.message());
  };
  if (csv_ != nullptr) note(csv_->Write(report));
  if (options_.json) note(PrintToStandardOutput(master::LocustJson(report, per_second) + "\n"));
  note(WriteResultFiles(options_, report, document));
  return errors.empty() ? absl::OkStatus() : absl::UnavailableError(errors);
}

}  // namespace aurax::load::cli
