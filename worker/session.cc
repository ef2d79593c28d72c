#include "worker/session.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "worker/snapshot_encoder.h"

namespace aurax::load::worker {
namespace {

constexpr uint64_t kNotEnded = std::numeric_limits<uint64_t>::max();

double Percent(Duration used, Duration window) {
  return window <= Duration::zero() ? 0 : 100.0 * ToSeconds(used) / ToSeconds(window);
}

}  // namespace

Session::Session(Options options) : options_(std::move(options)) {}

void Session::Connect() {
  v1::WorkerMessage message;
  v1::Hello* hello = message.mutable_hello();
  hello->set_protocol_version(kProtocolVersion);
  hello->set_worker_id(options_.worker_id);
  hello->set_incarnation(options_.incarnation);
  hello->set_loops(options_.loops->loops());
  hello->set_version(options_.version);
  options_.send(std::move(message));
}

bool Session::IsThisRun(const std::string& run_id) const {
  return state_ != SessionState::kIdle && run_id == run_id_;
}

void Session::OnMessage(const v1::MasterMessage& message) {
  switch (message.kind_case()) {
    case v1::MasterMessage::kPrepare:
      return Prepare(message.prepare());
    case v1::MasterMessage::kStart:
      return Start(message.start());
    case v1::MasterMessage::kSnapshotAck:
      return OnAck(message.snapshot_ack());
    case v1::MasterMessage::kIterationGrant:
      return OnGrant(message.iteration_grant());
    case v1::MasterMessage::kProfileChange: {
      if (state_ != SessionState::kRunning || !IsThisRun(message.profile_change().run_id())) return;
      const auto profile = LoadProfile::FromProto(message.profile_change().profile());
      if (profile.ok()) options_.loops->ChangeProfile(*profile);
      return;
    }
    case v1::MasterMessage::kStop:
      return Stop(message.stop());
    case v1::MasterMessage::kFinishedAck:
      if (Delivered() && IsThisRun(message.finished_ack().run_id())) state_ = SessionState::kIdle;
      return;
    case v1::MasterMessage::kWelcome:
    case v1::MasterMessage::kRefusal:
    case v1::MasterMessage::KIND_NOT_SET:
      return;
  }
}

void Session::Prepare(const v1::Prepare& prepare) {
  if (state_ != SessionState::kIdle) return;
  v1::WorkerMessage answer;
  answer.mutable_prepared()->set_run_id(prepare.run_id());
  const auto script = Script::Compile(prepare.scenario());
  const auto profile = LoadProfile::FromProto(prepare.profile());
  if (script.ok() && profile.ok()) {
    auto plan = std::make_shared<RunPlan>();
    plan->scenario = prepare.scenario();
    plan->script = *script;
    plan->profile = *profile;
    plan->seed = prepare.seed();
    plan->stop_timeout = FromMicros(prepare.stop_timeout_us());
    plan->iterations_limited = prepare.iterations_limited();
    plan_ = std::move(plan);
    run_id_ = prepare.run_id();
    state_ = SessionState::kPrepared;
  } else {
    const absl::Status& status = script.ok() ? profile.status() : script.status();
    answer.mutable_prepared()->set_error(std::string(status.message()));
  }
  options_.send(std::move(answer));
}

void Session::Start(const v1::Start& start) {
  if (state_ != SessionState::kPrepared || !IsThisRun(start.run_id())) return;
  ShardSet owned;
  for (const uint32_t shard : start.shards()) owned.set(shard % kShards);
  intervals_.clear();
  next_interval_ = 0;
  loop_ends_.assign(options_.loops->loops(), kNotEnded);
  quiet_loops_ = 0;
  late_ = Duration::zero();
  waiting_for_iterations_.clear();
  sequence_ = 0;
  unacknowledged_.clear();
  digest_ = DigestSum();
  last_usage_ = options_.usage();
  state_ = SessionState::kRunning;
  options_.loops->Start(plan_, owned, options_.clock->Now() + FromMicros(start.lead_us()));
}

void Session::Stop(const v1::Stop& stop) {
  if (!IsThisRun(stop.run_id())) return;
  if (state_ == SessionState::kRunning) {
    if (!stop.abandon()) return options_.loops->Stop(FromMicros(stop.at_us()));
    state_ = SessionState::kDraining;
    return options_.loops->Abandon(FromMicros(stop.at_us()));
  }
  if (state_ == SessionState::kPrepared) {
    loop_ends_.clear();
    intervals_.clear();
    unacknowledged_.clear();
    sequence_ = 0;
    digest_ = DigestSum();
    state_ = SessionState::kDraining;
    FinishIfDelivered();
  }
}

void Session::OnGrant(const v1::IterationGrant& grant) {
  if (state_ != SessionState::kRunning || !IsThisRun(grant.run_id())) return;
  if (waiting_for_iterations_.empty()) return;
  const uint32_t loop = waiting_for_iterations_.front();
  waiting_for_iterations_.pop_front();
  if (grant.granted() > 0) return options_.loops->GrantIterations(loop, grant.granted());
  options_.loops->IterationsExhausted();
}

void Session::OnLoopEvent(LoopEvent event) {
  if (auto* interval = std::get_if<LoopInterval>(&event)) {
    OnInterval(std::move(*interval));
  } else if (std::holds_alternative<LoopQuiet>(event)) {
    if (state_ == SessionState::kRunning && ++quiet_loops_ == options_.loops->loops()) {
      state_ = SessionState::kDraining;
      options_.loops->Finish();
    }
  } else if (const auto* wanted = std::get_if<IterationsWanted>(&event)) {
    if (state_ != SessionState::kRunning) return;
    waiting_for_iterations_.push_back(wanted->loop);
    v1::WorkerMessage message;
    message.mutable_iteration_request()->set_run_id(run_id_);
    message.mutable_iteration_request()->set_wanted(wanted->wanted);
    options_.send(std::move(message));
  }
}

void Session::OnInterval(LoopInterval interval) {
  if (interval.last) loop_ends_[interval.loop] = interval.number;
  late_ = std::max(late_, interval.late);
  intervals_[interval.number].push_back(std::move(interval));
  SendCompleteIntervals();
  FinishIfDelivered();
}

void Session::SendCompleteIntervals() {
  for (auto it = intervals_.begin(); it != intervals_.end() && it->first == next_interval_;
       it = intervals_.erase(it)) {
    // A loop whose last interval came before this one has nothing to add to it.
    const auto expected = std::count_if(loop_ends_.begin(), loop_ends_.end(),
                                        [&](uint64_t end) { return end >= it->first; });
    if (static_cast<ptrdiff_t>(it->second.size()) < expected) return;
    SendSnapshot(std::move(it->second));
    ++next_interval_;
  }
}

void Session::SendSnapshot(std::vector<LoopInterval> parts) {
  IntervalRecords interval;
  interval.from = parts.front().from;
  interval.to = parts.front().to;
  interval.running_users.assign(parts.front().running.size(), 0);
  Duration busiest{0};
  size_t connections = 0;
  for (const LoopInterval& part : parts) {
    interval.recorders.push_back(part.recorder.get());
    interval.to = std::max(interval.to, part.to);
    for (size_t c = 0; c < part.running.size(); ++c) interval.running_users[c] += part.running[c];
    busiest = std::max(busiest, part.thread_cpu);
    connections += part.open_connections;
  }
  const Duration window = interval.to - interval.from;
  const ProcessUsage usage = options_.usage();
  interval.generator.set_cpu_percent(Percent(usage.cpu - last_usage_.cpu, window));
  interval.generator.set_busiest_loop_percent(Percent(busiest, window));
  interval.generator.set_rss_bytes(usage.rss_bytes);
  interval.generator.set_open_connections(static_cast<uint32_t>(connections));
  interval.generator.set_loops(options_.loops->loops());
  last_usage_ = usage;

  v1::WorkerMessage message;
  v1::Snapshot* snapshot = message.mutable_snapshot();
  *snapshot = EncodeSnapshot(interval);
  v1::SnapshotId* id = snapshot->mutable_id();
  id->set_run_id(run_id_);
  id->set_worker_id(options_.worker_id);
  id->set_incarnation(options_.incarnation);
  id->set_sequence(++sequence_);
  digest_.Add(*snapshot);
  if (unacknowledged_.empty()) last_delivery_ = options_.clock->Now();
  unacknowledged_.push_back(*snapshot);
  options_.send(std::move(message));
  for (LoopInterval& part : parts) {
    part.recorder->Clear();
    options_.loops->Recycle(part.loop, std::move(part.recorder));
  }
}

void Session::OnAck(const v1::SnapshotAck& ack) {
  if (!IsThisRun(ack.id().run_id()) || ack.id().incarnation() != options_.incarnation) return;
  while (!unacknowledged_.empty() &&
         unacknowledged_.front().id().sequence() <= ack.id().sequence()) {
    unacknowledged_.pop_front();
    last_delivery_ = options_.clock->Now();
  }
  FinishIfDelivered();
}

void Session::OnTick() {
  const MonotonicTime now = options_.clock->Now();
  if (now - last_delivery_ < kResendAfter) return;
  if (Delivered()) return SendFinished();
  if (unacknowledged_.empty()) return;
  last_delivery_ = now;
  // The oldest few: if the master is slow, more of the same would not make it faster.
  const size_t count = std::min(unacknowledged_.size(), kMostResent);
  for (size_t i = 0; i < count; ++i) {
    v1::WorkerMessage message;
    *message.mutable_snapshot() = unacknowledged_[i];
    options_.send(std::move(message));
  }
}

// The master has everything of this run but the word that it was everything.
bool Session::Delivered() const {
  const bool loops_ended =
      std::find(loop_ends_.begin(), loop_ends_.end(), kNotEnded) == loop_ends_.end();
  return state_ == SessionState::kDraining && loops_ended && unacknowledged_.empty() &&
         intervals_.empty();
}

void Session::FinishIfDelivered() {
  if (Delivered()) SendFinished();
}

void Session::SendFinished() {
  last_delivery_ = options_.clock->Now();
  v1::WorkerMessage message;
  message.mutable_finished()->set_run_id(run_id_);
  *message.mutable_finished()->mutable_digest() = digest_.Get();
  message.mutable_finished()->set_late_us(ToMicros(late_));
  options_.send(std::move(message));
}

}  // namespace aurax::load::worker
