#include "cli/worker_run.h"

#include <memory>
#include <optional>
#include <random>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/cluster_options.h"
#include "cli/exit_code.h"
#include "cli/line_limit.h"
#include "cli/link_lines.h"
#include "cli/local_port.h"
#include "cli/metrics_server.h"
#include "cli/version.h"
#include "cli/worker_metrics.h"
#include "common/mailbox.h"
#include "worker/cluster_link.h"
#include "worker/worker.h"

namespace aurax::load::cli {
namespace {

using worker::ClusterLink;
using worker::LinkEvent;

constexpr Duration kPoll = std::chrono::milliseconds(50);

uint64_t RandomBits() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

LogLevel LevelOf(v1::WorkerLog::Level level) {
  switch (level) {
    case v1::WorkerLog::LEVEL_ERROR:
      return LogLevel::kError;
    case v1::WorkerLog::LEVEL_WARNING:
      return LogLevel::kWarning;
    default:
      return LogLevel::kInfo;
  }
}

// The worker's way to a link that comes after it and goes before it.
class Bridge {
 public:
  absl::Status Connect(ClusterLink::Options options) {
    MutexLock lock(mutex_);  // what the worker sends meanwhile waits
    auto link = ClusterLink::Start(std::move(options));
    if (!link.ok()) return link.status();
    link_ = *std::move(link);
    return absl::OkStatus();
  }
  void Send(v1::WorkerMessage message) {
    MutexLock lock(mutex_);
    if (link_ != nullptr) link_->Send(std::move(message));
  }
  void Reset() {
    MutexLock lock(mutex_);
    if (link_ != nullptr) link_->Reset();
  }
  // Sends what is queued, and ends the link.
  void Cut() {
    std::unique_ptr<ClusterLink> link;
    MutexLock lock(mutex_);
    link = std::move(link_);
  }

 private:
  Mutex mutex_;
  std::unique_ptr<ClusterLink> link_ ABSL_GUARDED_BY(mutex_);
};

class WorkerRun {
 public:
  WorkerRun(const RunParts& run, const WorkerSettings& settings)
      : run_(run),
        settings_(settings),
        master_(settings.local_name.empty()
                    ? HostAndPort(MasterHost(*run.options), run.options->master_port)
                    : absl::StrCat("@", settings.local_name)),
        lines_(master_),
        metrics_(settings.worker_id, LoopCount(*run.options), run.clock) {}

  int Run() {
    if (const absl::Status started = Start(); !started.ok()) {
      run_.log->Error(std::string(started.message()));
      return static_cast<int>(ExitCode::kUsage);
    }
    while (!code_) Turn();
    bridge_.Cut();
    metrics_server_.reset();
    worker_.reset();
    run_.log->Info(absl::StrFormat("Shutting down (exit code %d)", *code_));
    return *code_;
  }

 private:
  absl::Status Start() {
    auto worker = worker::Worker::Create(WorkerOptions());
    if (!worker.ok()) {
      return absl::UnavailableError(
          absl::StrCat("cannot start the event loops: ", worker.status().message()));
    }
    worker_ = *std::move(worker);
    if (absl::Status status = ServeMetrics(); !status.ok()) return status;
    return bridge_.Connect(LinkOptions());
  }

  absl::Status ServeMetrics() {
    if (!run_.options->metrics_port) return absl::OkStatus();
    MetricsSource source;
    source.text = [this] { return metrics_.Text(worker::ReadProcessUsage()); };
    source.ready = [this] { return metrics_.ready(); };
    auto server = StartMetricsServer(*run_.options, std::move(source), run_.log);
    if (!server.ok()) return server.status();
    metrics_server_ = *std::move(server);
    return absl::OkStatus();
  }

  worker::Worker::Options WorkerOptions() {
    worker::Worker::Options options;
    options.worker_id = settings_.worker_id;
    while ((options.incarnation = RandomBits()) == 0) {
    }
    options.version = std::string(Version());
    options.loops = LoopCount(*run_.options);
    options.capacity = static_cast<uint32_t>(run_.options->capacity.value_or(0));
    options.clock = run_.clock;
    options.send = [this](v1::WorkerMessage message) {
      metrics_.Sent(message);
      bridge_.Send(std::move(message));
    };
    options.reset_link = [this] { bridge_.Reset(); };
    // On the worker's thread alone.
    options.log = [this, limit = LineLimit()](v1::WorkerLog::Level level,
                                              const std::string& text) mutable {
      if (limit.Allows(text, run_.clock->Now())) run_.log->Write(LevelOf(level), text);
    };
    return options;
  }

