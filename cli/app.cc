#include "cli/app.h"

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <signal.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/child_workers.h"
#include "cli/cluster_options.h"
#include "cli/cluster_port.h"
#include "cli/console_writer.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/file_limit.h"
#include "cli/keyboard.h"
#include "cli/local_port.h"
#include "cli/logging.h"
#include "cli/parse_command_line.h"
#include "cli/processes.h"
#include "cli/run_host.h"
#include "cli/run_plan.h"
#include "cli/signals.h"
#include "cli/standard_streams.h"
#include "cli/subcommands.h"
#include "cli/version.h"
#include "cli/web_door.h"
#include "cli/worker_run.h"
#include "common/duration_text.h"
#include "master/scenario/load_scenario.h"
#include "master/scenario/task_ratio.h"
#include "master/stage_text.h"

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

// What is asked for instead of a run; nothing when a run is.
std::optional<std::string> InsteadOfARun(const Options& options, const v1::Scenario& scenario) {
  std::optional<uint32_t> users;
  if (options.users) users = static_cast<uint32_t>(*options.users);
  if (options.check) return absl::StrCat(*options.scenario, ": fine");
  if (options.list) return master::UserClassList(scenario);
  if (options.show_profile) {
    const RunPlan plan = PlanRun(options, scenario);
    return master::ProfileText(ProfileOf(plan), plan.scenario->load().stages());
  }
  if (options.show_task_ratio) return master::TaskRatioText(scenario, users);
  if (options.show_task_ratio_json) return master::TaskRatioJson(scenario, users);
  return std::nullopt;
}

void Announce(const Options& options, const v1::Scenario& scenario, Log* log) {
  log->Info(absl::StrCat("Starting aurax-load ", std::string(Version())));
  if (!options.headless && !options.autostart) return;  // the limit is each run's
  if (options.run_time || scenario.load().has_run_time_us()) {
    const Duration limit = options.run_time.value_or(FromMicros(scenario.load().run_time_us()));
    log->Info(absl::StrFormat("Run time limit set to %g seconds", ToSeconds(limit)));
  } else if (!options.iterations && !scenario.load().has_iterations() &&
             scenario.load().stages().empty()) {
    log->Info("No run time limit set, use CTRL+C to interrupt");
  }
}

// The final texts get the time they need while the console takes any of them; a signal ends the
// wait, as the run is over and the files are written.
void WaitForConsole(const RunParts& run) {
  run.console->KeepAll();
  if (const uint64_t dropped = run.console->dropped(); dropped > 0) {
    run.log->Warning(absl::StrFormat(
        "The console took too little: %d tables, views or log lines were left out", dropped));
  }
  (void)run.console->Drain(kConsoleStall, [&run] { return run.signals->Poll().has_value(); });
}

// With signals, console and keyboard around it. `scenario`: null for a worker.
int WithConsole(const Options& options, const v1::Scenario* scenario, Log* log,
                const std::function<int(const RunParts&)>& run_it) {
  auto signals = Signals::Block();
  if (!signals.ok()) {
    log->Error(std::string(signals.status().message()));
    return kUsage;
  }
  ConsoleWriter console(STDERR_FILENO);
  log->LinesTo([&console](std::string text) { console.Write(std::move(text)); });
  Keyboard keyboard(STDIN_FILENO);
  RunParts run;
  run.options = &options;
  run.scenario = scenario;
  run.log = log;
  run.console = &console;
  run.signals = signals->get();
  run.keyboard = &keyboard;
  run.clock = &RealClock();
  const int code = run_it(run);
  WaitForConsole(run);
  log->LinesTo(nullptr);
  return code;
}

// One worker, in this process.
int StartWorker(const Options& options, const WorkerSettings& settings, Log* log) {
  (void)RaiseFileLimit();
  return WithConsole(options, nullptr, log, [&](const RunParts& run) {
    log->Info(absl::StrCat("Starting aurax-load ", std::string(Version()), " as worker ",
                           settings.worker_id));
    return RunWorker(run, settings);
  });
}

// The join token; nothing, after words about it, where it cannot be read.
std::optional<std::string> TokenOrWords(const Options& options, Log* log) {
  const auto token = JoinTokenOf(options);
  if (!token.ok()) {
    PrintError(absl::StrCat("aurax-load: ", token.status().message()));
    return std::nullopt;
  }
  if (token->readable_by_others) {
    log->Warning(absl::StrCat(*options.join_token_file,
                              ": everybody on this machine can read the join token"));
  }
  return token->text;
}

