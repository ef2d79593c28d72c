// What options are read from beside the command line: environment variables and files. Handed in,
// so tests decide.
#ifndef AURAX_CLI_ENVIRONMENT_H_
#define AURAX_CLI_ENVIRONMENT_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/setting.h"

namespace aurax::load::cli {

struct Environment {
  // The variable's value; nothing when it is not set.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  // The file's text. NotFound when there is none; any other error carries the reason ("Permission
  // denied").
  std::function<absl::StatusOr<std::string>(const std::string& path)> read_file;
};

Environment ProcessEnvironment();

// The options that the environment sets: for each the first of its variables that is set and not
// empty (containers like to set empty ones). Variables of Locust's that this version cannot obey
// come back as `ignored`, in words.
struct EnvironmentSettings {
  std::vector<Setting> settings;
  std::vector<std::string> ignored;
};
EnvironmentSettings ReadEnvironment(const Environment& environment);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_ENVIRONMENT_H_
