#include "cli/local_run.h"

#include <algorithm>
#include <memory>
#include <random>
#include <thread>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/exit_code.h"
#include "cli/run_output.h"
#include "cli/version.h"
#include "common/duration_text.h"
#include "common/mailbox.h"
#include "master/coordinator.h"
#include "worker/worker.h"

namespace aurax::load::cli {
namespace {

using master::Coordinator;
using master::RunState;

constexpr uint64_t kWorker = 1;   // the one connection
constexpr double kKeyRate = 100;  // users/s, as in Locust
constexpr double kDefaultSpawnRate = 1;
constexpr Duration kSuspendPatience = std::chrono::milliseconds(200);

uint64_t DrawnSeed() {
  std::random_device device;
  // Small enough to be read out and typed again.
  return device() % 1'000'000'000;
}

LogLevel LevelOf(Coordinator::LogLevel level) {
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

Coordinator::Options CoordinatorOptions(const LocalRun& run, RunOutput* output) {
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
  c.log = [output](Coordinator::LogLevel level, const std::string& text) {
    output->Say(LevelOf(level), text);
  };
  return c;
}

// The first time with grace, then at once, whichever way it was asked for.
void AskToStop(const std::string& why, bool* asked, Coordinator* coordinator) {
  if (*asked) return coordinator->StopNow();
  *asked = true;
  coordinator->Stop(why);
}

void ApplyKey(Key key, bool* stop_asked, Coordinator* coordinator) {
  const auto users = static_cast<int64_t>(coordinator->target_users());
  const auto change = [&](int64_t by) {
    coordinator->ChangeUsers(static_cast<uint32_t>(std::max<int64_t>(0, users + by)), kKeyRate);
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
      return AskToStop("Stopping: q was pressed (once more: at once)", stop_asked, coordinator);
  }
}

void ApplySignal(SignalEvent event, const LocalRun& run, RunOutput* output, bool* stop_asked,
                 Coordinator* coordinator) {
  switch (event) {
    case SignalEvent::kStopGracefully:
      return AskToStop("Stopping: a signal asked for it (once more: at once)", stop_asked,
                       coordinator);
    case SignalEvent::kStopNow:
      return coordinator->StopNow();
    case SignalEvent::kSuspend:
      output->ClearLiveView();
      (void)run.console->Drain(kSuspendPatience, [] { return false; });
      run.keyboard->Restore();
      return SuspendProcess();
  }
}

// The control loop: messages, signals, keys and time, until the run has finished.
void Control(const LocalRun& run, Mailbox<v1::WorkerMessage>* inbox, RunOutput* output,
             Coordinator* coordinator) {
  bool stop_asked = false;
  while (coordinator->state() != RunState::kFinished) {
    for (const v1::WorkerMessage& message : inbox->TakeAll(Coordinator::kTick)) {
      coordinator->OnMessage(kWorker, message);
      if (message.has_hello()) coordinator->Start();
    }
    while (const auto event = run.signals->Poll())
      ApplySignal(*event, run, output, &stop_asked, coordinator);
    while (const auto key = run.keyboard->Poll()) ApplyKey(*key, &stop_asked, coordinator);
    coordinator->OnTick();
    output->OnTick(run.clock->Now(), *coordinator);
  }
}

uint32_t LoopCount(const Options& options) {
  const int64_t cores = std::max(1u, std::thread::hardware_concurrency());
  return static_cast<uint32_t>(std::min<int64_t>(options.loops.value_or(cores), 1024));
}

}  // namespace

int RunLocally(const LocalRun& run) {
  auto output = RunOutput::Create(*run.options, run.log, run.console);
  if (!output.ok()) {
    run.log->Error(std::string(output.status().message()));
    return static_cast<int>(ExitCode::kUsage);
  }
  Coordinator coordinator(CoordinatorOptions(run, output->get()));
  Mailbox<v1::WorkerMessage> inbox;
  worker::Worker::Options worker_options;
  worker_options.worker_id = "local";
  worker_options.version = std::string(Version());
  worker_options.loops = LoopCount(*run.options);
  worker_options.clock = run.clock;
  worker_options.send = [&inbox](v1::WorkerMessage message) { inbox.Push(std::move(message)); };
  auto worker = worker::Worker::Create(std::move(worker_options));
  if (!worker.ok()) {
    run.log->Error(absl::StrCat("cannot start the event loops: ", worker.status().message()));
    return static_cast<int>(ExitCode::kUsage);
  }
  coordinator.Attach(
      kWorker, [&worker](v1::MasterMessage message) { (*worker)->Deliver(std::move(message)); });
  Control(run, &inbox, output->get(), &coordinator);
  run.keyboard->Restore();
  run.console->KeepAll();
  if (!coordinator.failure().empty()) {
    (*output)->Say(LogLevel::kError, coordinator.failure());
    return static_cast<int>(ExitCode::kUsage);
  }
  const v1::Report report = coordinator.BuildReport();
  const absl::Status written = (*output)->Finish(report, coordinator);
  int code = ExitCodeOf(report, *run.options);
  if (!written.ok()) {
    run.log->Error(std::string(written.message()));
    code = static_cast<int>(ExitCode::kLedgerIncomplete);
  }
  run.log->Info(absl::StrFormat("Shutting down (exit code %d)", code));
  return code;
}

}  // namespace aurax::load::cli
