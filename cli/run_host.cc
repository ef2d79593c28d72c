#include "cli/run_host.h"

#include <fstream>
#include <iterator>
#include <map>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/exit_code.h"
#include "cli/show_config.h"
#include "common/protocol.h"
#include "master/scenario/masked_text.h"
#include "master/views/json.h"

namespace aurax::load::cli {
namespace {

using master::Coordinator;
using master::RunState;

constexpr Duration kTick = std::chrono::milliseconds(10);
constexpr Duration kWaitingLine = std::chrono::seconds(1);

std::string RunId(const Clock& clock, int number) {
  const int64_t seconds = ToUnixMicros(clock.WallNow()) / 1'000'000;
  const std::string id = absl::StrFormat("%d-%d", seconds, getpid());
  return number == 1 ? id : absl::StrCat(id, "-", number);
}

}  // namespace

RunHost::RunHost(const RunParts& run, WorkerPort* port, int64_t expect_workers)
    : run_(run),
      port_(port),
      expect_workers_(expect_workers),
      control_(run),
      records_(*run.options) {}

RunHost::~RunHost() = default;

std::string RunHost::DigestOf(const RunPlan& plan) const {
  return OptionsDigest(CoordinatorOptions(plan, run_.clock), plan.options.seed.has_value());
}

int RunHost::Run() {
  if (const absl::Status opened = Open(); !opened.ok()) {
    run_.log->Error(std::string(opened.message()));
    mailbox_.Close();
    return static_cast<int>(ExitCode::kUsage);
  }
  while (!over_) Turn();
  mailbox_.Close();
  run_.keyboard->Restore();
  run_.log->Info(absl::StrFormat("Shutting down (exit code %d)", code_));
  return code_;
}

// Files that an earlier run left are emptied last, when nothing else can go wrong.
absl::Status RunHost::Open() {
  plan_ = PlanRun(*run_.options, *run_.scenario);
  const std::string digest = DigestOf(plan_);
  if (absl::Status status = records_.Open(digest); !status.ok()) return status;
  const std::optional<v1::RunBegun>& begun = records_.stored().begun;
  const bool changed = begun && begun->has_scenario();  // by somebody who started it
  if (changed) TakeOver(*begun);
  const auto say = [this](LogLevel level, const std::string& text) {
    run_.log->Write(level, text);
  };
  if (absl::Status status = port_->Open(say); !status.ok()) return status;
  if (absl::Status status = MakeOutput(plan_); !status.ok()) return status;
  MakeCoordinator(plan_, digest, changed);
  if (absl::Status status = Restore(); !status.ok()) return status;
  waiting_ = automatic() && !going_;
  waiting_since_ = run_.clock->Now();
  next_waiting_line_ = waiting_since_ + kWaitingLine;
  Publish(nullptr);
  return absl::OkStatus();
}

void RunHost::TakeOver(const v1::RunBegun& begun) {
  plan_.scenario = std::make_shared<const v1::Scenario>(begun.scenario());
  plan_.options.run_time.reset();
  if (begun.has_run_time_us()) plan_.options.run_time = FromMicros(begun.run_time_us());
}

absl::Status RunHost::Restore() {
  StoredRun& stored = records_.stored();
  if (stored.records.empty()) return absl::OkStatus();
  const std::string path = absl::StrCat(*run_.options->state_dir, "/run.journal");
  for (const v1::JournalRecord& record : stored.records) {
    if (absl::Status status = coordinator_->Restore(record); !status.ok()) {
      return absl::DataLossError(absl::StrCat(path, ": ", status.message()));
    }
  }
  stored.records.clear();
  going_ = coordinator_->Resume();
  if (!going_) return absl::OkStatus();
  runs_ = 1;
  run_.log->Info(absl::StrFormat("Going on with run %s from %s: %d snapshots, %d workers",
                                 stored.run_id, path, stored.snapshots, stored.workers));
  return absl::OkStatus();
}

absl::Status RunHost::MakeOutput(const RunPlan& plan) {
  auto output = RunOutput::Create(plan.options, run_.log, run_.console);
  if (!output.ok()) return output.status();
  output_ = *std::move(output);
  return absl::OkStatus();
}

void RunHost::MakeCoordinator(const RunPlan& plan, const std::string& digest, bool changed) {
  Coordinator::Options options = CoordinatorOptions(plan, run_.clock);
  options.run_id = RunId(*run_.clock, runs_ + 1);
  options.options_digest = digest;
  options.journal_scenario = changed;
  options.boot_id = BootId();
  if (port_->distributed()) options.lease = kLease;
  options.log = [this](Coordinator::LogLevel level, const std::string& text) {
    if (!unheard_) Say(LogLevelOf(level), text);
  };
  options.worker_log = [this](Coordinator::LogLevel level, const std::string& worker_id,
                              const std::string& text) { Say(LogLevelOf(level), text, worker_id); };
  const auto journal = records_.Journal();
  if (journal.ok()) {
    options.journal = *journal;
  } else {
    Say(LogLevel::kError, std::string(journal.status().message()));
  }
  const bool first = coordinator_ == nullptr;
  auto coordinator = std::make_unique<Coordinator>(std::move(options));
  unheard_ = !first;
  port_->Serve(coordinator.get());
  unheard_ = false;
  coordinator_ = std::move(coordinator);
}

void RunHost::Say(LogLevel level, const std::string& text, const std::string& worker_id) {
  output_->Say(level, text, worker_id);
}

// --- The loop

void RunHost::Turn() {
  port_->Turn();
  const MonotonicTime now = run_.clock->Now();
  if (now >= next_tick_) {
    next_tick_ = now + kTick;
    Tick();
  }
  coordinator_->Flush();
  if (going_) {
    if (auto report = output_->OnTick(now, *coordinator_)) Publish(std::move(report));
    AnswerStart();
    if (coordinator_->state() == RunState::kFinished) Finish();
  } else {
    PublishChanges();
  }
  LeaveWhenDue(now);
}

void RunHost::Tick() {
  mailbox_.Deliver(*this);
  control_.Poll(output_.get(), coordinator_.get());
  const auto say = [this](LogLevel level, const std::string& text) { Say(level, text); };
  if (!port_->Tick(say) && !std::exchange(workers_gone_, true) && going_) {
    Say(LogLevel::kError, "No worker process is left: stopping");
    coordinator_->StopNow();
  }
  coordinator_->OnTick();
  if (waiting_) WaitForWorkers(run_.clock->Now());
}

void RunHost::WaitForWorkers(MonotonicTime now) {
  const auto wanted = static_cast<size_t>(expect_workers_);
  const size_t ready = coordinator_->ready_workers();
  const Duration limit = run_.options->expect_workers_max_wait;
  if (ready >= wanted) return Begin();
  if (control_.stop_asked()) {
    Say(LogLevel::kWarning, "Stopped while waiting for workers: nothing was started");
  } else if (limit > Duration::zero() && now - waiting_since_ >= limit) {
    Say(LogLevel::kError, "Gave up waiting for workers to connect");
  } else if (!workers_gone_) {
    if (now < next_waiting_line_ || !port_->distributed()) return;
    next_waiting_line_ += kWaitingLine;
    return Say(
        LogLevel::kInfo,
        absl::StrFormat("Waiting for workers to be ready, %d of %d connected", ready, wanted));
  }
  Leave(static_cast<int>(ExitCode::kNoWorkers));
}

// The coordinator that the workers talk to starts its run.
void RunHost::Begin() {
  waiting_ = false;
  going_ = true;
  ++runs_;
  finished_at_.reset();
  report_.reset();
  coordinator_->Start();
}

void RunHost::AnswerStart() {
  const bool undecided = coordinator_->state() == RunState::kPreparing;
  if (!start_asked_ || undecided) return;
  master::RunStarted started{coordinator_->run_id(), {}};
  if (!coordinator_->failure().empty()) started.mistakes = {{"", coordinator_->failure()}};
  std::exchange(start_asked_, nullptr)(std::move(started));
}

void RunHost::Finish() {
  going_ = false;
  const bool last = run_.options->headless || control_.stop_asked();
  if (last) port_->Close();  // workers wait for another master from now on, not for our files
  if (last) {
    run_.keyboard->Restore();
    run_.console->KeepAll();
  }
  code_ = WriteResults();
  if (const absl::Status forgotten = records_.ForgetRun(); !forgotten.ok()) {
    Say(LogLevel::kError, std::string(forgotten.message()));
  }
  for (const Done& done : std::exchange(stops_asked_, {})) done(absl::OkStatus());
  finished_at_ = run_.clock->Now();
  if (last) over_ = true;
}

// Returns the run's exit code. A run that could not start is an error and has no results.
int RunHost::WriteResults() {
  if (!coordinator_->failure().empty()) {
    Say(LogLevel::kError, coordinator_->failure());
    Publish(nullptr);
    return static_cast<int>(ExitCode::kUsage);
  }
  const auto report = std::make_shared<const v1::Report>(
      coordinator_->BuildReport(master::RunMetrics::Detail::kCurves));
  const auto per_second = coordinator_->PerSecond();
  const std::string document = DocumentOf(*report, per_second);
  const absl::Status written = output_->Finish(*report, per_second, document);
  if (!written.ok()) Say(LogLevel::kError, std::string(written.message()));
  const absl::Status kept = records_.Keep(*report, document);
  if (!kept.ok()) Say(LogLevel::kError, std::string(kept.message()));
  Publish(report);
  return written.ok() && kept.ok() ? ExitCodeOf(*report, *run_.options)
                                   : static_cast<int>(ExitCode::kLedgerIncomplete);
}

std::string RunHost::DocumentOf(
    const v1::Report& report,
    const std::vector<std::vector<master::SecondCount>>& per_second) const {
  const auto shown = ShownOptions(plan_.options);
  std::ifstream file(*plan_.options.scenario);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return master::ResultJson(
      {.report = report,
       .per_second = per_second,
       .series = coordinator_->series(),
       .series_epoch = coordinator_->series_epoch(),
       .histories = coordinator_->Histories(),
       .scenario_text = master::MaskedScenarioText(text),
       .options = std::map<std::string, std::string>(shown.begin(), shown.end())});
}

void RunHost::LeaveWhenDue(MonotonicTime now) {
  if (over_ || going_ || waiting_) return;
  const int64_t patience = run_.options->autostart ? run_.options->autoquit : -1;
  if (control_.stop_asked()) return Leave(code_);
  if (workers_gone_) return Leave(static_cast<int>(ExitCode::kNoWorkers));
  if (patience < 0 || !finished_at_) return;
  if (now < *finished_at_ + std::chrono::seconds(patience)) return;
  Say(LogLevel::kInfo, "--autoquit time reached, shutting down");
  Leave(code_);
}

void RunHost::Leave(int code) {
  waiting_ = false;
  port_->Close();
  code_ = code;
  over_ = true;
}

void RunHost::Publish(std::shared_ptr<const v1::Report> report) {
  if (report != nullptr) report_ = std::move(report);
  ready_workers_ = coordinator_->ready_workers();
  master::Publication publication;
  const bool none = !going_ && report_ == nullptr;
  publication.state = none ? "ready" : std::string(master::LocustName(coordinator_->state()));
  publication.distributed = port_->distributed();
  publication.ready_workers = ready_workers_;
  publication.report = report_;
  if (!none) {
    publication.series = coordinator_->series();
    publication.series_epoch = coordinator_->series_epoch();
  }
  publication.scenario = plan_.scenario;
  feed_.Publish(std::move(publication));
}

// Without a run only workers come and go.
void RunHost::PublishChanges() {
  if (!over_ && coordinator_->ready_workers() != ready_workers_) Publish(nullptr);
}

}  // namespace aurax::load::cli
