// The one table of options. Parser, environment, config files, --help and --show-config all come
// from it, so an option exists everywhere or nowhere.
#ifndef AURAX_CLI_OPTION_TABLE_H_
#define AURAX_CLI_OPTION_TABLE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/options.h"

namespace aurax::load::cli {

// Where the value goes; its type says how the text is read (cli/setting.h).
using OptionField =
    std::variant<bool Options::*, int64_t Options::*, std::optional<int64_t> Options::*,
                 std::optional<double> Options::*, Duration Options::*,
                 std::optional<Duration> Options::*, std::optional<std::string> Options::*,
                 std::vector<std::string> Options::*, LogLevel Options::*>;

struct OptionSpec {
  std::string_view name;  // long name without dashes; also the key in config files
  char short_name = '\0';
  std::string_view alias = {};  // a second long name, Locust's
  OptionField field;
  std::string_view value_name = {};       // as in "--users N"; empty for flags
  std::string_view locust_variable = {};  // the environment variable that Locust reads; empty: none
  std::string_view group;                 // heading in --help
  std::string_view help;  // one or two sentences, lower case, no full stop at the end
  int64_t low = 0;        // bounds of whole numbers, both included
  int64_t high = 0;
  bool json_values = false;   // a list whose elements are JSON: commas and blanks do not separate
  bool whole_values = false;  // a list whose elements hold blanks: each value is one, or `[a, "b"]`
  bool may_be_zero = false;   // of fractions, which are above 0 else
  bool command_line_only = false;

  bool IsFlag() const { return std::holds_alternative<bool Options::*>(field); }
  bool IsList() const { return std::holds_alternative<std::vector<std::string> Options::*>(field); }
  std::string Variable() const;  // "AURAX_LOAD_SPAWN_RATE"
  std::vector<std::string> Variables()
      const;  // Variable(), then Locust's; the first that is set counts
};

// In the order of --help; options of a group stand together.
std::span<const OptionSpec> OptionTable();

// By long name or alias; null: none. The entry lives for ever.
const OptionSpec* FindOption(std::string_view name);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_OPTION_TABLE_H_
