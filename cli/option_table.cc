#include "cli/option_table.h"

#include "absl/strings/ascii.h"
#include "cli/option_table_parts.h"

namespace aurax::load::cli {

std::string OptionSpec::Variable() const {
  std::string variable = "AURAX_LOAD_";
  for (const char c : name) {
    variable += c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return variable;
}

std::vector<std::string> OptionSpec::Variables() const {
  if (command_line_only) return {};
  std::vector<std::string> variables = {Variable()};
  if (!locust_variable.empty()) variables.emplace_back(locust_variable);
  return variables;
}

std::span<const OptionSpec> OptionTable() {
  static const std::vector<OptionSpec> table = [] {
    std::vector<OptionSpec> all;
    for (const auto part : {LoadOptions(), WebOptions(), ClusterOptions(), ResultOptions()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return table;
}

const OptionSpec* FindOption(std::string_view name) {
  for (const OptionSpec& option : OptionTable()) {
    if (option.name == name || (!option.alias.empty() && option.alias == name)) return &option;
  }
  return nullptr;
}

}  // namespace aurax::load::cli
