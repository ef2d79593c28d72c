#include "cli/local_port.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/version.h"

namespace aurax::load::cli {
namespace {

using master::Coordinator;

constexpr uint64_t kWorker = 1;  // the one connection

}  // namespace

uint32_t LoopCount(const Options& options) {
  const int64_t cores = std::max(1u, std::thread::hardware_concurrency());
  return static_cast<uint32_t>(std::min<int64_t>(options.loops.value_or(cores), 1024));
}

absl::Status LocalPort::Open(const Say&) {
  worker::Worker::Options options;
  options.worker_id = "local";
  options.version = std::string(Version());
  options.loops = LoopCount(options_);
  options.clock = clock_;
  options.same_clock = true;
  options.send = [this](v1::WorkerMessage message) { inbox_.Push(std::move(message)); };
  auto worker = worker::Worker::Create(std::move(options));
  if (!worker.ok()) {
    return absl::UnavailableError(
        absl::StrCat("cannot start the event loops: ", worker.status().message()));
  }
  worker_ = *std::move(worker);
  worker_->Connected();
  return absl::OkStatus();
}

void LocalPort::Serve(Coordinator* coordinator) {
  coordinator_ = coordinator;
  master::Connection link;
  link.peer = "local";
  link.send = [this](v1::MasterMessage message) { worker_->Deliver(std::move(message)); };
  coordinator_->Attach(kWorker, std::move(link));
  if (hello_) coordinator_->OnMessage(kWorker, *hello_);
}

void LocalPort::Turn() {
  for (const v1::WorkerMessage& message : inbox_.TakeAll(Coordinator::kTick)) {
    if (message.has_hello()) hello_ = message;
    coordinator_->OnMessage(kWorker, message);
  }
}

bool LocalPort::Tick(const Say&) { return true; }

}  // namespace aurax::load::cli
