#include "cli/show_config.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/config_file.h"
#include "cli/option_table.h"

namespace aurax::load::cli {
namespace {

constexpr char kMask[] = "***";

// Masks what stands between :// and @ in a URL's authority.
std::string WithoutCredentials(std::string text) {
  const size_t scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const size_t begin = scheme + 3;
  const size_t authority_end = std::min(text.find_first_of("/?#", begin), text.size());
  const size_t at = text.rfind('@', authority_end);
  if (at == std::string::npos || at < begin) return text;
  return text.replace(begin, at - begin, kMask);
}

std::string Shown(const OptionSpec& option, const std::string& value) {
  if (option.json_values && value.find('{') != std::string::npos) return kMask;
  return WithoutCredentials(value);
}

}  // namespace

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
