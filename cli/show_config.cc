#include "cli/show_config.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/config_file.h"
#include "cli/option_table.h"
#include "common/credentials.h"

namespace aurax::load::cli {
namespace {

std::string Shown(const OptionSpec& option, const std::string& value) {
  if (option.json_values && value.find('{') != std::string::npos) return kCredentialMask;
  return WithoutCredentials(value);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ShownOptions(const Options& options) {
  std::vector<std::pair<std::string, std::string>> shown;
  for (const OptionSpec& option : OptionTable()) {
    const std::optional<std::string> value = ValueText(option, options);
    if (option.command_line_only || !value || value == ValueText(option, Options())) continue;
    shown.emplace_back(option.name, Shown(option, *value));
  }
  return shown;
}

std::string ShowConfig(const Options& options, const OptionSources& sources) {
  std::string out;
  for (const OptionSpec& option : OptionTable()) {
    if (option.command_line_only) continue;
    const std::optional<std::string> value = ValueText(option, options);
    const auto source = sources.find(option.name);
    const std::string where = source == sources.end() ? "default" : source->second;
    // --config stands as a comment: a config file cannot name another.
    const bool live = value.has_value() && option.name != "config";
    const std::string line =
        value ? ConfigLine(option.name, Shown(option, *value)) : std::string(option.name);
    absl::StrAppendFormat(&out, "%-48s  # %s%s\n", live ? line : absl::StrCat("# ", line), where,
                          value ? "" : ": none");
  }
  return out;
}

}  // namespace aurax::load::cli
