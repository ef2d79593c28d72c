#include "cli/log_level.h"

#include <array>

#include "absl/strings/match.h"
#include "common/text.h"

namespace aurax::load::cli {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"DEBUG", "INFO", "WARNING", "ERROR",
                                                    "CRITICAL"};

}  // namespace

std::string_view LogLevelName(LogLevel level) { return kNames[static_cast<size_t>(level)]; }

std::optional<LogLevel> ParseLogLevel(std::string_view text) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (absl::EqualsIgnoreCase(AbslSv(text), AbslSv(kNames[i]))) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

}  // namespace aurax::load::cli
