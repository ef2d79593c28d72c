#include "cli/master_run.h"

#include <memory>
#include <optional>
#include <signal.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/cluster_options.h"
#include "cli/exit_code.h"
#include "cli/run_journal.h"
#include "common/mailbox.h"
#include "common/protocol.h"
#include "master/cluster_server.h"
#include "master/coordinator.h"

namespace aurax::load::cli {
namespace {

using master::ClusterEvent;
using master::ClusterServer;
using master::Coordinator;
using master::RunState;

// Messages come all the time; what looks at every worker need not be done for each.
constexpr Duration kTick = std::chrono::milliseconds(10);
constexpr Duration kWaitingLine = std::chrono::seconds(1);
constexpr Duration kChildrenLimit = std::chrono::seconds(5);

class MasterRun {
 public:
  MasterRun(const RunParts& run, const MasterSettings& settings) : run_(run), settings_(settings) {}

  int Run() {
    if (const absl::Status opened = Open(); !opened.ok()) {
      run_.log->Error(std::string(opened.message()));
      return static_cast<int>(ExitCode::kUsage);
    }
    if (coordinator_->Resume()) {
      run_.log->Info(GoingOn());
    } else if (WaitForWorkers()) {
      coordinator_->Start();
    } else {
      EndChildren();
      run_.keyboard->Restore();
      return static_cast<int>(ExitCode::kNoWorkers);
    }
    while (coordinator_->state() != RunState::kFinished) {
      Turn();
      output_->OnTick(run_.clock->Now(), *coordinator_);
    }
    EndChildren();
    server_.reset();  // workers wait for another master from now on, not for our files
    const int code = FinishRun(run_, output_.get(), *coordinator_);
    ForgetRun();
    return code;
  }

 private:
  // Files that an earlier run left are emptied last, when nothing else can go wrong.
  absl::Status Open() {
    Coordinator::Options options = CoordinatorOptions(run_);
    options.options_digest = OptionsDigest(options, run_.options->seed.has_value());
    options.boot_id = BootId();
    options.lease = kLease;
    options.log = [this](Coordinator::LogLevel level, const std::string& text) {
      output_->Say(LogLevelOf(level), text);
    };
    if (run_.options->state_dir) {
      auto journal = OpenRunJournal(*run_.options->state_dir, options.options_digest);
      if (!journal.ok()) return journal.status();
      journal_ = *std::move(journal);
      options.journal = journal_.file.get();
    }
    if (absl::Status status = Listen(); !status.ok()) return status;
    auto output = RunOutput::Create(*run_.options, run_.log, run_.console);
    if (!output.ok()) return output.status();
    output_ = *std::move(output);
    coordinator_ = std::make_unique<Coordinator>(std::move(options));
    control_ = std::make_unique<RunControl>(run_, output_.get(), coordinator_.get());
    return Restore();
  }

  absl::Status Listen() {
    ClusterServer::Options options;
    options.host = BindHost(*run_.options);
    options.port = static_cast<uint16_t>(run_.options->master_bind_port);
    if (!settings_.local_name.empty()) options.local_name = settings_.local_name;
    options.tls = ClusterTls(*run_.options);
    options.join_token = settings_.join_token;
    options.emit = [this](ClusterEvent event) { inbox_.Push(std::move(event)); };
    options.warn = [this](const std::string& text) { warnings_.Push(text); };
    auto server = ClusterServer::Start(std::move(options));
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    run_.log->Info(absl::StrCat("Master listening on ",
                                HostAndPort(BindHost(*run_.options), server_->port())));
    return absl::OkStatus();
  }

  absl::Status Restore() {
    for (const v1::JournalRecord& record : journal_.stored.records) {
      if (absl::Status status = coordinator_->Restore(record); !status.ok()) {
        return absl::DataLossError(absl::StrCat(journal_.file->path(), ": ", status.message()));
      }
    }
    journal_.stored.records.clear();
    return absl::OkStatus();
  }

  std::string GoingOn() const {
    const StoredRun& stored = journal_.stored;
    return absl::StrFormat("Going on with run %s from %s: %d snapshots, %d workers", stored.run_id,
                           journal_.file->path(), stored.snapshots, stored.workers);
  }

