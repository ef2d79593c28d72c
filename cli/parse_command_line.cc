#include "cli/parse_command_line.h"

#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/cluster_options.h"
#include "cli/command_line.h"
#include "cli/config_file.h"
#include "cli/exit_code.h"
#include "cli/show_config.h"
#include "cli/version.h"
#include "cli/web_options.h"

namespace aurax::load::cli {
namespace {

using SettingMap = std::map<const OptionSpec*, Setting>;  // what counts so far

class Parse {
 public:
  Parse(const std::vector<std::string>& arguments, const Environment& environment)
      : environment_(environment), line_(ReadCommandLine(arguments)) {}

  ParsedCommandLine Run() {
    if (Asked("help")) return Answer(HelpText());
    if (Asked("version")) return Answer(absl::StrCat("aurax-load ", std::string(Version()), "\n"));
    Extend(mistakes_, line_.mistakes);
    Extend(result_.warnings, line_.warnings);
    ReadAll();
    for (const auto& [option, setting] : counts_) {
      if (absl::Status status = Apply(setting, result_.options); !status.ok()) {
        mistakes_.emplace_back(status.message());
      }
    }
    CheckTogether();
    if (!mistakes_.empty()) return Refusal();
    if (result_.options.show_config) return Answer(ShowConfig(result_.options, Sources()));
    return std::move(result_);
  }

 private:
  template <typename T>
  static void Extend(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }
  void Take(const std::vector<Setting>& settings) {
    for (const Setting& setting : settings) counts_[setting.option] = setting;
  }

  // A flag of the command line's own, needed before anything else is read.
  bool Asked(std::string_view flag) const {
    for (const Setting& setting : line_.settings) {
      if (setting.option->name == flag) return true;
    }
    return false;
  }

  void ReadAll() {
    const EnvironmentSettings found = ReadEnvironment(environment_);
    std::vector<Setting> above_files = found.settings;
    Extend(above_files, line_.settings);
    if (const std::optional<std::string> home = environment_.variable("HOME")) {
      ReadConfig(*home + "/.aurax-load.conf");
    }
    ReadConfig("./locust.conf");
    ReadConfig("./aurax-load.conf");
    const Setting* config = nullptr;
    for (const Setting& setting : above_files) {
      if (setting.option->name == "config") config = &setting;
    }
    if (config != nullptr && !config->values.back().empty()) {
      ReadConfig(config->values.back(), config->label);
    }
    Take(above_files);
    Extend(result_.warnings, found.ignored);
  }

  // `label`: who asked for the file; empty: nobody, so it may be absent.
  void ReadConfig(const std::string& path, const std::string& label = "") {
    if (absl::EndsWith(path, ".toml")) {
      mistakes_.push_back(absl::StrCat(path, ": TOML is not read, write 'key = value' lines"));
      return;
    }
    const absl::StatusOr<std::string> text = environment_.read_file(path);
    if (!text.ok()) {
      if (label.empty() && absl::IsNotFound(text.status())) return;
      mistakes_.push_back(absl::StrCat(label.empty() ? "" : label + ": ", "cannot read ", path,
                                       ": ", text.status().message()));
      return;
    }
    const ConfigFile file = ParseConfigFile(*text, path);
    Take(file.settings);
    Extend(mistakes_, file.mistakes);
    Extend(result_.warnings, file.warnings);
  }

  void CheckTogether() {
    const Options& options = result_.options;
    if (options.csv_full_history && counts_.count(FindOption("csv")) == 0) {
      mistakes_.emplace_back("--csv-full-history needs --csv PREFIX");
    }
    Extend(mistakes_, ClusterMistakes(options));
    std::set<std::string> given;
    for (const auto& [option, setting] : counts_) given.emplace(option->name);
    Extend(result_.warnings, ClusterWarnings(options, given));
    Extend(mistakes_, WebMistakes(options));
    Extend(result_.warnings, WebWarnings(options, given));
    const bool scenario_given = counts_.count(FindOption("scenario")) != 0;
    if (!scenario_given && !options.show_config && !NeedsNoScenario(options)) {
      mistakes_.emplace_back("no scenario: name one with -f FILE, such as -f scenarios/aurax.yaml");
    }
  }

  OptionSources Sources() const {
    OptionSources sources;
    for (const auto& [option, setting] : counts_) sources[option->name] = setting.source;
    return sources;
  }

  ParsedCommandLine Answer(std::string text) {
    result_.exit_code = static_cast<int>(ExitCode::kFine);
    result_.output = std::move(text);
    return std::move(result_);
  }
  ParsedCommandLine Refusal() {
    result_.exit_code = static_cast<int>(ExitCode::kUsage);
    for (const std::string& mistake : mistakes_) {
      absl::StrAppend(&result_.error, "aurax-load: ", mistake, "\n");
    }
    absl::StrAppend(&result_.error, "Try 'aurax-load --help'.\n");
    return std::move(result_);
  }

  const Environment& environment_;
  const CommandLine line_;
  SettingMap counts_;
  std::vector<std::string> mistakes_;
  ParsedCommandLine result_;
};

}  // namespace

ParsedCommandLine ParseCommandLine(const std::vector<std::string>& arguments,
                                   const Environment& environment) {
  return Parse(arguments, environment).Run();
}

}  // namespace aurax::load::cli
