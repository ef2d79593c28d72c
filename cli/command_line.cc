#include "cli/command_line.h"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "cli/locust_option.h"
#include "common/nearest_name.h"

namespace aurax::load::cli {
namespace {

constexpr size_t kColumns = 100;
constexpr size_t kHelpColumn = 30;
constexpr int kAnyNumber = 1'000'000;  // CLI11 cuts up "[a]" in lists without a bound

// "  -u, --users N": as other programs do it, with the long names of options without a letter below
// each other.
class HelpLayout : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool) const override {
    std::vector<std::string> names;
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return (option->get_snames().empty() ? "    " : "") + absl::StrJoin(names, ", ");
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_option_text().empty() ? "" : " " + option->get_option_text();
  }
  std::string make_usage(const CLI::App*, std::string) const override {
    return "\nUsage: aurax-load -f FILE [options] [UserClass...]\n"
           "       aurax-load --worker --master-host HOST [options]\n"
           "       aurax-load report RESULT.json [-o FILE] [--from TIME] [--to TIME]\n"
           "       aurax-load compare A.json B.json [--fail-if TEXT] [--html FILE]\n"
           "       aurax-load hash-password\n";
  }
};

std::string Wrapped(const std::string& text, size_t width) {
  std::string out;
  size_t column = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (column != 0 && column + 1 + word.size() > width) {
      out += '\n';
      column = 0;
    } else if (column != 0) {
      out += ' ';
      ++column;
    }
    absl::StrAppend(&out, word);
    column += word.size();
  }
  return out;
}

std::string Description(const OptionSpec& option) {
  std::string text(option.help);
  const std::optional<std::string> initial = ValueText(option, Options());
  if (initial && !option.IsFlag()) absl::StrAppend(&text, " (default: ", *initial, ")");
  const std::string variables = absl::StrJoin(option.Variables(), ", ");
  text = Wrapped(text, kColumns - kHelpColumn);
  if (!variables.empty()) absl::StrAppend(&text, "\n[", variables, "]");
  return text;
}

struct Parser {
  CLI::App app{"aurax-load: load tests for HTTP services from a scenario file."};
  std::map<const OptionSpec*, CLI::Option*> options;
};

std::unique_ptr<Parser> MakeParser() {
  auto parser = std::make_unique<Parser>();
  CLI::App& app = parser->app;
  app.set_help_flag();  // --help is in the table
  app.allow_extras();
  for (const OptionSpec& option : OptionTable()) {
    std::string names = absl::StrCat("--", std::string(option.name));
    if (option.short_name != '\0') {
      names = absl::StrCat("-", std::string(1, option.short_name), ",", names);
    }
    if (!option.alias.empty()) absl::StrAppend(&names, ",--", std::string(option.alias));
    CLI::Option* const added =
        option.IsFlag() ? app.add_flag(names) : app.add_option(names, CLI::callback_t(), "");
    // Zero values are allowed here, so that "needs a value" is said by Apply() for all sources
    // alike.
    if (!option.IsFlag()) added->expected(0, option.IsList() ? kAnyNumber : 1);
    added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    added->option_text(std::string(option.value_name));
    added->description(Description(option));
    added->group(std::string(option.group));
    parser->options[&option] = added;
  }
  return parser;
}

const LocustOption* LocustOptionOf(const std::string& argument) {
  const std::string name = argument.substr(0, argument.find('='));
  return FindUnsupportedLocustOption(absl::StartsWith(name, "--") ? name.substr(2)
                                                                  : name.substr(1, 1));
}

std::string UnknownOption(const std::string& argument) {
  const std::string name = argument.substr(0, argument.find('='));
  const bool is_long = absl::StartsWith(name, "--");
  std::vector<std::string> known;
  for (const OptionSpec& option : OptionTable()) {
    known.push_back(absl::StrCat("--", std::string(option.name)));
    if (!option.alias.empty()) known.push_back(absl::StrCat("--", std::string(option.alias)));
  }
  // One letter is near to every other letter: nothing to suggest.
  const std::optional<std::string> nearest =
      is_long ? NearestName(name, known) : std::optional<std::string>();
  return absl::StrCat("unknown option '", name, "'",
                      nearest ? absl::StrCat(", did you mean '", *nearest, "'?") : "");
}

}  // namespace

CommandLine ReadCommandLine(const std::vector<std::string>& arguments) {
  CommandLine line;
  const std::unique_ptr<Parser> parser = MakeParser();
  try {
    parser->app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    line.mistakes.emplace_back(error.what());
    return line;
  }
  std::vector<std::string> classes;
  bool options_ended = false;
  for (const std::string& rest : parser->app.remaining()) {
    if (rest == "--" && !options_ended) {
      options_ended = true;
    } else if (!options_ended && rest.size() > 1 && rest[0] == '-') {
      const LocustOption* const locust = LocustOptionOf(rest);
      std::vector<std::string>& lines =
          locust != nullptr && locust->needless ? line.warnings : line.mistakes;
      lines.push_back(locust == nullptr
                          ? UnknownOption(rest)
                          : absl::StrCat("--", std::string(locust->name), ": ", locust->Reason()));
    } else {
      classes.push_back(rest);
    }
  }
  for (const OptionSpec& option : OptionTable()) {
    std::vector<std::string> values = parser->options.at(&option)->results();
    const bool is_classes = option.name == "user-classes";
    if (is_classes) values.insert(values.end(), classes.begin(), classes.end());
    if (values.empty()) continue;
    if (option.IsFlag() && values.back().empty()) values.back() = "true";
    const std::string label = absl::StrCat("--", std::string(option.name));
    line.settings.push_back({&option, values, "command line", label});
  }
  return line;
}

std::string HelpText() {
  const std::unique_ptr<Parser> parser = MakeParser();
  auto layout = std::make_shared<HelpLayout>();
  layout->column_width(kHelpColumn);
  parser->app.formatter(layout);
  parser->app.footer(
      "Each option is also read from the environment, under the names in brackets, and from "
      "config\n"
      "files as 'name = value' (lists: 'tags = [a, b]'): ~/.aurax-load.conf, ./locust.conf,\n"
      "./aurax-load.conf, --config FILE, each above the one before. Environment goes above config\n"
      "files, the command line above all; --show-config tells what counts.\n"
      "\n"
      "Keys during a run: w W start 1 or 10 users, s S stop 1 or 10, q ends the run.\n"
      "Exit code: 0 fine, 1 something failed (--exit-code-on-error), 2 wrong options or scenario,\n"
      "3 a threshold is broken (where there are any, they decide and not failures),\n"
      "4 the results are incomplete: the ledger does not add up, or a file could not be written.\n"
      "\n"
      "Example: aurax-load -f scenarios/aurax.yaml -H http://localhost:8000 -u 50 -r 10 -t 5m");
  return absl::StrReplaceAll(parser->app.help(), {{"\n\n\n", "\n\n"}});
}

}  // namespace aurax::load::cli
