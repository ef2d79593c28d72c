#include "worker/session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/shard_grant.h"
#include "worker/snapshot_encoder.h"

namespace aurax::load::worker {
namespace {

v1::WorkerState StateOnWire(SessionState state) {
  switch (state) {
    case SessionState::kIdle:
      return v1::WORKER_STATE_IDLE;
    case SessionState::kPrepared:
      return v1::WORKER_STATE_PREPARED;
    case SessionState::kRunning:
      return v1::WORKER_STATE_RUNNING;
    case SessionState::kDraining:
      return v1::WORKER_STATE_DRAINING;
  }
  return v1::WORKER_STATE_UNSPECIFIED;
}

int64_t MicrosOf(MonotonicTime t) { return ToMicros(t.time_since_epoch()); }

}  // namespace

Session::Session(Options options) : options_(std::move(options)) {
  if (options_.same_clock) clock_sync_.SetSame();
}

bool Session::IsThisRun(const std::string& run_id) const {
  return state_ != SessionState::kIdle && !given_up_ && run_id == run_id_;
}

void Session::Log(v1::WorkerLog::Level level, const std::string& text) {
  if (options_.log) options_.log(level, text);
  if (!welcome_ || level == v1::WorkerLog::LEVEL_INFO) return;
  v1::WorkerMessage message;
  message.mutable_log()->set_level(level);
  message.mutable_log()->set_text(text);
  options_.send(std::move(message));
}

// --- The link

void Session::OnConnected() {
  connected_ = true;
  SendHello();
}

void Session::SendHello() {
  hello_sent_ = options_.clock->Now();
  v1::WorkerMessage message;
  v1::Hello* hello = message.mutable_hello();
  hello->set_protocol_version(kProtocolVersion);
  hello->set_worker_id(options_.worker_id);
  hello->set_incarnation(options_.incarnation);
  hello->set_loops(options_.loops->loops());
  hello->set_capacity(options_.capacity);
  hello->set_version(options_.version);
  if (state_ != SessionState::kIdle) hello->set_run_id(run_id_);
  options_.send(std::move(message));
}

void Session::OnDisconnected() { connected_ = welcome_ = false; }

void Session::OnMessage(const v1::MasterMessage& message) {
  CheckLease();
  if (message.has_heartbeat_ack()) OnHeartbeatAck(message.heartbeat_ack());
  switch (message.kind_case()) {
    case v1::MasterMessage::kWelcome:
      return OnWelcome(message.welcome());
    case v1::MasterMessage::kRefusal:
      return OnRefusal(message.refusal());
    case v1::MasterMessage::kPrepare:
      return Prepare(message.prepare());
    case v1::MasterMessage::kStart:
      return Start(message.start());
    case v1::MasterMessage::kAssignment:
      return Assign(message.assignment());
    case v1::MasterMessage::kSnapshotAck:
      return OnAck(message.snapshot_ack());
    case v1::MasterMessage::kIterationGrant:
      return OnGrant(message.iteration_grant());
    case v1::MasterMessage::kProfileChange:
      return ChangeProfile(message.profile_change());
    case v1::MasterMessage::kStop:
      return Stop(message.stop());
    case v1::MasterMessage::kFinishedAck:
      return OnFinishedAck(message.finished_ack());
    case v1::MasterMessage::KIND_NOT_SET:
      return;
  }
}

void Session::OnWelcome(const v1::Welcome& welcome) {
  welcome_ = true;
  // It may be another master than before, with another clock. A run that has begun keeps the time
  // zero it has.
  if (!options_.same_clock) clock_sync_ = ClockSync();
  lease_ = FromMicros(welcome.lease_us());
  if (lease_ == Duration::zero()) lease_until_ = MonotonicTime::max();
  ring_.ResendSoon();
  finished_sent_ = MonotonicTime::min();
  iterations_asked_ = MonotonicTime::min();
  SendHeartbeat();
}

void Session::OnRefusal(const v1::Refusal& refusal) {
  Log(v1::WorkerLog::LEVEL_WARNING,
      absl::StrCat("The master refuses this worker: ", refusal.reason()));
  if (refusal.permanent()) refusal_ = refusal.reason();
  unwanted_ = true;
}

void Session::OnHeartbeatAck(const v1::HeartbeatAck& ack) {
  const MonotonicTime now = options_.clock->Now();
  const MonotonicTime sent{FromMicros(ack.sent_us())};
  if (ack.number() > heartbeats_ || sent > now) return;
  clock_sync_.Add(sent.time_since_epoch(), FromMicros(ack.received_us()),
                  FromMicros(ack.answered_us()), now.time_since_epoch());
  if (lease_ > Duration::zero() && sent + lease_ > lease_until_) {
    lease_until_ = sent + lease_;
    if (state_ == SessionState::kRunning) options_.loops->SetLease(lease_until_);
  }
  // The first few follow each other at once: a run starts by the clock that they make known.
  if (!clock_sync_.known()) SendHeartbeat();
}

void Session::SendHeartbeat() {
  v1::WorkerMessage message;
  FillHeartbeat(message.mutable_heartbeat());
  options_.send(std::move(message));
}

void Session::FillHeartbeat(v1::Heartbeat* heartbeat) {
  const MonotonicTime now = options_.clock->Now();
  next_heartbeat_ = now + kHeartbeatInterval;
  heartbeat->set_number(++heartbeats_);
  heartbeat->set_sent_us(MicrosOf(now));
  heartbeat->set_state(StateOnWire(state_));
  heartbeat->set_leaving(leaving_);
  heartbeat->set_leased(now < lease_until_);
  heartbeat->set_clock_known(clock_sync_.known());
  heartbeat->set_clock_offset_us(ToMicros(clock_sync_.offset()));
  heartbeat->set_clock_uncertainty_us(ToMicros(clock_sync_.uncertainty()));
  if (state_ != SessionState::kIdle) {
    heartbeat->set_run_id(run_id_);
    // The master hands on what is not in it any more.
    heartbeat->set_assignment(unreleased_ == 0 ? assignment_ : carried_out_);
    heartbeat->set_fenced(fenced_);
    heartbeat->set_fences(fences_);
    heartbeat->set_late_us(ToMicros(intervals_.late()));
    heartbeat->set_profile_epoch(profile_epoch_);
    heartbeat->set_stopping(stopping_);
    heartbeat->set_last_sequence(sequence_);
    Duration counted = Duration::max();
    for (const LoopCounts& counts : counts_) {
      heartbeat->set_requests_started(heartbeat->requests_started() + counts.started);
      heartbeat->set_requests_completed(heartbeat->requests_completed() + counts.completed);
      heartbeat->set_requests_failed(heartbeat->requests_failed() + counts.failed);
      heartbeat->set_requests_cancelled(heartbeat->requests_cancelled() + counts.cancelled);
      counted = std::min(counted, counts.at);
    }
    if (!counts_.empty()) heartbeat->set_counted_us(ToMicros(counted));
  }
}

// --- The lease

void Session::CheckLease() {
  if (state_ != SessionState::kRunning || fenced_ || held_.none()) return;
  const MonotonicTime now = options_.clock->Now();
  if (now >= lease_until_) {
    return Fence(absl::StrFormat("no word from the master for %.1f s", ToSeconds(lease_)));
  }
  if (ring_.full()) {
    Fence(absl::StrFormat("the master has not acknowledged %d snapshots", ring_.size()));
  }
}

void Session::Fence(const std::string& why) {
  if (fenced_ || state_ != SessionState::kRunning) return;
  const size_t shards = held_.count();
  fenced_ = true;
  ++fences_;
  fenced_lease_ = lease_until_;
  held_.reset();
  // Granted to users that are gone now; the answer to a request that is out is not taken any more.
  waiting_for_iterations_.clear();
  ++iteration_request_;
  options_.loops->Fence();
  Log(v1::WorkerLog::LEVEL_WARNING,
      absl::StrFormat("Load stopped: %s; %d shards are given up until the master gives new ones",
                      why, shards));
  if (welcome_) SendHeartbeat();
}

// --- What the loops say

void Session::OnLoopEvent(LoopEvent event) {
  if (auto* interval = std::get_if<LoopInterval>(&event)) {
    OnInterval(std::move(*interval));
  } else if (std::holds_alternative<LoopQuiet>(event)) {
    OnQuiet();
  } else if (const auto* counts = std::get_if<LoopCounts>(&event)) {
    if (counts->loop < counts_.size()) counts_[counts->loop] = *counts;
  } else if (std::holds_alternative<LoopReleased>(event)) {
    if (unreleased_ == 0 || --unreleased_ > 0 || state_ != SessionState::kRunning) return;
    // The loops may have been idle before they gained what is lost now; whether the users of it are
    // gone, only later intervals tell.
    intervals_.ForgetIdle();
    SendHeartbeat();
  } else if (const auto* fenced = std::get_if<LoopFenced>(&event)) {
    // A loop that stalled may say so of a lease that is dealt with long since.
    if (time_zero_ + fenced->at <= fenced_lease_) return;
    Fence(absl::StrFormat("no word from the master for %.1f s", ToSeconds(lease_)));
  } else if (const auto* wanted = std::get_if<IterationsWanted>(&event)) {
    if (state_ != SessionState::kRunning || fenced_) return;
    waiting_for_iterations_.push_back(*wanted);
    if (waiting_for_iterations_.size() > 1) return;
    ++iteration_request_;
    AskForIterations();
  }
}

void Session::OnQuiet() {
  if (state_ != SessionState::kRunning || ++quiet_loops_ != options_.loops->loops()) return;
  state_ = SessionState::kDraining;
  if (!std::exchange(finishing_, true)) options_.loops->Finish();
}

void Session::OnInterval(LoopInterval interval) {
  intervals_.Add(std::move(interval));
  while (auto parts = intervals_.TakeComplete()) {
    // A worker that was fenced waits without end perhaps: what it does not do is not sent.
    if (!given_up_ && !(fenced_ && intervals_.idle() && !parts->front().last)) {
      SendSnapshot(*parts);
    }
    for (LoopInterval& part : *parts) {
      part.recorder->Clear();
      options_.loops->Recycle(part.loop, std::move(part.recorder));
    }
  }
  FinishIfLeft();
  FinishIfDelivered();
  if (given_up_ && intervals_.ended()) Forget();
}

// A worker that leaves goes when nobody is left in it, and it holds no shard that anybody counts
// on.
void Session::FinishIfLeft() {
  if (!leaving_ || state_ != SessionState::kRunning) return;
  if (held_.any() || unreleased_ > 0 || !intervals_.idle()) return;
  state_ = SessionState::kDraining;
  if (!std::exchange(finishing_, true)) options_.loops->Finish();
}

void Session::SendSnapshot(const std::vector<LoopInterval>& parts) {
  v1::WorkerMessage message;
  v1::Snapshot* snapshot = message.mutable_snapshot();
  const ProcessUsage usage = options_.usage();
  *snapshot = EncodeIntervals(parts, usage, last_usage_);
  last_usage_ = usage;
  v1::SnapshotId* id = snapshot->mutable_id();
  id->set_run_id(run_id_);
  id->set_worker_id(options_.worker_id);
  id->set_incarnation(options_.incarnation);
  id->set_sequence(++sequence_);
  digest_.Add(*snapshot);
  ring_.Add(*snapshot, options_.clock->Now());
  if (welcome_) FillHeartbeat(message.mutable_heartbeat());
  options_.send(std::move(message));
}

// --- Delivery

void Session::OnAck(const v1::SnapshotAck& ack) {
  if (!IsThisRun(ack.id().run_id()) || ack.id().incarnation() != options_.incarnation) return;
  ring_.Acknowledge(ack.id().sequence(), options_.clock->Now());
  FinishIfDelivered();
}

void Session::OnTick() {
  CheckLease();
  const MonotonicTime now = options_.clock->Now();
  if (connected_ && !welcome_ && hello_sent_ <= now - kAskAgain) SendHello();
  if (!welcome_) return;
  if (now >= next_heartbeat_) SendHeartbeat();
  ring_.Resend(now, [this](const v1::Snapshot& snapshot) {
    v1::WorkerMessage message;
    *message.mutable_snapshot() = snapshot;
    options_.send(std::move(message));
  });
  if (Delivered() && finished_sent_ <= now - SnapshotRing::kResendAfter) SendFinished();
  if (state_ == SessionState::kRunning && !waiting_for_iterations_.empty() &&
      iterations_asked_ <= now - kAskAgain) {
    AskForIterations();
  }
}

// The master has everything of this run but the word that it was everything.
bool Session::Delivered() const {
  return state_ == SessionState::kDraining && !given_up_ && intervals_.ended() && ring_.empty();
}

void Session::FinishIfDelivered() {
  if (Delivered()) SendFinished();
}

void Session::SendFinished() {
  finished_sent_ = options_.clock->Now();
  v1::WorkerMessage message;
  message.mutable_finished()->set_run_id(run_id_);
  *message.mutable_finished()->mutable_digest() = digest_.Get();
  message.mutable_finished()->set_late_us(ToMicros(intervals_.late()));
  options_.send(std::move(message));
}

void Session::OnFinishedAck(const v1::FinishedAck& ack) {
  if (!Delivered() || !IsThisRun(ack.run_id())) return;
  uint64_t requests = 0;
  const v1::Digest digest = digest_.Get();
  for (const v1::Digest::Entry& entry : digest.requests()) requests += entry.started();
  Log(v1::WorkerLog::LEVEL_INFO,
      absl::StrFormat("Run %s is over: %d requests in %d snapshots, all of them delivered", run_id_,
                      requests, sequence_));
  Forget();
}

}  // namespace aurax::load::worker
