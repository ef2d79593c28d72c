#include "cli/option_table.h"

#include <limits>

#include "absl/strings/ascii.h"

namespace aurax::load::cli {
namespace {

constexpr std::string_view kScenario = "Scenario";
constexpr std::string_view kLoad = "Load";
constexpr std::string_view kResults = "Statistics and results";
constexpr std::string_view kLog = "Log";
constexpr std::string_view kInstead = "Instead of a run";
constexpr std::string_view kSettings = "Settings";
constexpr int64_t kMaxUsers = 100'000'000;
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

constexpr OptionSpec kTable[] = {
    {.name = "scenario",
     .short_name = 'f',
     .alias = "locustfile",
     .field = &Options::scenario,
     .value_name = "FILE",
     .locust_variable = "LOCUST_LOCUSTFILE",
     .group = kScenario,
     .help = "the YAML file that says what the virtual users do"},
    {.name = "host",
     .short_name = 'H',
     .field = &Options::host,
     .value_name = "URL",
     .locust_variable = "LOCUST_HOST",
     .group = kScenario,
     .help = "base URL of the service under test, such as http://localhost:8000; replaces every "
             "host in the scenario"},
    {.name = "tags",
     .short_name = 'T',
     .field = &Options::tags,
     .value_name = "TAG...",
     .locust_variable = "LOCUST_TAGS",
     .group = kScenario,
     .help = "run only tasks with one of these tags; takes values up to the next option"},
    {.name = "exclude-tags",
     .short_name = 'E',
     .field = &Options::exclude_tags,
     .value_name = "TAG...",
     .locust_variable = "LOCUST_EXCLUDE_TAGS",
     .group = kScenario,
     .help = "leave out tasks with one of these tags, even if --tags names them"},
    {.name = "user-classes",
     .field = &Options::user_classes,
     .value_name = "A,B",
     .locust_variable = "LOCUST_USER_CLASSES",
     .group = kScenario,
     .help = "run only these user classes; the same as naming them at the end of the line"},
    {.name = "config-users",
     .field = &Options::config_users,
     .value_name = "JSON...",
     .locust_variable = "LOCUST_CONFIG_USERS",
     .group = kScenario,
     .help = "change user classes: JSON objects with user_class_name and what to change, or a path "
             "ending in .json",
     .json_values = true},
    {.name = "equal-weights",
     .field = &Options::equal_weights,
     .group = kScenario,
     .help = "give all tasks and all user classes the same weight"},

    {.name = "users",
     .short_name = 'u',
     .field = &Options::users,
     .value_name = "N",
     .locust_variable = "LOCUST_USERS",
     .group = kLoad,
     .help = "virtual users at the peak (default: the scenario's, else 1)",
     .low = 1,
     .high = kMaxUsers},
    {.name = "spawn-rate",
     .short_name = 'r',
     .field = &Options::spawn_rate,
     .value_name = "RATE",
     .locust_variable = "LOCUST_SPAWN_RATE",
     .group = kLoad,
     .help = "users started per second, fractions allowed (default: the scenario's, else 1)"},
    {.name = "run-time",
     .short_name = 't',
     .field = &Options::run_time,
     .value_name = "TIME",
     .locust_variable = "LOCUST_RUN_TIME",
     .group = kLoad,
     .help = "stop after this time, counted from the start: 300s, 20m, 1h30m (default: the "
             "scenario's, else run until stopped)"},
    {.name = "iterations",
     .short_name = 'i',
     .field = &Options::iterations,
     .value_name = "N",
     .locust_variable = "LOCUST_ITERATIONS",
     .group = kLoad,
     .help = "stop after this many task iterations of all users together",
     .low = 1,
     .high = kMax},
    {.name = "stop-timeout",
     .short_name = 's',
     .field = &Options::stop_timeout,
     .value_name = "TIME",
     .locust_variable = "LOCUST_STOP_TIMEOUT",
     .group = kLoad,
     .help = "at a stop, time for running tasks to finish before their requests are cancelled"},
    {.name = "headless",
     .field = &Options::headless,
     .locust_variable = "LOCUST_HEADLESS",
     .group = kLoad,
     .help = "start at once, without web UI; this version has none, so it always does"},
    {.name = "autostart",
     .field = &Options::autostart,
     .locust_variable = "LOCUST_AUTOSTART",
     .group = kLoad,
     .help = "start at once; the same as --headless in this version, which has no web UI"},
    {.name = "seed",
     .field = &Options::seed,
     .value_name = "N",
     .group = kLoad,
     .help = "repeat a run's random choices (default: a new seed each run, named in the results)",
     .low = 0,
     .high = kMax},
    {.name = "loops",
     .field = &Options::loops,
     .value_name = "N",
     .group = kLoad,
     .help = "event loops that drive the users, a thread each (default: one per core)",
     .low = 1,
     .high = 1024},

    {.name = "csv",
     .field = &Options::csv,
     .value_name = "PREFIX",
     .locust_variable = "LOCUST_CSV",
     .group = kResults,
     .help = "write PREFIX_stats.csv, PREFIX_stats_history.csv, PREFIX_failures.csv and "
             "PREFIX_exceptions.csv"},
    {.name = "csv-full-history",
     .field = &Options::csv_full_history,
     .locust_variable = "LOCUST_CSV_FULL_HISTORY",
     .group = kResults,
     .help = "each request name in PREFIX_stats_history.csv, not only the total; needs --csv"},
    {.name = "json",
     .field = &Options::json,
     .group = kResults,
     .help = "print the final statistics as JSON on standard output"},
    {.name = "json-file",
     .field = &Options::json_file,
     .value_name = "BASE",
     .group = kResults,
     .help = "write the whole result to BASE.json"},
    {.name = "print-stats",
     .field = &Options::print_stats,
     .locust_variable = "LOCUST_PRINT_STATS",
     .group = kResults,
     .help = "print the table every 2 s on a terminal too, instead of the live view"},
    {.name = "only-summary",
     .field = &Options::only_summary,
     .locust_variable = "LOCUST_ONLY_SUMMARY",
     .group = kResults,
     .help = "print statistics only at the end"},
    {.name = "reset-stats",
     .field = &Options::reset_stats,
     .locust_variable = "LOCUST_RESET_STATS",
     .group = kResults,
     .help = "forget the statistics of the ramp once all users have started"},
    {.name = "locust-rounding",
     .field = &Options::locust_rounding,
     .group = kResults,
     .help = "round response times as Locust does, for pipelines that compare with its numbers"},
    {.name = "exit-code-on-error",
     .field = &Options::exit_code_on_error,
     .value_name = "N",
     .locust_variable = "LOCUST_EXIT_CODE_ON_ERROR",
     .group = kResults,
     .help = "exit code of a run in which anything failed",
     .low = 0,
     .high = 255},

    {.name = "loglevel",
     .short_name = 'L',
     .field = &Options::log_level,
     .value_name = "LEVEL",
     .locust_variable = "LOCUST_LOGLEVEL",
     .group = kLog,
     .help = "DEBUG, INFO, WARNING, ERROR or CRITICAL"},
    {.name = "logfile",
     .field = &Options::logfile,
     .value_name = "FILE",
     .locust_variable = "LOCUST_LOGFILE",
     .group = kLog,
     .help = "append the log to this file (default: standard error); tables stay on the console"},
    {.name = "skip-log-setup",
     .field = &Options::skip_log_setup,
     .locust_variable = "LOCUST_SKIP_LOG_SETUP",
     .group = kLog,
     .help = "log only warnings and errors, bare, on standard error"},

    {.name = "check",
     .field = &Options::check,
     .group = kInstead,
     .help = "check the scenario, print every mistake in it, and exit"},
    {.name = "list",
     .short_name = 'l',
     .field = &Options::list,
     .group = kInstead,
     .help = "print the names of the user classes and exit"},
    {.name = "show-task-ratio",
     .field = &Options::show_task_ratio,
     .group = kInstead,
     .help = "print how often each task is run and exit"},
    {.name = "show-task-ratio-json",
     .field = &Options::show_task_ratio_json,
     .group = kInstead,
     .help = "the same as JSON"},
    {.name = "show-config",
     .field = &Options::show_config,
     .group = kInstead,
     .help = "print each option's value and where it comes from, and exit",
     .command_line_only = true},
    {.name = "version",
     .short_name = 'V',
     .field = &Options::version,
     .group = kInstead,
     .help = "print the version and exit",
     .command_line_only = true},
    {.name = "help",
     .short_name = 'h',
     .field = &Options::help,
     .group = kInstead,
     .help = "print this text and exit",
     .command_line_only = true},

    {.name = "config",
     .field = &Options::config,
     .value_name = "FILE",
     .group = kSettings,
     .help = "one more config file, above the others"},
};

}  // namespace

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

std::span<const OptionSpec> OptionTable() { return kTable; }

const OptionSpec* FindOption(std::string_view name) {
  for (const OptionSpec& option : kTable) {
    if (option.name == name || (!option.alias.empty() && option.alias == name)) return &option;
  }
  return nullptr;
}

}  // namespace aurax::load::cli
