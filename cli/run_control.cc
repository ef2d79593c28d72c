#include "cli/run_control.h"

#include <algorithm>
#include <random>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/exit_code.h"
#include "cli/version.h"

namespace aurax::load::cli {
namespace {

using master::Coordinator;

constexpr double kKeyRate = 100;  // users/s, as in Locust
constexpr double kDefaultSpawnRate = 1;
constexpr Duration kSuspendPatience = std::chrono::milliseconds(200);

uint64_t DrawnSeed() {
  std::random_device device;
  // Small enough to be read out and typed again.
  return device() % 1'000'000'000;
}

}  // namespace

LogLevel LogLevelOf(Coordinator::LogLevel level) {
  switch (level) {
    case Coordinator::LogLevel::kInfo:
      return LogLevel::kInfo;
    case Coordinator::LogLevel::kWarning:
      return LogLevel::kWarning;
    case Coordinator::LogLevel::kError:
      return LogLevel::kError;
  }
  return LogLevel::kError;
}

Coordinator::Options CoordinatorOptions(const RunParts& run) {
  const Options& options = *run.options;
  const v1::LoadSettings& load = run.scenario->load();
  Coordinator::Options c;
  c.scenario = *run.scenario;
  c.users = static_cast<uint32_t>(options.users.value_or(load.has_users() ? load.users() : 1));
  c.spawn_rate =
      options.spawn_rate.value_or(load.has_spawn_rate() ? load.spawn_rate() : kDefaultSpawnRate);
  if (options.run_time) {
    c.run_time = options.run_time;
  } else if (load.has_run_time_us()) {
    c.run_time = FromMicros(load.run_time_us());
  }
  c.stop_timeout = options.stop_timeout;
  if (options.iterations) c.iterations = static_cast<uint64_t>(*options.iterations);
  c.seed = options.seed ? static_cast<uint64_t>(*options.seed) : DrawnSeed();
  c.reset_stats = options.reset_stats;
  c.metrics.locust_rounding = options.locust_rounding;
  c.metrics.keep_per_second = options.json || options.json_file.has_value();
  c.run_id = absl::StrFormat("%d-%d", ToUnixMicros(run.clock->WallNow()) / 1'000'000, getpid());
  c.version = std::string(Version());
  c.clock = run.clock;
  return c;
}

void RunControl::Poll() {
  while (const auto event = run_.signals->Poll()) Apply(*event);
  while (const auto key = run_.keyboard->Poll()) Apply(*key);
}

void RunControl::AskToStop(const std::string& why) {
  if (stop_asked_) return coordinator_->StopNow();
  stop_asked_ = true;
  coordinator_->Stop(why);
}

void RunControl::Apply(Key key) {
  const auto users = static_cast<int64_t>(coordinator_->target_users());
  const auto change = [&](int64_t by) {
    coordinator_->ChangeUsers(static_cast<uint32_t>(std::max<int64_t>(0, users + by)), kKeyRate);
  };
  switch (key) {
    case Key::kAddUser:
      return change(1);
    case Key::kAddTen:
      return change(10);
    case Key::kRemoveUser:
      return change(-1);
    case Key::kRemoveTen:
      return change(-10);
    case Key::kQuit:
      return AskToStop("Stopping: q was pressed (once more: at once)");
  }
}

void RunControl::Apply(SignalEvent event) {
  switch (event) {
    case SignalEvent::kStopGracefully:
      return AskToStop("Stopping: a signal asked for it (once more: at once)");
    case SignalEvent::kStopNow:
      stop_asked_ = true;
      return coordinator_->StopNow();
    case SignalEvent::kSuspend:
      output_->ClearLiveView();
      (void)run_.console->Drain(kSuspendPatience, [] { return false; });
      run_.keyboard->Restore();
      return SuspendProcess();
  }
}

int FinishRun(const RunParts& run, RunOutput* output, const Coordinator& coordinator) {
  run.keyboard->Restore();
  run.console->KeepAll();
  if (!coordinator.failure().empty()) {
    output->Say(LogLevel::kError, coordinator.failure());
    return static_cast<int>(ExitCode::kUsage);
  }
  const v1::Report report = coordinator.BuildReport();
  const absl::Status written = output->Finish(report, coordinator);
  int code = ExitCodeOf(report, *run.options);
  if (!written.ok()) {
    run.log->Error(std::string(written.message()));
    code = static_cast<int>(ExitCode::kLedgerIncomplete);
  }
  run.log->Info(absl::StrFormat("Shutting down (exit code %d)", code));
  return code;
}

}  // namespace aurax::load::cli