  ClusterLink::Options LinkOptions() {
    ClusterLink::Options options;
    options.host = MasterHost(*run_.options);
    options.port = static_cast<uint16_t>(run_.options->master_port);
    options.local_name = settings_.local_name;
    if (settings_.local_name.empty()) {
      options.tls = ClusterTls(*run_.options);
      options.join_token = settings_.join_token;
    }
    options.seed = RandomBits();
    options.emit = [this](LinkEvent event) { Take(std::move(event)); };
    return options;
  }

  // On the link's threads: the worker hears at once, this thread only of what is to be said.
  void Take(LinkEvent event) {
    switch (event.kind) {
      case LinkEvent::Kind::kMessage: {
        metrics_.Received(event.message);
        const bool told = event.message.has_welcome() || event.message.has_refusal();
        if (told) news_.Push(event);
        return worker_->Deliver(std::move(event.message));
      }
      case LinkEvent::Kind::kUp:
        worker_->Connected();
        break;
      case LinkEvent::Kind::kDown:
        metrics_.LinkLost();
        worker_->Disconnected();
        break;
    }
    news_.Push(std::move(event));
  }

  void Turn() {
    for (const LinkEvent& event : news_.TakeAll(kPoll)) Tell(event);
    while (const auto signal = run_.signals->Poll()) Obey(*signal);
    if (worker_->gone()) {
      if (const std::string refusal = worker_->refusal(); !refusal.empty()) return Refused(refusal);
      run_.log->Info("Everything is delivered");
      code_ = static_cast<int>(ExitCode::kFine);
    } else if (leave_until_ && run_.clock->Now() >= *leave_until_) {
      GiveUp();
    }
  }

  void Tell(const LinkEvent& event) {
    if (event.permanent) return Refused(event.text);
    if (const auto line = LineOf(event)) run_.log->Info(*line);
  }

  std::optional<std::string> LineOf(const LinkEvent& event) {
    if (event.kind == LinkEvent::Kind::kUp) return lines_.Up();
    if (event.kind == LinkEvent::Kind::kDown) return lines_.Down(event.text, run_.clock->Now());
    if (event.message.has_welcome()) return lines_.Welcome();
    lines_.Refused();  // the worker says so
    return std::nullopt;
  }

  void Refused(const std::string& why) {
    run_.log->Error(absl::StrCat("The master at ", master_, " cannot be joined: ", why));
    code_ = static_cast<int>(ExitCode::kUsage);
  }

  void Obey(SignalEvent signal) {
    if (signal == SignalEvent::kSuspend) return SuspendProcess();
    if (leave_until_ || signal == SignalEvent::kStopNow) return GiveUp();
    run_.log->Info(
        "Leaving: giving the users back and delivering what is measured (once more: at once)");
    leave_until_ = run_.clock->Now() + kLeaveLimit;
    worker_->Leave();
  }

  void GiveUp() {
    const size_t kept = worker_->undelivered();
    if (worker_->in_run()) {
      run_.log->Error(absl::StrCat(
          "Stopping in mid-run: the master's results lack the requests in flight, what was "
          "measured in the present second",
          kept == 0 ? "" : absl::StrCat(" and ", kept, " snapshots not acknowledged")));
    } else if (kept == 0) {
      code_ = static_cast<int>(ExitCode::kFine);
      return;
    } else {
      SayKept(kept);
    }
    code_ = static_cast<int>(ExitCode::kFailures);
  }

  void SayKept(size_t kept) {
    run_.log->Error(absl::StrCat("Stopping with ", kept, kept == 1 ? " snapshot" : " snapshots",
                                 " that the master has not acknowledged: what was measured in "
                                 "about as many seconds is missing in its results"));
  }

  const RunParts& run_;
  const WorkerSettings& settings_;
  const std::string master_;  // for people
  LinkLines lines_;
  WorkerMetrics metrics_;
  Mailbox<LinkEvent> news_;
  Bridge bridge_;
  std::unique_ptr<worker::Worker> worker_;
  std::unique_ptr<master::HttpServer> metrics_server_;
  std::optional<MonotonicTime> leave_until_;
  std::optional<int> code_;
};

}  // namespace

std::string DrawnWorkerId() {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  return absl::StrFormat("%s_%08x", host, static_cast<uint32_t>(RandomBits()));
}

int RunWorker(const RunParts& run, const WorkerSettings& settings) {
  return WorkerRun(run, settings).Run();
}

}  // namespace aurax::load::cli
