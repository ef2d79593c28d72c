// What other threads ask of the runs, on the control thread.
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/run_host.h"

namespace aurax::load::cli {

using master::RunState;

void RunHost::Start(const master::RunRequest& request, Started done) {
  if (going_) return done(absl::FailedPreconditionError("a run is going on"));
  if (coordinator_->ready_workers() == 0) {
    return done(absl::FailedPreconditionError("no worker is ready"));
  }
  RunPlan plan = PlanRun(*run_.options, request);
  if (!plan.mistakes.empty()) return done(master::RunStarted{"", plan.mistakes});
  const std::string digest = DigestOf(plan);
  const std::string command_digest = DigestOfCommand().value_or(digest);
  if (absl::Status status = MakeOutput(plan); !status.ok()) return done(status);
  for (const std::string& warning : plan.warnings) Say(LogLevel::kWarning, warning);
  plan_ = std::move(plan);
  MakeCoordinator(plan_, command_digest, digest != command_digest);
  start_asked_ = std::move(done);
  Begin();
}

// Of what the command alone asks for: after a crash the same command goes on with this run. Nothing
// where nobody will ask, or where the command alone would be a mistake by now.
std::optional<std::string> RunHost::DigestOfCommand() const {
  if (!run_.options->state_dir || !port_->distributed()) return std::nullopt;
  const RunPlan plan = PlanRun(*run_.options, master::RunRequest());
  if (plan.scenario == nullptr) return std::nullopt;
  return DigestOf(plan);
}

void RunHost::Change(std::optional<int64_t> users, std::optional<double> spawn_rate, Done done) {
  const RunState state = coordinator_->state();
  const bool under_way = state == RunState::kRamping || state == RunState::kRunning;
  if (!going_ || !under_way) return done(absl::FailedPreconditionError("no run is going on"));
  if (users && (*users < 0 || *users > kMaxUsers)) {
    return done(absl::InvalidArgumentError(absl::StrCat("users: 0 to ", kMaxUsers)));
  }
  if (spawn_rate && !(*spawn_rate > 0 && *spawn_rate <= kMaxUsers)) {
    return done(absl::InvalidArgumentError(absl::StrCat("spawn_rate: above 0, up to ", kMaxUsers)));
  }
  const uint32_t target = users ? static_cast<uint32_t>(*users) : coordinator_->target_users();
  coordinator_->ChangeUsers(target, spawn_rate.value_or(coordinator_->spawn_rate()));
  done(absl::OkStatus());
}

void RunHost::Stop(bool at_once, Done done) {
  if (!going_) return done(absl::OkStatus());
  stops_asked_.push_back(std::move(done));
  if (at_once || coordinator_->state() == RunState::kStopping) return coordinator_->StopNow();
  coordinator_->Stop("Stopping: asked for through the web interface");
}

void RunHost::GetEntry(const std::string& method, const std::string& name,
                       std::function<void(absl::StatusOr<v1::Entry>)> done) {
  const bool any = going_ || report_ != nullptr;
  const auto entry =
      any ? coordinator_->BuildEntry(method, name.empty() ? "Aggregated" : name) : std::nullopt;
  if (entry) return done(*entry);
  done(absl::NotFoundError(absl::StrCat("no such request: ", method, " ", name)));
}

void RunHost::Reset(Done done) {
  if (going_) {
    coordinator_->ResetStatistics();
  } else {
    report_.reset();
    Publish(nullptr);
  }
  done(absl::OkStatus());
}

}  // namespace aurax::load::cli
