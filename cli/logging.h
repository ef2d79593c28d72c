// The program's log, in Locust's line format:
//
//   [2026-11-23 10:24:31,123] host/INFO/aurax.load: message
//
// with local time and the host's name up to its first dot. The only user of spdlog.
#ifndef AURAX_CLI_LOGGING_H_
#define AURAX_CLI_LOGGING_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/log_level.h"
#include "common/clock.h"
#include "master/web/log_lines.h"

namespace aurax::load::cli {

// Thread-safe. A line is in the file when the call returns; what cannot be written is dropped, the
// first time after a word on standard error.
class Log {
 public:
  struct Settings {
    LogLevel level = LogLevel::kInfo;  // the lowest that is written
    std::optional<std::string> file;   // appended to; not given: standard error
    bool bare = false;  // --skip-log-setup: warnings and above, message only, on standard error
  };
  // `clock` must outlive the log. Errors name the file and say why.
  static absl::StatusOr<std::unique_ptr<Log>> Open(const Settings& settings, const Clock& clock);
  ~Log();

  // Lines for standard error go to `console` from now on, each with its line end; empty: straight
  // to standard error again.
  void LinesTo(std::function<void(std::string)> console);

  // Every line that is written goes to `lines` as well, from now on; null: no more. It outlives
  // that.
  void KeepIn(master::LogLines* lines);

  void Debug(std::string_view message) { Write(LogLevel::kDebug, message); }
  void Info(std::string_view message) { Write(LogLevel::kInfo, message); }
  void Warning(std::string_view message) { Write(LogLevel::kWarning, message); }
  void Error(std::string_view message) { Write(LogLevel::kError, message); }
  void Critical(std::string_view message) { Write(LogLevel::kCritical, message); }
  // `worker_id`: who says it; empty: this process.
  void Write(LogLevel level, std::string_view message, const std::string& worker_id = "");

 private:
  struct Impl;
  explicit Log(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LOGGING_H_
