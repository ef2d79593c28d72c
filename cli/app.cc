#include "cli/app.h"

#include <cstdio>
#include <memory>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/console_writer.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/file_limit.h"
#include "cli/keyboard.h"
#include "cli/local_run.h"
#include "cli/logging.h"
#include "cli/parse_command_line.h"
#include "cli/signals.h"
#include "cli/standard_streams.h"
#include "cli/version.h"
#include "common/duration_text.h"
#include "master/scenario/load_scenario.h"
#include "master/scenario/task_ratio.h"

namespace aurax::load::cli {
namespace {

constexpr int kUsage = static_cast<int>(ExitCode::kUsage);
constexpr int kFine = static_cast<int>(ExitCode::kFine);
constexpr Duration kConsoleStall = std::chrono::seconds(10);

void PrintError(const std::string& text) {
  std::fprintf(stderr, "%s%s", text.c_str(), text.ends_with('\n') ? "" : "\n");
}

// Prints what was asked for; the exit code is `code` when it could be written.
int PrintAnswer(const std::string& text, int code) {
  const absl::Status printed = PrintToStandardOutput(text + (text.ends_with('\n') ? "" : "\n"));
  if (printed.ok()) return code;
  PrintError(absl::StrCat("aurax-load: ", printed.message()));
  return static_cast<int>(ExitCode::kLedgerIncomplete);
}

master::ScenarioOptions ScenarioOptionsOf(const Options& options) {
  master::ScenarioOptions s;
  s.tags = options.tags;
  s.exclude_tags = options.exclude_tags;
  s.user_classes = options.user_classes;
  s.host = options.host;
  s.equal_weights = options.equal_weights;
  s.config_users = options.config_users;
  return s;
}

// What is asked for instead of a run; nothing when a run is.
std::optional<std::string> InsteadOfARun(const Options& options, const v1::Scenario& scenario) {
  std::optional<uint32_t> users;
  if (options.users) users = static_cast<uint32_t>(*options.users);
  if (options.check) return absl::StrCat(*options.scenario, ": fine");
  if (options.list) return master::UserClassList(scenario);
  if (options.show_task_ratio) return master::TaskRatioText(scenario, users);
  if (options.show_task_ratio_json) return master::TaskRatioJson(scenario, users);
  return std::nullopt;
}

void Announce(const Options& options, const v1::Scenario& scenario, Log* log) {
  log->Info(absl::StrCat("Starting aurax-load ", std::string(Version())));
  if (!options.headless) {
    log->Info("No web UI in this version: running headless");
  }
  if (options.run_time || scenario.load().has_run_time_us()) {
    const Duration limit = options.run_time.value_or(FromMicros(scenario.load().run_time_us()));
    log->Info(absl::StrFormat("Run time limit set to %g seconds", ToSeconds(limit)));
  } else if (!options.iterations) {
    log->Info("No run time limit set, use CTRL+C to interrupt");
  }
}

// A user that keeps a data row needs one. Said before the run starts.
std::optional<std::string> TooFewRows(const v1::Scenario& scenario, int64_t users) {
  for (const v1::DataSource& source : scenario.data()) {
    const int64_t rows = source.cells_size() / std::max(1, source.columns_size());
    if (source.pick() == v1::DataSource::PICK_UNIQUE && rows < users) {
      return absl::StrFormat("data '%s' has %d rows for %d users (pick: unique)", source.name(),
                             rows, users);
    }
  }
  return std::nullopt;
}

// The final texts get the time they need while the console takes any of them; a signal ends the
// wait, as the run is over and the files are written.
void WaitForConsole(const LocalRun& run) {
  run.console->KeepAll();
  if (const uint64_t dropped = run.console->dropped(); dropped > 0) {
    run.log->Warning(absl::StrFormat(
        "The console took too little: %d tables, views or log lines were left out", dropped));
  }
  (void)run.console->Drain(kConsoleStall, [&run] { return run.signals->Poll().has_value(); });
}

int StartRun(const Options& options, const v1::Scenario& scenario, Log* log) {
  const int64_t users =
      options.users.value_or(scenario.load().has_users() ? scenario.load().users() : 1);
  if (const auto error = TooFewRows(scenario, users)) {
    PrintError(absl::StrCat(*options.scenario, ": ", *error));
    return kUsage;
  }
  if (const auto warning = FileLimitWarning(RaiseFileLimit(), users)) log->Warning(*warning);
  auto signals = Signals::Block();
  if (!signals.ok()) {
    log->Error(std::string(signals.status().message()));
    return kUsage;
  }
  ConsoleWriter console(STDERR_FILENO);
  log->LinesTo([&console](std::string text) { console.Write(std::move(text)); });
  Announce(options, scenario, log);
  Keyboard keyboard(STDIN_FILENO);
  LocalRun run;
  run.options = &options;
  run.scenario = &scenario;
  run.log = log;
  run.console = &console;
  run.signals = signals->get();
  run.keyboard = &keyboard;
  run.clock = &RealClock();
  const int code = RunLocally(run);
  WaitForConsole(run);
  log->LinesTo(nullptr);
  return code;
}

}  // namespace

int RunApp(const std::vector<std::string>& arguments) {
  const ParsedCommandLine parsed = ParseCommandLine(arguments, ProcessEnvironment());
  if (parsed.exit_code) {
    if (!parsed.error.empty()) PrintError(parsed.error);
    return parsed.output.empty() ? *parsed.exit_code
                                 : PrintAnswer(parsed.output, *parsed.exit_code);
  }
  const Options& options = parsed.options;
  const auto log =
      Log::Open({options.log_level, options.logfile, options.skip_log_setup}, RealClock());
  if (!log.ok()) {
    PrintError(std::string(log.status().message()));
    return kUsage;
  }
  for (const std::string& warning : parsed.warnings) (*log)->Warning(warning);
  const master::LoadedScenario loaded =
      master::LoadScenario(*options.scenario, ScenarioOptionsOf(options));
  for (const master::Mistake& mistake : loaded.mistakes) PrintError(mistake.ToString());
  if (!loaded.mistakes.empty()) return kUsage;
  for (const std::string& warning : loaded.warnings) (*log)->Warning(warning);
  if (const auto text = InsteadOfARun(options, loaded.scenario)) {
    return PrintAnswer(*text, kFine);
  }
  return StartRun(options, loaded.scenario, log->get());
}

}  // namespace aurax::load::cli
