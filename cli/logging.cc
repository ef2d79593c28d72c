#include "cli/logging.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace aurax::load::cli {
namespace {

// Debug..critical stand in the same order in spdlog, after its trace.
spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  return static_cast<spdlog::level::level_enum>(static_cast<int>(level) + spdlog::level::debug);
}

// spdlog's own level names are lower case, and fixed when it was compiled.
class LevelFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const auto level = static_cast<LogLevel>(message.level - spdlog::level::debug);
    const std::string_view name = LogLevelName(level);
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

}  // namespace

struct Log::Impl {
  spdlog::logger logger;
  const Clock& clock;
};

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Log::~Log() = default;

absl::StatusOr<std::unique_ptr<Log>> Log::Open(const Settings& settings, const Clock& clock) {
  spdlog::sink_ptr sink;
  try {
    if (settings.file && !settings.bare) {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(*settings.file);
    } else {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }
  } catch (const spdlog::spdlog_ex& error) {
    return absl::InvalidArgumentError(absl::StrCat("cannot open the log file: ", error.what()));
  }
  // Not registered anywhere: the logger lives and dies with the Log.
  auto impl = std::unique_ptr<Impl>(new Impl{spdlog::logger("aurax.load", sink), clock});
  impl->logger.set_level(SpdlogLevel(settings.bare ? LogLevel::kWarning : settings.level));
  impl->logger.flush_on(spdlog::level::debug);
  if (settings.bare) {
    impl->logger.set_pattern("%v");
  } else {
    impl->logger.set_formatter(LineFormat());
  }
  return std::unique_ptr<Log>(new Log(std::move(impl)));
}

void Log::Write(LogLevel level, std::string_view message) {
  impl_->logger.log(
      std::chrono::time_point_cast<spdlog::log_clock::duration>(impl_->clock.WallNow()),
      spdlog::source_loc{}, SpdlogLevel(level),
      spdlog::string_view_t(message.data(), message.size()));
}

}  // namespace aurax::load::cli
