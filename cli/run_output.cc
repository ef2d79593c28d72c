#include "cli/run_output.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
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

std::string PartOf(const std::string& path) { return absl::StrCat(path, ".part"); }

absl::Status FileFailure(const char* what, const std::string& path) {
  const int error = errno;
  unlink(PartOf(path).c_str());
  return absl::UnavailableError(
      absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(error)));
}

absl::Status WritePart(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(PartOf(path).c_str(), "we");
  if (file == nullptr) return FileFailure("write", path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size() &&
                       std::fflush(file) == 0 && fsync(fileno(file)) == 0;
  const int error = errno;
  if (std::fclose(file) != 0 || !written) {
    if (!written) errno = error;
    return FileFailure("write", path);
  }
  return absl::OkStatus();
}

// On disk under a temporary name first, so that a reader never sees half a file.
absl::Status WriteFile(const std::string& path, const std::string& text) {
  if (absl::Status status = WritePart(path, text); !status.ok()) return status;
  if (std::rename(PartOf(path).c_str(), path.c_str()) != 0) return FileFailure("rename to", path);
  return absl::OkStatus();
}

// Said before the run, not after it: a result that cannot be written. What an earlier run left
// stays until there is something to take its place.
absl::Status TryFile(const std::string& path) {
  if (absl::Status status = WritePart(path, "{}\n"); !status.ok()) return status;
  unlink(PartOf(path).c_str());
  if (std::error_code absent; !std::filesystem::is_directory(path, absent)) return absl::OkStatus();
  errno = EISDIR;
  return FileFailure("write", path);
}

}  // namespace

RunOutput::RunOutput(const Options& options, Log* log, ConsoleWriter* console)
    : options_(options),
      log_(log),
      console_(console),
      live_shown_(ErrorTerminal().has_value() && !options.print_stats) {}

absl::StatusOr<std::unique_ptr<RunOutput>> RunOutput::Create(const Options& options, Log* log,
                                                             ConsoleWriter* console) {
  std::unique_ptr<RunOutput> output(new RunOutput(options, log, console));
  if (options.json_file) {
    const absl::Status writable = TryFile(absl::StrCat(*options.json_file, ".json"));
    if (!writable.ok()) return writable;
  }
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

void RunOutput::Say(LogLevel level, const std::string& text) {
  ClearLiveView();
  log_->Write(level, text);
}

void RunOutput::WriteCsv(const v1::Report& report) {
  const absl::Status written = csv_->Write(report);
  const std::string error(written.message());
  if (!written.ok() && error != csv_error_) Say(LogLevel::kError, error);
  csv_error_ = error;
}

void RunOutput::OnTick(MonotonicTime now, const master::Coordinator& coordinator) {
  const bool table = !live_shown_ && !options_.only_summary && now >= next_table_;
  // Of several workers each moves covered() on by itself: several times a second.
  const auto second = std::chrono::floor<std::chrono::seconds>(coordinator.covered());
  const bool csv = csv_ != nullptr && second > csv_covers_;
  // A redraw builds on the one before, so none is dropped: none is made while the terminal lags.
  const bool live = live_shown_ && !options_.only_summary && now >= next_live_ && console_->idle();
  if (!table && !csv && !live) return;
  const v1::Report report = coordinator.BuildReport();
  if (csv) {
    csv_covers_ = second;
    WriteCsv(report);
  }
  if (table) {
    // The first table after two seconds, as there is nothing to say at the start.
    if (next_table_ != MonotonicTime{}) {
      console_->Write(absl::StrCat(master::StatisticsTable(report, /*current=*/true, NameWidth()),
                                   master::ProgressLine(report), "\n"));
    }
    next_table_ = now + kTableInterval;
  }
  if (live) {
    next_live_ = now + kLiveInterval;
    const TerminalSize size = ErrorTerminal().value_or(TerminalSize());
    console_->WriteAlways(live_.Redraw(report, size.columns, size.rows));
  }
}

absl::Status RunOutput::Finish(const v1::Report& report, const master::Coordinator& coordinator) {
  ClearLiveView();
  const int width = NameWidth();
  console_->WriteAlways(absl::StrCat(master::StatisticsTable(report, /*current=*/false, width),
                                     master::PercentileTable(report, width),
                                     master::ErrorTable(report, width),
                                     master::DetailsTable(report, width)));
  std::string errors;
  const auto note = [&errors](const absl::Status& status) {
    if (!status.ok()) absl::StrAppend(&errors, errors.empty() ? "" : "; ", status.message());
  };
  if (csv_ != nullptr) note(csv_->Write(report));
  const auto per_second = coordinator.PerSecond();
  if (options_.json) note(PrintToStandardOutput(master::LocustJson(report, per_second) + "\n"));
  if (options_.json_file) {
    note(WriteFile(absl::StrCat(*options_.json_file, ".json"),
                   master::ResultJson(report, per_second) + "\n"));
  }
  return errors.empty() ? absl::OkStatus() : absl::UnavailableError(errors);
}

}  // namespace aurax::load::cli
