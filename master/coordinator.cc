#include "master/coordinator.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/class_sequence.h"
#include "master/stage_text.h"

namespace aurax::load::master {
namespace {

// It travels in one message, with a little around it.
constexpr size_t kMostScenarioBytes = kMostMessageBytes - (size_t{1} << 20);

}  // namespace

Coordinator::Coordinator(Options options)
    : options_(std::move(options)),
      run_id_(options_.run_id),
      seed_(options_.seed),
      fleet_(options_.lease, options_.clock),
      spawn_rate_(options_.spawn_rate),
      metrics_(options_.scenario, options_.metrics),
      iterations_left_(options_.iterations),
      journal_(options_.journal) {}

Coordinator::~Coordinator() = default;

void Coordinator::Log(LogLevel level, const std::string& text) const {
  if (options_.log) options_.log(level, text);
}

void Coordinator::Note(Duration at, const std::string& kind, const std::string& text,
                       const std::string& worker_id) {
  events_.Add(at, kind, text, worker_id);
}

bool Coordinator::Enter(RunEvent event) {
  const std::optional<RunState> next = Next(state_, event);
  if (!next) return false;
  state_ = *next;
  return true;
}

Duration Coordinator::Offset() const {
  if (!begun_) return Duration::zero();
  if (ended_at_) return *ended_at_;
  return std::max(Duration::zero(), options_.clock->Now() - time_zero_);
}

Duration Coordinator::Latency() const {
  int64_t longest_us = 0;
  for (const WorkerRecord& worker : fleet_.all()) {
    if (!worker.connection) continue;
    longest_us = std::max(longest_us, worker.heartbeat.clock_uncertainty_us());
  }
  // A worker may say anything; more than this is for its late_us to tell.
  return std::min(2 * FromMicros(longest_us), Duration(std::chrono::seconds(2)));
}

// To the microsecond, so that everybody computes with the same numbers.
Duration Coordinator::ChangeOffset() const {
  return FromMicros(ToMicros(Offset() + kChangeLead + Latency()));
}

uint32_t Coordinator::target_users() const {
  if (!begun_) return options_.users;
  return UsersOf(staged() ? profile_.GoalAt(Offset()) : profile_.FinalTarget());
}

size_t Coordinator::ready_workers() const {
  return static_cast<size_t>(std::count_if(
      fleet_.all().begin(), fleet_.all().end(),
      [](const WorkerRecord& worker) { return worker.connection && !worker.heartbeat.leaving(); }));
}

// --- Events

void Coordinator::Start() {
  if (!Enter(RunEvent::kStart)) return;
  if (const size_t bytes = options_.scenario.ByteSizeLong();
      fleet_.leases() && bytes > kMostScenarioBytes) {
    failure_ = absl::StrFormat("the scenario with its data is %d MB, a worker takes at most %d MB",
                               bytes >> 20, kMostScenarioBytes >> 20);
    Enter(RunEvent::kFailed);
    return;
  }
  if (options_.scenario.load().stages().empty()) {
    profile_ =
        LoadProfile::Ramp(WithinLimit(options_.users), options_.spawn_rate, options_.run_time);
  } else {
    profile_ = StagedProfile();
    stages_ = profile_.segments();
  }
  for (WorkerRecord& worker : fleet_.all()) {
    if (worker.connection) SendPrepare(worker);
  }
}

LoadProfile Coordinator::StagedProfile() const {
  auto stages = options_.scenario.load().stages();
  for (v1::LoadStage& stage : stages) stage.set_users(WithinLimit(stage.users()));
  return LoadProfile::OfStages(stages, options_.run_time);
}

// Until somebody changes the users by hand: from then on there are no stages left.
bool Coordinator::staged() const { return !stages_.empty() && profile_.segments() == stages_; }

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

// Everybody who is there has compiled the scenario and knows the master's clock.
void Coordinator::BeginLoadWhenReady() {
  if (state_ != RunState::kPreparing) return;
  size_t ready = 0;
  for (const WorkerRecord& worker : fleet_.all()) {
    const bool away = !worker.connection || worker.missing_since || worker.left;
    if (away || worker.heartbeat.leaving() || worker.account.reported) continue;
    if (!worker.prepared || !worker.heartbeat.clock_known()) return;
    ++ready;
  }
  if (ready > 0 && Enter(RunEvent::kPrepared)) BeginLoad();
}

void Coordinator::BeginLoad() {
  begun_ = true;
  const Duration lead = fleet_.leases() ? kNetworkLead + 2 * Latency() : kLead;
  const MonotonicTime now = options_.clock->Now();
  time_zero_ = MonotonicTime(FromMicros(ToMicros((now + lead).time_since_epoch())));
  wall_zero_ = options_.clock->WallNow() + (time_zero_ - now);
  metrics_.SetTimeZero(wall_zero_);
  if (stages_.empty()) {
    Log(LogLevel::kInfo, absl::StrFormat("Ramping to %d users at a rate of %.2f per second",
                                         target_users(), spawn_rate_));
  }
  v1::JournalRecord record;
  *record.mutable_begun() = Begun();
  Write(std::move(record));
  for (WorkerRecord& worker : fleet_.all()) {
    if (worker.connection && worker.prepared && !worker.account.reported) Join(worker);
  }
  DealShards(Duration::zero());
}

// Takes part from now on.
void Coordinator::Join(WorkerRecord& worker) {
  if (!worker.started) {
    worker.started = true;
    v1::JournalRecord record;
    record.mutable_worker()->set_loops(worker.loops);
    record.mutable_worker()->set_capacity(worker.capacity);
    record.mutable_worker()->set_version(worker.version);
    WriteOf(worker, std::move(record));
  }
  SendStart(worker);
  deal_ = true;
}

void Coordinator::BeginStop(Duration at, bool abandon) {
  // A worker that does not hear of the earlier stop in time ends at the one it knows.
  if (stop_at_) stop_slack_ = std::max(stop_slack_, *stop_at_ - at);
  stop_at_ = stop_at_ ? std::min(*stop_at_, at) : at;
  stop_told_ = true;
  abandon_ = abandon_ || abandon;
  profile_ = profile_.EndingAt(*stop_at_);
  v1::JournalRecord record;
  record.mutable_stop()->set_at_us(ToMicros(*stop_at_));
  record.mutable_stop()->set_abandon(abandon_);
  record.mutable_stop()->set_slack_us(ToMicros(stop_slack_));
  Write(std::move(record));
  for (WorkerRecord& worker : fleet_.all()) {
    if (worker.connection && worker.prepared) SendStop(worker);
  }
}

void Coordinator::Stop(const std::string& why) {
  if (state_ == RunState::kStopping || !Enter(RunEvent::kStop)) return;
  Log(LogLevel::kInfo, why);
  Note(Offset(), "stop", why);
  BeginStop(begun_ ? ChangeOffset() : Duration::zero(), false);
}

void Coordinator::StopNow() {
  if (!Enter(RunEvent::kStop)) return;
  cut_short_ = true;
  Log(LogLevel::kWarning, "Stopping at once: requests in flight are cancelled");
  Note(Offset(), "stop", "Stopping at once");
  BeginStop(Offset(), true);
}

// Of users and rate, as the profile has it.
std::string Coordinator::NoteChange() {
  std::string change = absl::StrFormat("Ramping to %d users at a rate of %.2f per second",
                                       target_users(), spawn_rate_);
  Note(profile_.segments().back().start, "users_changed", change);
  return change;
}

void Coordinator::ChangeUsers(uint32_t users, double rate) {
  const Duration at = ChangeOffset();
  const bool over = profile_.end() && at >= *profile_.end();
  if (!begun_ || over || !Enter(RunEvent::kChanged)) return;
  users = WithinLimit(users);
  spawn_rate_ = rate;
  profile_ = profile_.WithChange(at, users, rate);
  Log(LogLevel::kInfo, NoteChange());
  v1::JournalRecord record;
  *record.mutable_profile()->mutable_profile() = profile_.ToProto();
  record.mutable_profile()->set_spawn_rate(rate);
  Write(std::move(record));
  for (WorkerRecord& worker : fleet_.all()) {
    if (worker.started) SendProfile(worker);
  }
}

void Coordinator::OnTick() {
  LoseExpired();
  BeginLoadWhenReady();
  if (state_ == RunState::kStopping) FinishWhenAllHave();
  if (!begun_ || state_ == RunState::kFinished) return;
  const Duration now = Offset();
  if (covered_more_) NoteCovered();
  if (!abort_why_.empty()) Stop(absl::StrCat("Stopping: ", std::exchange(abort_why_, "")));
  peak_users_ = std::max(peak_users_, profile_.UsersAt(now));
  NoteStages(now);
  if (state_ == RunState::kRamping && now >= RampedAt()) {
    Enter(RunEvent::kRamped);
    LogAllSpawned();
    Note(RampedAt(), "all_spawned", absl::StrFormat("All %d users have started", target_users()));
    if (options_.reset_stats && !statistics_reset_) forget_before_ = RampedAt();
  }
  if (state_ != RunState::kStopping && profile_.end() && now >= *profile_.end()) {
    stop_at_ = *profile_.end();  // the workers know it and stop by themselves
    Enter(RunEvent::kStop);
    if (!stages_.empty() && !options_.run_time) {
      Log(LogLevel::kInfo, "The last stage is over, shutting down");
      Note(*stop_at_, "stop", "The last stage is over");
    } else {
      Log(LogLevel::kInfo, "--run-time limit reached, shutting down");
      Note(*stop_at_, "stop", "The run time is over");
    }
  }
  StopWhenNobodyIsLeft();
  StopWhenAllHaveFinished();
  const bool over = profile_.end() && ChangeOffset() >= *profile_.end();
  if (deal_ && state_ != RunState::kStopping && !over) DealShards(ChangeOffset());
  if (journal_ != nullptr && journal_->bytes() > checkpoint_bytes_ + kCheckpointBytes) Checkpoint();
}

// The first ramp: what later stages do is no ramp to wait for.
Duration Coordinator::RampedAt() const {
  return staged() ? stages_.front().end() : profile_.LastChange();
}

void Coordinator::NoteStages(Duration now) {
  if (!staged()) return;
  const auto& stages = options_.scenario.load().stages();
  for (; stages_noted_ < stages_.size() && stages_[stages_noted_].start <= now; ++stages_noted_) {
    const LoadProfile::Segment& segment = stages_[stages_noted_];
    if (profile_.end() && segment.start >= *profile_.end()) return;
    if (stages[static_cast<int>(stages_noted_)].goes_on()) continue;
    const std::string text = StageText(stages, static_cast<int>(stages_noted_));
    Log(LogLevel::kInfo, text);
    Note(segment.start, "stage", text);
  }
}

// Users that their scenario has ended do not come back; a run without any would wait for its end,
// or for iterations that nobody does.
void Coordinator::StopWhenNobodyIsLeft() {
  if (state_ != RunState::kRunning || users_ended_early_ == 0 || shards_.orphans() > 0) return;
  if (users_started_ < profile_.StartsBefore(covered_)) return;
  const Duration last = profile_.LastChange() + Duration(1);
  if (profile_.StartsBefore(covered_) < profile_.StartsBefore(last)) return;  // more will come
  for (const WorkerRecord& worker : fleet_.all()) {
    if (worker.missing_since) return;
    for (const v1::UserStats& users : worker.users) {
      if (users.running() > 0) return;
    }
  }
  Stop("Stopping: every user was ended by its scenario");
}

// Their iterations are used up.
void Coordinator::StopWhenAllHaveFinished() {
  if (state_ != RunState::kRamping && state_ != RunState::kRunning) return;
  bool any = false, all_left = true;
  for (const WorkerRecord& worker : fleet_.all()) {
    if (!worker.started) continue;
    if (!worker.account.reported && !worker.missing_since) return;
    if (!worker.account.reported) continue;
    any = true;
    all_left = all_left && worker.heartbeat.leaving();
  }
  if (!any || (all_left && iterations_left_ != 0u)) return;
  Enter(RunEvent::kStop);
  stop_at_ = Duration::zero();
  for (const WorkerRecord& worker : fleet_.all()) stop_at_ = std::max(*stop_at_, worker.covered);
  Note(*stop_at_, "stop", all_left ? "All workers have left" : "All iterations are done");
}

void Coordinator::FinishWhenAllHave() {
  const MonotonicTime now = options_.clock->Now();
  const Duration grace = options_.stop_timeout + std::chrono::seconds(5) + kFinishLimit;
  std::vector<std::string> waiting;
  bool given_up = false;
  for (const WorkerRecord& worker : fleet_.all()) {
    if (!worker.started || worker.account.reported) continue;
    if (worker.missing_since) {
      // Nobody waits for one of which a later start is here.
      const bool expected =
          now < *worker.missing_since + kReturnLimit && !fleet_.HasSuccessor(worker);
      if (!abandon_ && expected) {
        waiting.push_back(worker.account.worker_id);
      }
    } else if (Offset() <= stop_at_.value_or(Offset()) + grace) {
      return;
    } else {
      given_up = true;
    }
  }
  if (!waiting.empty()) {
    if (!std::exchange(waiting_said_, true)) {
      Log(LogLevel::kWarning,
          absl::StrFormat("Waiting up to %.0f s for missing workers to deliver what they hold (a "
                          "second stop ends the wait): %s",
                          ToSeconds(kReturnLimit), absl::StrJoin(waiting, ", ")));
    }
    return;
  }
  if (begun_) ended_at_ = std::max(covered_, stop_at_.value_or(Duration::zero()));
  for (const WorkerRecord& worker : fleet_.all()) {
    if (ended_at_) ended_at_ = std::max(*ended_at_, worker.covered);
  }
  if (given_up) Log(LogLevel::kError, "Gave up waiting for the workers to finish");
  metrics_.FinishSeries(ended_at_.value_or(covered_));
  if (ended_at_) NoteBroken(metrics_.FinishThresholds(*ended_at_));
  if (Enter(RunEvent::kAllFinished)) Log(LogLevel::kInfo, "Run finished");
}

void Coordinator::ResetStatistics() {
  const bool under_way = state_ == RunState::kRamping || state_ == RunState::kRunning;
  if (begun_ && under_way) forget_before_ = std::max(covered_, forget_before_.value_or(covered_));
}

// Between two snapshots, so that what is left was measured wholly after the ramp, and in the time
// that rates count.
void Coordinator::ForgetStatistics(Duration offset) {
  forget_before_.reset();
  statistics_reset_ = true;
  metrics_.ResetStatistics(offset);
  v1::JournalRecord record;
  record.mutable_reset()->set_offset_us(ToMicros(offset));
  Write(std::move(record));
  Log(LogLevel::kInfo, "Resetting stats");
  Note(offset, "statistics_reset", "Statistics were reset");
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

}  // namespace aurax::load::master
