// The session's runs: what the master asks for, from Prepare to Stop.
#include <utility>

#include "absl/strings/str_format.h"
#include "common/credentials.h"
#include "common/shard_grant.h"
#include "worker/session.h"

namespace aurax::load::worker {

void Session::Prepare(const v1::Prepare& prepare) {
  if (state_ != SessionState::kIdle) {
    if (IsThisRun(prepare.run_id())) return SendPrepared("");
    return GiveUpRun();  // the master says it again, and then this worker is idle
  }
  if (leaving_) return;
  Compile(prepare);
}

void Session::Compile(const v1::Prepare& prepare) {
  run_id_ = prepare.run_id();
  const auto script = Script::Compile(prepare.scenario());
  const auto profile = LoadProfile::FromProto(prepare.profile());
  if (!script.ok() || !profile.ok()) {
    const absl::Status& status = script.ok() ? profile.status() : script.status();
    return SendPrepared(std::string(status.message()));
  }
  auto plan = std::make_shared<RunPlan>();
  plan->scenario = prepare.scenario();
  plan->script = *script;
  plan->profile = *profile;
  plan->seed = prepare.seed();
  plan->stop_timeout = FromMicros(prepare.stop_timeout_us());
  plan->iterations_limited = prepare.iterations_limited();
  plan_ = std::move(plan);
  profile_epoch_ = profile->epoch();
  state_ = SessionState::kPrepared;
  assignment_ = carried_out_ = unreleased_ = fences_ = 0;
  held_.reset();
  fenced_ = stopping_ = given_up_ = finishing_ = false;
  quiet_loops_ = 0;
  counts_.clear();
  sequence_ = 0;
  ring_.Clear();
  digest_ = DigestSum();
  waiting_for_iterations_.clear();
  SendPrepared("");
}

void Session::SendPrepared(const std::string& error) {
  v1::WorkerMessage answer;
  answer.mutable_prepared()->set_run_id(run_id_);
  answer.mutable_prepared()->set_error(error);
  options_.send(std::move(answer));
}

void Session::Start(const v1::Start& start) {
  if (state_ != SessionState::kPrepared || !IsThisRun(start.run_id())) return;
  if (!clock_sync_.known()) return;  // the master says it again
  time_zero_ = clock_sync_.ToLocal(FromMicros(start.time_zero_us()));
  intervals_.Begin(options_.loops->loops());
  counts_.resize(options_.loops->loops());
  last_usage_ = options_.usage();
  state_ = SessionState::kRunning;
  options_.loops->Start(plan_, time_zero_, FromMicros(start.phase_us()));
  options_.loops->SetLease(lease_until_);
  Log(v1::WorkerLog::LEVEL_INFO,
      absl::StrFormat("Run %s begins: %s against %s", run_id_, plan_->scenario.source_name(),
                      WithoutCredentials(plan_->scenario.host())));
}

void Session::Assign(const v1::Assignment& assignment) {
  if (state_ != SessionState::kRunning || !IsThisRun(assignment.run_id())) return;
  if (assignment.version() <= assignment_ || assignment.fences() != fences_) return;
  // Said again later: without a lease nothing may run, and what is measured must be kept.
  if (options_.clock->Now() >= lease_until_ || ring_.full()) return;
  std::vector<ShardGrant> grants;
  ShardSet wanted;
  for (const v1::ShardGrant& proto : assignment.grants()) {
    const auto grant = ShardGrant::FromProto(proto);
    if (!grant.ok()) return;  // no master of ours says so
    wanted |= grant->shards;
    grants.push_back(*grant);
  }
  if (unreleased_ == 0) carried_out_ = assignment_;
  if (const ShardSet lost = held_ & ~wanted; lost.any()) {
    unreleased_ += options_.loops->loops();
    options_.loops->Lose(lost, Offset());
  }
  for (ShardGrant& grant : grants) {
    grant.shards &= ~held_;
    if (grant.shards.any()) options_.loops->Gain(grant);
  }
  if (held_ != wanted) {
    Log(v1::WorkerLog::LEVEL_INFO,
        absl::StrFormat("Holding %d of %d shards of the users", wanted.count(), kShards));
  }
  held_ = wanted;
  assignment_ = assignment.version();
  fenced_ = false;
  SendHeartbeat();
}

void Session::ChangeProfile(const v1::ProfileChange& change) {
  if (state_ != SessionState::kRunning || !IsThisRun(change.run_id())) return;
  const auto profile = LoadProfile::FromProto(change.profile());
  if (!profile.ok() || profile->epoch() <= profile_epoch_) return;
  profile_epoch_ = profile->epoch();
  options_.loops->ChangeProfile(*profile);
}

void Session::Stop(const v1::Stop& stop) {
  if (!IsThisRun(stop.run_id())) return;
  if (!std::exchange(stopping_, true)) SendHeartbeat();  // that it has heard
  if (state_ == SessionState::kRunning) {
    if (!stop.abandon()) return options_.loops->Stop(FromMicros(stop.at_us()));
    state_ = SessionState::kDraining;
    finishing_ = true;
    return options_.loops->Abandon(FromMicros(stop.at_us()));
  }
  if (state_ == SessionState::kPrepared) FinishEmpty();
}

// The master may have begun the run already, and is to know that nothing was done here.
void Session::FinishEmpty() {
  intervals_.Begin(0);
  state_ = SessionState::kDraining;
  FinishIfDelivered();
}

void Session::Leave() {
  if (leaving_) return;
  leaving_ = true;
  if (state_ == SessionState::kIdle) gone_ = true;
  if (welcome_) SendHeartbeat();
  if (state_ == SessionState::kPrepared) FinishEmpty();
}

// Another master, or another run of it: nobody wants what this worker still has.
void Session::GiveUpRun() {
  if (given_up_) return;
  given_up_ = true;
  if (!ring_.empty()) {
    Log(v1::WorkerLog::LEVEL_WARNING,
        absl::StrFormat("%d snapshots of run %s are given up: this master does not know it",
                        ring_.size(), run_id_));
  }
  ring_.Clear();
  if (state_ == SessionState::kRunning) {
    state_ = SessionState::kDraining;
    if (!std::exchange(finishing_, true)) options_.loops->Abandon(Offset());
    return;
  }
  if (state_ == SessionState::kPrepared || intervals_.ended()) Forget();
}

void Session::Forget() {
  state_ = SessionState::kIdle;
  run_id_.clear();
  plan_.reset();
  held_.reset();
  if (leaving_) gone_ = true;
}

// --- Iterations

void Session::OnGrant(const v1::IterationGrant& grant) {
  if (state_ != SessionState::kRunning || !IsThisRun(grant.run_id())) return;
  if (waiting_for_iterations_.empty() || grant.number() != iteration_request_) return;
  const uint32_t loop = waiting_for_iterations_.front().loop;
  waiting_for_iterations_.pop_front();
  if (grant.granted() == 0) {
    waiting_for_iterations_.clear();
    return options_.loops->IterationsExhausted();
  }
  options_.loops->GrantIterations(loop, grant.granted());
  if (waiting_for_iterations_.empty()) return;
  ++iteration_request_;
  AskForIterations();
}

void Session::AskForIterations() {
  iterations_asked_ = options_.clock->Now();
  v1::WorkerMessage message;
  message.mutable_iteration_request()->set_run_id(run_id_);
  message.mutable_iteration_request()->set_wanted(waiting_for_iterations_.front().wanted);
  message.mutable_iteration_request()->set_number(iteration_request_);
  options_.send(std::move(message));
}

}  // namespace aurax::load::worker