  void Turn() {
    for (ClusterEvent& event : inbox_.TakeAll(kTick)) Take(std::move(event));
    const MonotonicTime now = run_.clock->Now();
    if (now >= next_tick_) {
      next_tick_ = now + kTick;
      Tick();
    }
    coordinator_->Flush();
  }

  void Tick() {
    for (const std::string& text : warnings_.TakeAll(Duration::zero())) {
      output_->Say(LogLevel::kWarning, text);
    }
    control_->Poll();
    LookAfterChildren();
    coordinator_->OnTick();
  }

  void Take(ClusterEvent event) {
    const uint64_t connection = event.connection;
    switch (event.kind) {
      case ClusterEvent::Kind::kOpened: {
        master::Connection link;
        link.peer = std::move(event.text);
        link.send = [this, connection](v1::MasterMessage message) {
          server_->Send(connection, std::move(message));
        };
        link.close = [this, connection](const std::string& reason) {
          server_->Close(connection, reason);
        };
        return coordinator_->Attach(connection, std::move(link));
      }
      case ClusterEvent::Kind::kMessage:
        coordinator_->OnMessage(connection, event.message);
        return server_->Taken(connection);
      case ClusterEvent::Kind::kClosed:
        return coordinator_->Detach(connection);
    }
  }

  // False: they did not come, or somebody did not want to wait.
  bool WaitForWorkers() {
    const MonotonicTime begun = run_.clock->Now();
    const auto wanted = static_cast<size_t>(settings_.expect_workers);
    const Duration limit = run_.options->expect_workers_max_wait;
    MonotonicTime next_line = begun + kWaitingLine;
    while (coordinator_->ready_workers() < wanted) {
      const MonotonicTime now = run_.clock->Now();
      if (control_->stop_asked()) {
        output_->Say(LogLevel::kWarning, "Stopped while waiting for workers: nothing was started");
        return false;
      }
      if (limit > Duration::zero() && now - begun >= limit) {
        output_->Say(LogLevel::kError, "Gave up waiting for workers to connect");
        return false;
      }
      if (settings_.children != nullptr && settings_.children->left() == 0) return false;
      if (now >= next_line) {
        next_line += kWaitingLine;
        output_->Say(LogLevel::kInfo,
                     absl::StrFormat("Waiting for workers to be ready, %d of %d connected",
                                     coordinator_->ready_workers(), wanted));
      }
      Turn();
    }
    return true;
  }

  void LookAfterChildren() {
    if (settings_.children == nullptr || ending_children_) return;
    for (const ChildWorkers::End& end : settings_.children->TakeEnded()) {
      output_->Say(LogLevel::kError, absl::StrFormat("Worker process %d %s", end.number, end.how));
      if (settings_.children->left() > 0) continue;
      output_->Say(LogLevel::kError, "No worker process is left: stopping");
      coordinator_->StopNow();
    }
  }

  // The coordinator answers them while they leave.
  void EndChildren() {
    if (settings_.children == nullptr) return;
    ending_children_ = true;
    settings_.children->Signal(SIGTERM);
    const MonotonicTime limit = run_.clock->Now() + kChildrenLimit;
    while (settings_.children->left() > 0 && run_.clock->Now() < limit) {
      Turn();
      (void)settings_.children->TakeEnded();
    }
  }

  void ForgetRun() {
    if (journal_.file == nullptr) return;
    if (const absl::Status status = journal_.file->Replace({}); !status.ok()) {
      run_.log->Error(std::string(status.message()));
      journal_.file->Discard();  // or the next master would go on with a run that is over
    }
  }

  const RunParts& run_;
  const MasterSettings& settings_;
  Mailbox<ClusterEvent> inbox_;
  Mailbox<std::string> warnings_;
  RunJournal journal_;
  std::unique_ptr<ClusterServer> server_;
  std::unique_ptr<RunOutput> output_;
  std::unique_ptr<Coordinator> coordinator_;
  std::unique_ptr<RunControl> control_;
  bool ending_children_ = false;
  MonotonicTime next_tick_{};
};

}  // namespace

int RunMaster(const RunParts& run, const MasterSettings& settings) {
  return MasterRun(run, settings).Run();
}

}  // namespace aurax::load::cli
