#include "cli/local_run.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/version.h"
#include "common/mailbox.h"
#include "master/coordinator.h"
#include "worker/worker.h"

namespace aurax::load::cli {
namespace {

using master::Coordinator;
using master::RunState;

constexpr uint64_t kWorker = 1;  // the one connection

// The control loop: messages, signals, keys and time, until the run has finished.
void Control(const RunParts& run, Mailbox<v1::WorkerMessage>* inbox, RunOutput* output,
             Coordinator* coordinator) {
  RunControl control(run, output, coordinator);
  while (coordinator->state() != RunState::kFinished) {
    for (const v1::WorkerMessage& message : inbox->TakeAll(Coordinator::kTick)) {
      coordinator->OnMessage(kWorker, message);
      if (message.has_hello()) coordinator->Start();
    }
    control.Poll();
    coordinator->OnTick();
    coordinator->Flush();
    output->OnTick(run.clock->Now(), *coordinator);
  }
}

worker::Worker::Options WorkerOptions(const RunParts& run, Mailbox<v1::WorkerMessage>* inbox) {
  worker::Worker::Options options;
  options.worker_id = "local";
  options.version = std::string(Version());
  options.loops = LoopCount(*run.options);
  options.clock = run.clock;
  options.same_clock = true;
  options.send = [inbox](v1::WorkerMessage message) { inbox->Push(std::move(message)); };
  return options;
}

}  // namespace

uint32_t LoopCount(const Options& options) {
  const int64_t cores = std::max(1u, std::thread::hardware_concurrency());
  return static_cast<uint32_t>(std::min<int64_t>(options.loops.value_or(cores), 1024));
}

int RunLocally(const RunParts& run) {
  auto output = RunOutput::Create(*run.options, run.log, run.console);
  if (!output.ok()) {
    run.log->Error(std::string(output.status().message()));
    return static_cast<int>(ExitCode::kUsage);
  }
  Coordinator::Options options = CoordinatorOptions(run);
  options.log = [&output](Coordinator::LogLevel level, const std::string& text) {
    (*output)->Say(LogLevelOf(level), text);
  };
  Coordinator coordinator(std::move(options));
  Mailbox<v1::WorkerMessage> inbox;
  auto worker = worker::Worker::Create(WorkerOptions(run, &inbox));
  if (!worker.ok()) {
    run.log->Error(absl::StrCat("cannot start the event loops: ", worker.status().message()));
    return static_cast<int>(ExitCode::kUsage);
  }
  master::Connection connection;
  connection.peer = "local";
  connection.send = [&worker](v1::MasterMessage message) {
    (*worker)->Deliver(std::move(message));
  };
  coordinator.Attach(kWorker, std::move(connection));
  (*worker)->Connected();
  Control(run, &inbox, output->get(), &coordinator);
  return FinishRun(run, output->get(), coordinator);
}

}  // namespace aurax::load::cli
