#include "cli/logging.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/sink.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/standard_streams.h"
#include "common/mutex.h"

namespace aurax::load::cli {
namespace {

// Debug..critical stand in the same order in spdlog, after its trace.
spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  return static_cast<spdlog::level::level_enum>(static_cast<int>(level) + spdlog::level::debug);
}

LogLevel LevelOf(const spdlog::details::log_msg& message) {
  return static_cast<LogLevel>(message.level - spdlog::level::debug);
}

// spdlog's own level names are lower case, and fixed when it was compiled.
class LevelFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const std::string_view name = LogLevelName(LevelOf(message));
    out.append(name.data(), name.data() + name.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<LevelFlag>();
  }
};

std::string ShortHostName() {
  char name[256] = "localhost";
  if (gethostname(name, sizeof name - 1) != 0) return "localhost";
  const std::string full = name;
  return full.substr(0, full.find('.'));
}

std::unique_ptr<spdlog::formatter> LineFormat() {
  const std::string host = absl::StrReplaceAll(ShortHostName(), {{"%", "%%"}});
  auto format = std::make_unique<spdlog::pattern_formatter>();
  format->add_flag<LevelFlag>('*');
  format->set_pattern(absl::StrCat("[%Y-%m-%d %H:%M:%S,%e] ", host, "/%*/aurax.load: %v"));
  return format;
}

// Where the lines go. spdlog's own sinks say nothing of a file that cannot be written and block on
// a console that takes nothing.
class LineSink final : public spdlog::sinks::sink {
 public:
  // `file`: negative: standard error.
  LineSink(int file, std::string name) : file_(file), name_(std::move(name)) {}
  ~LineSink() override {
    if (file_ >= 0) close(file_);
  }

  void LinesTo(std::function<void(std::string)> console) {
    const MutexLock lock(mutex_);
    console_ = std::move(console);
  }

  void KeepIn(master::LogLines* lines) {
    const MutexLock lock(mutex_);
    kept_ = lines;
  }

  void log(const spdlog::details::log_msg& message) override {
    const MutexLock lock(mutex_);
    spdlog::memory_buf_t line;
    format_->format(message, line);
    const std::string_view text(line.data(), line.size());
    if (kept_ != nullptr) {
      kept_->Add(message.source.filename == nullptr ? "" : message.source.filename,
                 std::string(LogLevelName(LevelOf(message))),
                 std::string(text.substr(0, text.find_last_not_of('\n') + 1)));
    }
    if (file_ < 0) return Say(std::string(text));
    const absl::Status written = WriteAll(file_, text, name_);
    if (!written.ok() && !failure_said_) {
      failure_said_ = true;
      Say(absl::StrCat("aurax-load: ", written.message(), "; log lines are lost\n"));
    }
  }
  void flush() override {}
  void set_pattern(const std::string& pattern) override {
    set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern));
  }
  void set_formatter(std::unique_ptr<spdlog::formatter> format) override {
    const MutexLock lock(mutex_);
    format_ = std::move(format);
  }

 private:
  void Say(std::string text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (console_) return console_(std::move(text));
    (void)WriteAll(STDERR_FILENO, text, "standard error");  // there is nowhere left to say it
  }

  const int file_;
  const std::string name_;
  Mutex mutex_;
  std::unique_ptr<spdlog::formatter> format_ ABSL_GUARDED_BY(mutex_);
  std::function<void(std::string)> console_ ABSL_GUARDED_BY(mutex_);
  bool failure_said_ ABSL_GUARDED_BY(mutex_) = false;
  master::LogLines* kept_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

absl::StatusOr<int> OpenFile(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;  // opening the file says what is wrong
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd >= 0) return fd;
  return absl::InvalidArgumentError(
      absl::StrCat("cannot open the log file: ", path, ": ", std::strerror(errno)));
}

}  // namespace

struct Log::Impl {
  std::shared_ptr<LineSink> sink;
  spdlog::logger logger;
  const Clock& clock;
};

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Log::~Log() = default;

absl::StatusOr<std::unique_ptr<Log>> Log::Open(const Settings& settings, const Clock& clock) {
  int file = -1;
  if (settings.file && !settings.bare) {
    const absl::StatusOr<int> opened = OpenFile(*settings.file);
    if (!opened.ok()) return opened.status();
    file = *opened;
  }
  auto sink = std::make_shared<LineSink>(file, settings.file.value_or("standard error"));
  // Not registered anywhere: the logger lives and dies with the Log.
  auto impl = std::unique_ptr<Impl>(new Impl{sink, spdlog::logger("aurax.load", sink), clock});
  impl->logger.set_level(SpdlogLevel(settings.bare ? LogLevel::kWarning : settings.level));
  if (settings.bare) {
    impl->logger.set_pattern("%v");
  } else {
    impl->logger.set_formatter(LineFormat());
  }
  return std::unique_ptr<Log>(new Log(std::move(impl)));
}

void Log::LinesTo(std::function<void(std::string)> console) {
  impl_->sink->LinesTo(std::move(console));
}

void Log::KeepIn(master::LogLines* lines) { impl_->sink->KeepIn(lines); }

void Log::Write(LogLevel level, std::string_view message, const std::string& worker_id) {
  // spdlog's place for where a line comes from; the pattern does not print it.
  const spdlog::source_loc source{worker_id.c_str(), 1, ""};
  impl_->logger.log(
      std::chrono::time_point_cast<spdlog::log_clock::duration>(impl_->clock.WallNow()),
      worker_id.empty() ? spdlog::source_loc{} : source, SpdlogLevel(level),
      spdlog::string_view_t(message.data(), message.size()));
}

}  // namespace aurax::load::cli
