// What workers say to the coordinator.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "master/coordinator.h"
#include "master/views/figures.h"

namespace aurax::load::master {
namespace {

constexpr Duration kShortestForRate = std::chrono::milliseconds(50);
constexpr size_t kLongestIdShown = 64;
constexpr size_t kLongestLine = 1024;     // bytes
constexpr size_t kMostRefusalsKept = 20;  // of snapshots, by worker
// No honest clock is so far ahead; the statistics of "now" follow the latest snapshot.
constexpr Duration kMostAhead = std::chrono::seconds(30);

uint64_t RequestsOf(const v1::Snapshot& snapshot) {
  uint64_t requests = 0;
  for (const v1::RequestStats& stats : snapshot.requests()) {
    requests += stats.completed() + stats.failed();
  }
  return requests;
}

}  // namespace

void Coordinator::Attach(uint64_t connection, Connection link) {
  fleet_.Attach(connection, std::move(link));
}

void Coordinator::Detach(uint64_t connection) {
  WorkerRecord* const worker = fleet_.Detach(connection);
  if (worker == nullptr) return;
  // One that takes part may come back on another stream while its lease lasts.
  if (!worker->started || worker->account.reported) {
    worker->left = true;
    worker->prepared = false;
  }
  Log(worker->left ? LogLevel::kInfo : LogLevel::kWarning,
      absl::StrFormat("Worker %s disconnected. %d workers connected.", worker->account.worker_id,
                      fleet_.connected()));
}

void Coordinator::OnMessage(uint64_t connection, const v1::WorkerMessage& message) {
  if (message.has_hello()) return OnHello(connection, message.hello());
  WorkerRecord* const found = fleet_.Find(connection);
  if (found == nullptr) return fleet_.Close(connection, "said something before Hello");
  WorkerRecord& worker = *found;
  worker.seen = options_.clock->Now();
  // One message answers both, and the heartbeat counts the snapshot that it comes with.
  if (message.has_snapshot()) {
    v1::MasterMessage answer = OnSnapshot(worker, message.snapshot());
    if (message.has_heartbeat()) return OnHeartbeat(worker, message.heartbeat(), std::move(answer));
    if (answer.has_snapshot_ack()) Send(worker, answer);
    return;
  }
  if (message.has_heartbeat()) OnHeartbeat(worker, message.heartbeat(), {});
  switch (message.kind_case()) {
    case v1::WorkerMessage::kPrepared:
      return OnPrepared(worker, message.prepared());
    case v1::WorkerMessage::kIterationRequest:
      return OnIterationRequest(worker, message.iteration_request());
    case v1::WorkerMessage::kFinished:
      return OnFinished(worker, message.finished());
    case v1::WorkerMessage::kLog:
      return LogOf(
          message.log().level() == v1::WorkerLog::LEVEL_INFO ? LogLevel::kInfo : LogLevel::kWarning,
          absl::StrCat("[", worker.account.worker_id, "] ", message.log().text()),
          worker.account.worker_id);
    case v1::WorkerMessage::kHello:
    case v1::WorkerMessage::kSnapshot:
    case v1::WorkerMessage::KIND_NOT_SET:
      return;
  }
}

void Coordinator::OnHello(uint64_t connection, const v1::Hello& hello) {
  const Fleet::Greeting greeting = fleet_.OnHello(connection, hello);
  fleet_.SendTo(connection, greeting.answer);
  if (greeting.worker == nullptr) {
    const v1::Refusal& refusal = greeting.answer.refusal();
    LogOf(LogLevel::kWarning,
          absl::StrFormat("Refused worker %s: %s", hello.worker_id().substr(0, kLongestIdShown),
                          refusal.reason()));
    return fleet_.Close(connection, refusal.reason());
  }
  WorkerRecord& worker = *greeting.worker;
  Log(LogLevel::kInfo, absl::StrFormat("%s (index %d) reported as ready. %d workers connected.",
                                       worker.account.worker_id, worker.index, fleet_.connected()));
  if (!worker.missing_since) fleet_.Renew(worker);
  SayAgain(worker);
}

// What workers and strangers make us say.
void Coordinator::LogOf(LogLevel level, const std::string& text, const std::string& worker_id) {
  const MonotonicTime now = options_.clock->Now();
  if (const uint64_t unsaid = workers_lines_.TakeUnsaid(now); unsaid > 0) {
    Log(LogLevel::kWarning, absl::StrFormat("%d more lines about workers were left out", unsaid));
  }
  if (!workers_lines_.Take(now)) return;
  const std::string line = Printable(text.substr(0, kLongestLine));
  if (worker_id.empty() || !options_.worker_log) return Log(level, line);
  options_.worker_log(level, worker_id, line);
}

// Held up on its way for longer than the lease that it asks for: what it says of its sender is
// over.
bool Coordinator::IsStale(const v1::Heartbeat& heartbeat) const {
  if (!fleet_.leases() || !heartbeat.clock_known()) return false;
  const Duration sent = FromMicros(heartbeat.sent_us()) + FromMicros(heartbeat.clock_offset_us());
  return options_.clock->Now().time_since_epoch() - sent > options_.lease;
}

// An acknowledgement that must wait for the journal goes by itself; a lease must not wait for it.
void Coordinator::Answer(WorkerRecord& worker, const v1::Heartbeat& heartbeat,
                         MonotonicTime received, v1::MasterMessage answer) {
  const MonotonicTime now = options_.clock->Now();
  // Who has no lease or does not know our clock yet is in a hurry.
  const bool urgent = !heartbeat.leased() || !heartbeat.clock_known();
  if (urgent || now >= worker.answered + kHeartbeatAnswerInterval) {
    worker.answered = now;
    if (unsynced_ && answer.has_snapshot_ack()) Send(worker, std::exchange(answer, {}));
    v1::HeartbeatAck* ack = answer.mutable_heartbeat_ack();
    ack->set_number(heartbeat.number());
    ack->set_sent_us(heartbeat.sent_us());
    ack->set_received_us(ToMicros(received.time_since_epoch()));
    ack->set_answered_us(ToMicros(now.time_since_epoch()));
    return worker.link.send(std::move(answer));
  }
  if (answer.has_snapshot_ack()) Send(worker, answer);
}

void Coordinator::OnHeartbeat(WorkerRecord& worker, const v1::Heartbeat& heartbeat,
                              v1::MasterMessage answer) {
  const bool overtaken = heartbeat.number() < worker.heartbeat.number();
  if (overtaken || IsStale(heartbeat)) {
    if (answer.has_snapshot_ack()) Send(worker, answer);
    return;
  }
  const MonotonicTime received = options_.clock->Now();
  const v1::Heartbeat& last = worker.heartbeat;
  const Duration between = FromMicros(heartbeat.counted_us()) - FromMicros(last.counted_us());
  if (between >= kShortestForRate && heartbeat.run_id() == last.run_id() &&
      heartbeat.requests_started() >= last.requests_started()) {
    const double requests =
        static_cast<double>(heartbeat.requests_started() - last.requests_started());
    worker.peak_rate = std::max(worker.peak_rate, requests / ToSeconds(between));
    WritePeak(worker);
  }
  if (heartbeat.leaving() && !worker.heartbeat.leaving() && worker.started) {
    const std::string leaves =
        absl::StrFormat("Worker %s wants to leave: its %d shards move to others",
                        worker.account.worker_id, shards_.shards(worker.index));
    Log(LogLevel::kInfo, leaves);
    Note(Offset(), "worker_left", leaves, worker.account.worker_id);
  }
  worker.heartbeat = heartbeat;
  // Its Prepared may have been lost on the way.
  if (heartbeat.run_id() == run_id_ && heartbeat.state() != v1::WORKER_STATE_IDLE) {
    worker.prepared = true;
  }
  if (!worker.account.reported) worker.left = false;
  if (std::exchange(worker.missing_since, std::nullopt)) {
    const std::string back = absl::StrFormat("Worker %s is back", worker.account.worker_id);
    Log(LogLevel::kInfo, back);
    Note(Offset(), "worker_back", back, worker.account.worker_id);
    deal_ = true;
  }
  fleet_.Renew(worker);
  Answer(worker, heartbeat, received, std::move(answer));

  if (worker.started && heartbeat.run_id() == run_id_) {
    worker.seen_in_run = true;
    if (heartbeat.fences() > worker.fences) {
      // Whatever it was granted before is dropped, whether that has reached it or not.
      worker.fences = heartbeat.fences();
      shards_.Free(worker.index, worker.covered);
      deal_ = true;
    } else if (Confirmed(worker) && worker.confirmed != heartbeat.assignment()) {
      worker.confirmed = heartbeat.assignment();
      deal_ = shards_.Confirm(worker.index, Offset()) || restored_ || deal_;
    }
  }
  if (worker.seen_in_run && heartbeat.run_id() != run_id_ && !worker.account.reported) {
    shards_.Free(worker.index, worker.covered);
  }
  if (MayHoldShards(worker) != worker.may_hold) deal_ = true;
  JoinWhenReady(worker);
  EndForeignRun(worker);
  SayAgain(worker);
}

// Another master's run, which that master can no longer hold on to: our answers to its heartbeats
// must not keep it alive.
void Coordinator::EndForeignRun(WorkerRecord& worker) {
  const v1::Heartbeat& seen = worker.heartbeat;
  if (seen.run_id().empty() || seen.run_id() == run_id_ || seen.stopping()) return;
  if (options_.clock->Now() < worker.told + kSayAgain) return;
  worker.told = options_.clock->Now();
  v1::MasterMessage message;
  message.mutable_stop()->set_run_id(seen.run_id());
  message.mutable_stop()->set_abandon(true);
  Send(worker, message);
}

void Coordinator::WritePeak(WorkerRecord& worker) {
  if (!worker.started || worker.peak_rate < 1.5 * worker.peak_written + 1) return;
  worker.peak_written = worker.peak_rate;
  v1::JournalRecord record;
  record.mutable_peak()->set_requests_per_s(worker.peak_rate);
  WriteOf(worker, std::move(record));
}

void Coordinator::OnPrepared(WorkerRecord& worker, const v1::Prepared& prepared) {
  if (prepared.run_id() != run_id_ || state_ == RunState::kIdle || worker.prepared) return;
  if (!prepared.error().empty()) {
    const std::string failure =
        absl::StrCat("worker ", worker.account.worker_id, ": ", prepared.error());
    if (state_ == RunState::kPreparing) {
      failure_ = failure;
      Enter(RunEvent::kFailed);
    } else {
      Log(LogLevel::kError, failure);
      fleet_.Close(*worker.connection, prepared.error());
    }
    return;
  }
  worker.prepared = true;
  if (state_ == RunState::kPreparing) return BeginLoadWhenReady();
  JoinWhenReady(worker);
}

// A worker that comes while the run goes on.
void Coordinator::JoinWhenReady(WorkerRecord& worker) {
  const bool under_way = state_ == RunState::kRamping || state_ == RunState::kRunning;
  if (!begun_ || !under_way || !worker.prepared || worker.started) return;
  if (worker.account.reported) return;
  if (!worker.heartbeat.clock_known()) return;
  Note(Offset(), "worker_joined", absl::StrFormat("Worker %s takes part", worker.account.worker_id),
       worker.account.worker_id);
  Join(worker);
}

// The answer; empty for one that is nothing of this run.
v1::MasterMessage Coordinator::OnSnapshot(WorkerRecord& worker, const v1::Snapshot& snapshot) {
  const v1::SnapshotId& id = snapshot.id();
  WorkerAccount& account = worker.account;
  v1::MasterMessage answer;
  if (!worker.started || id.run_id() != run_id_ || id.worker_id() != account.worker_id ||
      id.incarnation() != account.incarnation) {
    return answer;
  }
  if (id.sequence() <= account.snapshots_applied) {
    ++account.duplicates_dropped;
  } else if (id.sequence() == account.snapshots_applied + 1 && state_ != RunState::kFinished) {
    const Duration from = FromMicros(snapshot.from_us());
    if (forget_before_ && from >= *forget_before_) ForgetStatistics(from);
    if (journal_ != nullptr) {  // a copy of it all
      v1::JournalRecord record;
      *record.mutable_snapshot() = snapshot;
      WriteOf(worker, std::move(record));
    }
    Apply(worker, snapshot);
  }  // else a gap: the acknowledgement below names what is missing, and the worker sends it again
  *answer.mutable_snapshot_ack()->mutable_id() = id;
  answer.mutable_snapshot_ack()->mutable_id()->set_sequence(account.snapshots_applied);
  return answer;
}

void Coordinator::Apply(WorkerRecord& worker, const v1::Snapshot& snapshot) {
  WorkerAccount& account = worker.account;
  const Duration from = FromMicros(snapshot.from_us()), to = FromMicros(snapshot.to_us());
  account.snapshots_applied = snapshot.id().sequence();
  const absl::Status applied = to > Offset() + kMostAhead
                                   ? absl::InvalidArgumentError("it lies in the future")
                                   : metrics_.Apply(snapshot);
  if (!applied.ok()) {
    if (account.refusals.size() < kMostRefusalsKept) {
      account.refusals.push_back(absl::StrFormat(
          "snapshot %d refused: %s", snapshot.id().sequence(), std::string(applied.message())));
    }
    return;
  }
  worker.merged.Add(snapshot);
  for (const v1::UserStats& users : snapshot.users()) {
    users_started_ += users.started();
    users_ended_early_ += users.ended_early();
    account.users_resumed += users.resumed();
  }
  uint64_t started = 0;
  for (const v1::RequestStats& stats : snapshot.requests()) started += stats.started();
  if (to > from) {
    worker.peak_rate = std::max(worker.peak_rate,
                                static_cast<double>(started) / std::max(ToSeconds(to - from), 0.1));
  }
  if (to > from) worker.rps = static_cast<double>(RequestsOf(snapshot)) / ToSeconds(to - from);
  worker.users = snapshot.users();
  worker.covered = std::max(worker.covered, to);
  covered_more_ = true;
}

// Up to where everybody who offers load has reported.
void Coordinator::NoteCovered() {
  covered_more_ = false;
  std::optional<Duration> least;
  uint32_t workers = 0;
  for (const WorkerRecord& worker : fleet_.all()) {
    if (!worker.started || worker.missing_since || worker.left || worker.account.reported) continue;
    least = std::min(least.value_or(worker.covered), worker.covered);
    ++workers;
  }
  if (!least) return;
  covered_ = std::max(covered_, *least);
  metrics_.CloseSeries(covered_, workers);
  NoteBroken(metrics_.JudgeThresholds(covered_));
}

void Coordinator::NoteBroken(const std::vector<ThresholdJudge::Broken>& broken) {
  for (const ThresholdJudge::Broken& one : broken) {
    Log(LogLevel::kWarning, one.text);
    Note(one.at, "threshold_broken", one.text);
    if (one.abort && abort_why_.empty()) abort_why_ = one.text;
  }
}

// Grants shrink as the limit nears, so that no worker sits on iterations that another could do.
void Coordinator::OnIterationRequest(WorkerRecord& worker, const v1::IterationRequest& request) {
  if (request.run_id() != run_id_ || !worker.started || !iterations_left_) return;
  if (request.number() < worker.iteration_request) return;
  if (request.number() != worker.iteration_request) {
    const uint64_t share = std::max<uint64_t>(1, *iterations_left_ / 4);
    const uint64_t granted = std::min({*iterations_left_, share, uint64_t{request.wanted()}});
    *iterations_left_ -= granted;
    if (granted == 0) cut_short_ = true;
    worker.iteration_request = request.number();
    worker.iterations_granted = static_cast<uint32_t>(granted);
    v1::JournalRecord record;
    record.mutable_iterations()->set_left(*iterations_left_);
    record.mutable_iterations()->set_request(request.number());
    record.mutable_iterations()->set_granted(granted);
    WriteOf(worker, std::move(record));
  }
  v1::MasterMessage answer;
  answer.mutable_iteration_grant()->set_run_id(run_id_);
  answer.mutable_iteration_grant()->set_number(worker.iteration_request);
  answer.mutable_iteration_grant()->set_granted(worker.iterations_granted);
  Send(worker, answer);
}

void Coordinator::OnFinished(WorkerRecord& worker, const v1::Finished& finished) {
  if (finished.run_id() != run_id_) return;
  if (!worker.account.reported && state_ != RunState::kFinished) {
    worker.account.reported = finished.digest();
    worker.account.late = FromMicros(finished.late_us());
    v1::JournalRecord record;
    *record.mutable_finished() = finished;
    WriteOf(worker, std::move(record));
    worker.last_shards = shards_.shards(worker.index);
    shards_.Finish(worker.index);
    // Where the run is over for one, it is so for all.
    deal_ = deal_ || worker.heartbeat.leaving();
  }
  v1::MasterMessage ack;
  ack.mutable_finished_ack()->set_run_id(run_id_);
  Send(worker, ack);
  StopWhenAllHaveFinished();
  if (state_ == RunState::kStopping) FinishWhenAllHave();
}

}  // namespace aurax::load::master
