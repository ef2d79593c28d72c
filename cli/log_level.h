// How much the program logs; Locust's names.
#ifndef AURAX_CLI_LOG_LEVEL_H_
#define AURAX_CLI_LOG_LEVEL_H_

#include <optional>
#include <string_view>

namespace aurax::load::cli {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kCritical };

std::string_view LogLevelName(LogLevel level);  // "WARNING"

// In any case ("warning"); nothing for any other text.
std::optional<LogLevel> ParseLogLevel(std::string_view text);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LOG_LEVEL_H_
