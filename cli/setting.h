// One option's value as somebody wrote it, and where.
#ifndef AURAX_CLI_SETTING_H_
#define AURAX_CLI_SETTING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/option_table.h"

namespace aurax::load::cli {

struct Setting {
  const OptionSpec* option = nullptr;
  std::vector<std::string> values;  // as written; a flag without a value: "true"
  std::string source;               // "command line", "environment LOCUST_USERS", "./locust.conf:3"
  std::string label;  // what an error names: "--users", "LOCUST_USERS", "./locust.conf:3: users"
};

// Reads the values as the option's type wants them and stores them:
//   flag        true, false, yes, no, 1, 0 in any case
//   numbers     within the option's bounds
//   duration    common/duration_text.h
//   text        not empty; of several the last counts
//   list        any number; each value may hold several, separated by commas or blanks, or be `[a,
//   "b"]`;
//               JSON values are never cut up; where elements hold blanks, only the brackets
//               separate
// Errors: InvalidArgument, one line that begins with the label; `options` is unchanged then.
absl::Status Apply(const Setting& setting, Options& options);

// The option's value as a config file would have it; nothing when it is not given.
std::optional<std::string> ValueText(const OptionSpec& option, const Options& options);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_SETTING_H_
