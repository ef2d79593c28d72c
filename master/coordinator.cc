#include "master/coordinator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/class_sequence.h"
#include "common/credentials.h"
#include "common/duration_text.h"
#include "master/verdict.h"

namespace aurax::load::master {
namespace {

constexpr uint32_t kProtocolVersion = 1;

// Deals the shards one by one, a worker as often as it has loops, so that neighbouring users spread
// over everybody.
std::vector<std::vector<uint32_t>> DealShards(const std::vector<uint32_t>& loops) {
  std::vector<size_t> turns;
  for (size_t round = 0, dealt = 1; dealt > 0; ++round) {
    dealt = 0;
    for (size_t w = 0; w < loops.size(); ++w) {
      if (loops[w] <= round) continue;
      turns.push_back(w);
      ++dealt;
    }
  }
  std::vector<std::vector<uint32_t>> shards(loops.size());
  for (uint32_t s = 0; s < kShards; ++s) shards[turns[s % turns.size()]].push_back(s);
  return shards;
}

}  // namespace

Coordinator::Coordinator(Options options)
    : options_(std::move(options)),
      spawn_rate_(options_.spawn_rate),
      metrics_(options_.scenario, options_.metrics),
      iterations_left_(options_.iterations) {}

Coordinator::~Coordinator() = default;

void Coordinator::Log(LogLevel level, const std::string& text) const {
  if (options_.log) options_.log(level, text);
}

bool Coordinator::Enter(RunEvent event) {
  const std::optional<RunState> next = Next(state_, event);
  if (!next) return false;
  state_ = *next;
  return true;
}

void Coordinator::Broadcast(const v1::MasterMessage& message) {
  for (auto& [connection, worker] : workers_) worker.send(message);
}

Duration Coordinator::Offset() const {
  if (!begun_) return Duration::zero();
  if (ended_at_) return *ended_at_;
  return std::max(Duration::zero(), options_.clock->Now() - time_zero_);
}

uint32_t Coordinator::target_users() const {
  return begun_ ? UsersOf(profile_.FinalTarget()) : options_.users;
}

// --- Workers

void Coordinator::Attach(uint64_t connection, std::function<void(v1::MasterMessage)> send) {
  workers_[connection].send = std::move(send);
}

void Coordinator::OnMessage(uint64_t connection, const v1::WorkerMessage& message) {
  const auto it = workers_.find(connection);
  if (it == workers_.end()) return;
  WorkerRecord& worker = it->second;
  switch (message.kind_case()) {
    case v1::WorkerMessage::kHello:
      return OnHello(worker, message.hello());
    case v1::WorkerMessage::kPrepared:
      return OnPrepared(worker, message.prepared());
    case v1::WorkerMessage::kSnapshot:
      return OnSnapshot(worker, message.snapshot());
    case v1::WorkerMessage::kIterationRequest:
      return OnIterationRequest(worker, message.iteration_request());
    case v1::WorkerMessage::kFinished:
      return OnFinished(worker, message.finished());
    case v1::WorkerMessage::kLog:
      return Log(
          message.log().level() == v1::WorkerLog::LEVEL_INFO ? LogLevel::kInfo : LogLevel::kWarning,
          message.log().text());
    case v1::WorkerMessage::KIND_NOT_SET:
      return;
  }
}

void Coordinator::OnHello(WorkerRecord& worker, const v1::Hello& hello) {
  v1::MasterMessage answer;
  if (hello.protocol_version() != kProtocolVersion) {
    answer.mutable_refusal()->set_reason(absl::StrFormat(
        "protocol version %d, the master speaks %d", hello.protocol_version(), kProtocolVersion));
    return worker.send(answer);
  }
  worker.account.worker_id = hello.worker_id();
  worker.account.incarnation = hello.incarnation();
  worker.loops = std::max(1u, hello.loops());
  answer.mutable_welcome();
  worker.send(answer);
}

void Coordinator::OnPrepared(WorkerRecord& worker, const v1::Prepared& prepared) {
  if (state_ != RunState::kPreparing || prepared.run_id() != options_.run_id) return;
  if (!prepared.error().empty()) {
    failure_ = absl::StrCat("worker ", worker.account.worker_id, ": ", prepared.error());
    Enter(RunEvent::kFailed);
    return;
  }
  worker.prepared = true;
  const bool all = std::all_of(workers_.begin(), workers_.end(),
                               [](const auto& w) { return w.second.prepared; });
  if (all && Enter(RunEvent::kPrepared)) BeginLoad();
}

void Coordinator::OnSnapshot(WorkerRecord& worker, const v1::Snapshot& snapshot) {
  const v1::SnapshotId& id = snapshot.id();
  if (id.run_id() != options_.run_id || id.incarnation() != worker.account.incarnation) return;
  WorkerAccount& account = worker.account;
  if (id.sequence() <= account.snapshots_applied) {
    ++account.duplicates_dropped;
  } else if (id.sequence() == account.snapshots_applied + 1) {
    const Duration from = FromMicros(snapshot.from_us());
    if (forget_before_ && from >= *forget_before_) ForgetStatistics(from);
    const absl::Status applied = metrics_.Apply(snapshot);
    if (applied.ok()) {
      worker.merged.Add(snapshot);
      for (const v1::UserStats& users : snapshot.users()) {
        users_started_ += users.started();
        users_ended_early_ += users.ended_early();
        users_gone_ += users.stopped() + users.ended_early();
      }
    } else {
      account.refusals.push_back(absl::StrFormat("snapshot %d refused: %s", id.sequence(),
                                                 std::string(applied.message())));
    }
    account.snapshots_applied = id.sequence();
    covered_ = std::max(covered_, FromMicros(snapshot.to_us()));
  }  // else a gap: the acknowledgement below names what is missing, and the worker sends it again
  v1::MasterMessage ack;
  *ack.mutable_snapshot_ack()->mutable_id() = id;
  ack.mutable_snapshot_ack()->mutable_id()->set_sequence(account.snapshots_applied);
  worker.send(ack);
}

// Grants shrink as the limit nears, so that no worker sits on iterations that another could do.
void Coordinator::OnIterationRequest(WorkerRecord& worker, const v1::IterationRequest& request) {
  if (request.run_id() != options_.run_id || !iterations_left_) return;
  const uint64_t share = std::max<uint64_t>(1, *iterations_left_ / 4);
  const uint64_t granted = std::min({*iterations_left_, share, uint64_t{request.wanted()}});
  *iterations_left_ -= granted;
  if (granted == 0) cut_short_ = true;
  v1::MasterMessage answer;
  answer.mutable_iteration_grant()->set_run_id(options_.run_id);
  answer.mutable_iteration_grant()->set_granted(static_cast<uint32_t>(granted));
  worker.send(answer);
}

void Coordinator::OnFinished(WorkerRecord& worker, const v1::Finished& finished) {
  if (finished.run_id() != options_.run_id) return;
  v1::MasterMessage ack;
  ack.mutable_finished_ack()->set_run_id(options_.run_id);
  worker.send(ack);
  if (state_ == RunState::kFinished) return;
  worker.account.reported = finished.digest();
  worker.account.late = FromMicros(finished.late_us());
  const bool all = std::all_of(workers_.begin(), workers_.end(),
                               [](const auto& w) { return w.second.account.reported.has_value(); });
  if (!all) return;
  if (begun_) ended_at_ = std::max(covered_, stop_at_.value_or(Duration::zero()));
  if (Enter(RunEvent::kAllFinished)) Log(LogLevel::kInfo, "Run finished");
}

// --- Events

void Coordinator::Start() {
  if (!Enter(RunEvent::kStart)) return;
  profile_ = LoadProfile::Ramp(WithinLimit(options_.users), options_.spawn_rate, options_.run_time);
  v1::MasterMessage message;
  v1::Prepare* prepare = message.mutable_prepare();
  prepare->set_run_id(options_.run_id);
  *prepare->mutable_scenario() = options_.scenario;
  *prepare->mutable_profile() = profile_.ToProto();
  prepare->set_seed(options_.seed);
  prepare->set_stop_timeout_us(ToMicros(options_.stop_timeout));
  prepare->set_iterations_limited(options_.iterations.has_value());
  Broadcast(message);
}

uint32_t Coordinator::WithinLimit(uint32_t users) const {
  const uint32_t most = MostUsers();
  if (users <= most) return users;
  Log(LogLevel::kWarning,
      absl::StrFormat(
          "%d users instead of %d: the scenario has no more (fixed_count, pick: unique)", most,
          users));
  return most;
}

// Classes with a fixed count alone end at their sum; a user that keeps a data row needs one.
uint32_t Coordinator::MostUsers() const {
  uint32_t most = ClassSequence(options_.scenario).Limit().value_or(~0u);
  for (const v1::DataSource& source : options_.scenario.data()) {
    if (source.pick() != v1::DataSource::PICK_UNIQUE || source.columns().empty()) continue;
    most = std::min(most, static_cast<uint32_t>(source.cells_size() / source.columns_size()));
  }
  return most;
}

void Coordinator::BeginLoad() {
  std::vector<uint32_t> loops;
  for (const auto& [connection, worker] : workers_) loops.push_back(worker.loops);
  const auto shards = DealShards(loops);
  begun_ = true;
  time_zero_ = options_.clock->Now() + kLead;
  wall_zero_ = options_.clock->WallNow() + kLead;
  metrics_.SetTimeZero(wall_zero_);
  Log(LogLevel::kInfo, absl::StrFormat("Ramping to %d users at a rate of %.2f per second",
                                       target_users(), spawn_rate_));
  size_t next = 0;
  for (auto& [connection, worker] : workers_) {
    v1::MasterMessage message;
    message.mutable_start()->set_run_id(options_.run_id);
    message.mutable_start()->set_lead_us(ToMicros(time_zero_ - options_.clock->Now()));
    for (const uint32_t s : shards[next]) message.mutable_start()->add_shards(s);
    ++next;
    worker.send(message);
  }
}

void Coordinator::BeginStop(Duration at, bool abandon) {
  stop_at_ = stop_at_ ? std::min(*stop_at_, at) : at;
  profile_ = profile_.EndingAt(*stop_at_);
  v1::MasterMessage message;
  message.mutable_stop()->set_run_id(options_.run_id);
  message.mutable_stop()->set_at_us(ToMicros(*stop_at_));
  message.mutable_stop()->set_abandon(abandon);
  Broadcast(message);
}

void Coordinator::Stop(const std::string& why) {
  if (state_ == RunState::kStopping || !Enter(RunEvent::kStop)) return;
  Log(LogLevel::kInfo, why);
  BeginStop(begun_ ? Offset() + kChangeLead : Duration::zero(), false);
}

void Coordinator::StopNow() {
  if (!Enter(RunEvent::kStop)) return;
  cut_short_ = true;
  Log(LogLevel::kWarning, "Stopping at once: requests in flight are cancelled");
  BeginStop(Offset(), true);
}

void Coordinator::ChangeUsers(uint32_t users, double rate) {
  if (!begun_ || !Enter(RunEvent::kChanged)) return;
  users = WithinLimit(users);
  spawn_rate_ = rate;
  // To the microsecond, so that everybody computes with the same numbers.
  const Duration at = FromMicros(ToMicros(Offset() + kChangeLead));
  profile_ = profile_.WithChange(at, users, rate);
  Log(LogLevel::kInfo,
      absl::StrFormat("Ramping to %d users at a rate of %.2f per second", users, rate));
  v1::MasterMessage message;
  message.mutable_profile_change()->set_run_id(options_.run_id);
  *message.mutable_profile_change()->mutable_profile() = profile_.ToProto();
  Broadcast(message);
}

void Coordinator::OnTick() {
  if (!begun_ || state_ == RunState::kFinished) return;
  const Duration now = Offset();
  peak_users_ = std::max(peak_users_, profile_.UsersAt(now));
  if (state_ == RunState::kRamping && now >= profile_.LastChange()) {
    Enter(RunEvent::kRamped);
    LogAllSpawned();
    if (options_.reset_stats) forget_before_ = profile_.LastChange();
  }
  if (state_ != RunState::kStopping && profile_.end() && now >= *profile_.end()) {
    stop_at_ = *profile_.end();  // the workers know it and stop by themselves
    Enter(RunEvent::kStop);
    Log(LogLevel::kInfo, "--run-time limit reached, shutting down");
  }
  StopWhenNobodyIsLeft();
  const Duration grace = options_.stop_timeout + std::chrono::seconds(5) + kFinishLimit;
  if (state_ == RunState::kStopping && now > stop_at_.value_or(now) + grace) {
    ended_at_ = now;
    Log(LogLevel::kError, "Gave up waiting for the workers to finish");
    Enter(RunEvent::kAllFinished);
  }
}

// Users that their scenario has ended do not come back; a run without any would wait for its end,
// or for iterations that nobody does.
void Coordinator::StopWhenNobodyIsLeft() {
  if (state_ != RunState::kRunning || users_ended_early_ == 0) return;
  if (users_gone_ < users_started_ || users_started_ < profile_.StartsBefore(covered_)) return;
  Stop("Stopping: every user was ended by its scenario");
}

// Between two snapshots, so that what is left was measured wholly after the ramp, and in the time
// that rates count.
void Coordinator::ForgetStatistics(Duration offset) {
  forget_before_.reset();
  metrics_.ResetStatistics(offset);
  Log(LogLevel::kInfo, "Resetting stats");
}

void Coordinator::LogAllSpawned() const {
  ClassSequence sequence(options_.scenario);
  std::map<std::string, uint32_t> counts;
  for (uint32_t u = 0; u < target_users(); ++u) {
    if (const auto c = sequence.ClassOf(u)) {
      ++counts[options_.scenario.user_classes(static_cast<int>(*c)).name()];
    }
  }
  const std::string mix =
      absl::StrJoin(counts, ", ", [](std::string* out, const auto& name_and_count) {
        absl::StrAppendFormat(out, "\"%s\": %d", name_and_count.first, name_and_count.second);
      });
  Log(LogLevel::kInfo,
      absl::StrFormat("All users spawned: {%s} (%d total users)", mix, target_users()));
}

// --- Report

void Coordinator::FillFacts(v1::RunFacts* run) const {
  run->set_run_id(options_.run_id);
  run->set_scenario(options_.scenario.source_name());
  run->set_host(WithoutCredentials(options_.scenario.host()));
  run->set_started_unix_us(ToUnixMicros(wall_zero_));
  run->set_elapsed_us(ToMicros(Offset()));
  run->set_report_unix_us(ToUnixMicros(wall_zero_) + run->elapsed_us());
  if (options_.run_time) run->set_run_time_us(ToMicros(*options_.run_time));
  run->set_state(std::string(LocustName(state_)));
  run->set_target_users(target_users());
  run->set_spawn_rate(spawn_rate_);
  run->set_seed(options_.seed);
  run->set_version(options_.version);
  run->set_locust_rounding(options_.metrics.locust_rounding);
}

v1::Report Coordinator::BuildReport() const {
  v1::Report report;
  FillFacts(report.mutable_run());
  metrics_.Fill(Offset(), &report);
  uint32_t running = 0;
  LedgerInput input;
  for (const v1::ClassUsers& users : report.users()) {
    running += users.running();
    input.users_ended_early += users.ended_early();
  }
  report.mutable_run()->set_user_count(running);
  report.mutable_run()->set_peak_users(peak_users_);
  input.profile = &profile_;
  input.final = state_ == RunState::kFinished && begun_;
  input.until = input.final ? *ended_at_ : covered_;
  input.cut_short = cut_short_;
  for (const auto& [connection, worker] : workers_) {
    input.workers.push_back(worker.account);
    input.workers.back().merged = worker.merged.Get();
  }
  FillLedger(input, &report);
  *report.mutable_verdict() = Judge(report.generator(), report.run());
  return report;
}

}  // namespace aurax::load::master
