// Two valid values for any option of the table, for tests that go over all of it.
#ifndef AURAX_TESTS_CLI_SAMPLE_VALUES_H_
#define AURAX_TESTS_CLI_SAMPLE_VALUES_H_

#include <string>
#include <utility>
#include <vector>

#include "cli/option_table.h"

namespace aurax::load::cli {

// Neither is the option's default unless it is a flag; both as ValueText() writes them.
inline std::pair<std::string, std::string> SampleValues(const OptionSpec& option) {
  if (option.name == "master-host") return {"box", "10.0.0.1"};
  if (option.name == "web-base-path") return {"/load", "/a/b"};
  struct Sampler {
    std::pair<std::string, std::string> operator()(bool Options::*) { return {"true", "false"}; }
    std::pair<std::string, std::string> operator()(int64_t Options::*) { return {"7", "12"}; }
    std::pair<std::string, std::string> operator()(std::optional<int64_t> Options::*) {
      return {"3", "500"};
    }
    std::pair<std::string, std::string> operator()(std::optional<double> Options::*) {
      return {"0.25", "100"};
    }
    std::pair<std::string, std::string> operator()(Duration Options::*) { return {"1h20m", "30s"}; }
    std::pair<std::string, std::string> operator()(std::optional<Duration> Options::*) {
      return {"1.5s", "2h"};
    }
    std::pair<std::string, std::string> operator()(std::optional<std::string> Options::*) {
      return {"some/path", "http://host:8000"};
    }
    std::pair<std::string, std::string> operator()(std::vector<std::string> Options::*) {
      return {"[one, two]", "three"};
    }
    std::pair<std::string, std::string> operator()(LogLevel Options::*) {
      return {"DEBUG", "CRITICAL"};
    }
  };
  return std::visit(Sampler(), option.field);
}

// Options that can be given anywhere.
inline std::vector<const OptionSpec*> OptionsForAllSources() {
  std::vector<const OptionSpec*> options;
  for (const OptionSpec& option : OptionTable()) {
    if (!option.command_line_only && option.name != "config") options.push_back(&option);
  }
  return options;
}

}  // namespace aurax::load::cli

#endif  // AURAX_TESTS_CLI_SAMPLE_VALUES_H_