// A child of the master says what went wrong and no more: its warnings reach the master, and the
// terminal is the master's. Who wants to see everything asks for DEBUG.
int StartChild(const Options& options, const WorkerSettings& settings, Log* log) {
  if (settings.local_name.empty() || options.log_level == LogLevel::kDebug) {
    return StartWorker(options, settings, log);
  }
  const auto quiet =
      Log::Open({LogLevel::kError, options.logfile, options.skip_log_setup}, RealClock());
  return StartWorker(options, settings, quiet.ok() ? quiet->get() : log);
}

absl::StatusOr<ChildWorkers> ForkWorkers(const Options& options, const WorkerSettings& settings,
                                         int death_signal, Log* log) {
  return ChildWorkers::Fork(ProcessCount(*options.processes), death_signal,
                            [&options, &settings, log](int number) {
                              WorkerSettings own = settings;
                              own.worker_id = ChildWorkerId(options, number);
                              return StartChild(ChildOptions(options), own, log);
                            });
}

// --worker, alone or as the parent of several.
int StartWorkers(const Options& options, Log* log) {
  const auto token = TokenOrWords(options, log);
  if (!token) return kUsage;
  WorkerSettings settings;
  settings.join_token = *token;
  settings.worker_id = options.worker_id.value_or(DrawnWorkerId());
  if (!options.processes) return StartWorker(options, settings, log);
  auto signals = Signals::Block();  // before the children, so that none is lost on the way to them
  auto children = ForkWorkers(options, settings, SIGTERM, log);
  if (!signals.ok() || !children.ok()) {
    log->Error(std::string((signals.ok() ? children.status() : signals.status()).message()));
    return kUsage;
  }
  return WatchOver(&*children, signals->get(), log);
}

// Runs with these workers, and whoever looks at them or asks for more.
int CarryOut(const RunParts& run, WorkerPort* port, int64_t expect_workers) {
  master::LogLines lines;
  run.log->KeepIn(&lines);
  int code = kUsage;
  {
    RunHost host(run, port, expect_workers);
    const auto door = WebDoor::Open(run, &host, &lines);
    if (door.ok()) {
      code = host.Run();
    } else {
      run.log->Error(std::string(door.status().message()));
    }
  }
  run.log->KeepIn(nullptr);
  return code;
}

int StartMaster(const Options& options, const v1::Scenario& scenario, Log* log) {
  const auto token = TokenOrWords(options, log);
  if (!token) return kUsage;
  ClusterPort::Settings settings;
  settings.join_token = *token;
  int64_t expect_workers = options.expect_workers;
  std::optional<ChildWorkers> children;
  if (options.processes) {
    WorkerSettings child;
    child.local_name = settings.local_name = DrawnSocketName();
    auto forked = ForkWorkers(options, child, SIGKILL, log);
    if (!forked.ok()) {
      log->Error(std::string(forked.status().message()));
      return kUsage;
    }
    settings.children = &children.emplace(*std::move(forked));
    expect_workers = static_cast<int64_t>(children->left());
  }
  (void)RaiseFileLimit();
  return WithConsole(options, &scenario, log, [&](const RunParts& run) {
    Announce(options, scenario, log);
    for (const std::string& warning : ExposureWarnings(options)) log->Warning(warning);
    ClusterPort port(options, run.clock, settings);
    return CarryOut(run, &port, expect_workers);
  });
}

int StartLocally(const Options& options, const v1::Scenario& scenario, int64_t users, Log* log) {
  if (const auto warning = FileLimitWarning(RaiseFileLimit(), users)) log->Warning(*warning);
  return WithConsole(options, &scenario, log, [&](const RunParts& run) {
    Announce(options, scenario, log);
    LocalPort port(options, run.clock);
    return CarryOut(run, &port, 1);
  });
}

int StartRun(const Options& options, const v1::Scenario& scenario, Log* log) {
  const RunPlan plan = PlanRun(options, scenario);
  // Who starts runs by hand is told then, and may ask for something else.
  if (options.headless || options.autostart) {
    for (const master::FieldMistake& mistake : plan.mistakes) {
      PrintError(absl::StrCat(*options.scenario, ": ", mistake.message));
    }
    if (!plan.mistakes.empty()) return kUsage;
  }
  for (const std::string& warning : plan.warnings) log->Warning(warning);
  if (IsMaster(options)) return StartMaster(options, scenario, log);
  return StartLocally(options, scenario, *plan.options.users, log);
}

}  // namespace

int RunApp(const std::vector<std::string>& arguments) {
  if (const auto code = RunSubcommand(arguments)) return *code;
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
  if (NeedsNoScenario(options)) return StartWorkers(options, log->get());
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
