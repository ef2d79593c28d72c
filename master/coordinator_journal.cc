// What the coordinator writes down, and how it comes back from it.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "master/coordinator.h"

namespace aurax::load::master {

void Coordinator::Write(v1::JournalRecord record) {
  // Before the run begins there is nothing to go on with, and nor is there when it is over.
  if (journal_ == nullptr || !begun_ || state_ == RunState::kFinished) return;
  journal_->Append(record);
  unsynced_ = true;
}

void Coordinator::WriteOf(const WorkerRecord& worker, v1::JournalRecord record) {
  if (!worker.started) return;  // nor of who takes no part
  record.set_worker_id(worker.account.worker_id);
  record.set_incarnation(worker.account.incarnation);
  Write(std::move(record));
}

void Coordinator::Flush() {
  if (!unsynced_) return;
  if (journal_ != nullptr) {
    if (const absl::Status synced = journal_->Sync(); !synced.ok()) GiveUpJournal(synced);
  }
  unsynced_ = false;
  for (auto& [index, message] : std::exchange(held_back_, {})) Send(fleet_.all()[index], message);
}

// What it holds is too old to go on from.
void Coordinator::GiveUpJournal(const absl::Status& why) {
  Log(LogLevel::kError,
      absl::StrCat(std::string(why.message()),
                   ": the run goes on, but would not survive the end of this master"));
  journal_->Discard();
  journal_ = nullptr;
}

v1::RunBegun Coordinator::Begun() const {
  v1::RunBegun begun;
  begun.set_run_id(run_id_);
  begun.set_seed(seed_);
  begun.set_time_zero_us(ToMicros(time_zero_.time_since_epoch()));
  begun.set_boot_id(options_.boot_id);
  begun.set_wall_zero_unix_us(ToUnixMicros(wall_zero_));
  *begun.mutable_profile() = profile_.ToProto();
  begun.set_spawn_rate(spawn_rate_);
  begun.set_options_digest(options_.options_digest);
  if (!options_.journal_scenario) return begun;
  *begun.mutable_scenario() = options_.scenario;
  if (options_.run_time) begun.set_run_time_us(ToMicros(*options_.run_time));
  return begun;
}

void Coordinator::SaveWorker(const WorkerRecord& worker, v1::Checkpoint* checkpoint) const {
  v1::JournalRecord state;
  state.set_worker_id(worker.account.worker_id);
  state.set_incarnation(worker.account.incarnation);
  state.mutable_worker()->set_loops(worker.loops);
  state.mutable_worker()->set_capacity(worker.capacity);
  state.mutable_worker()->set_version(worker.version);
  *checkpoint->add_state() = state;
  *state.mutable_assignment()->mutable_assignment() = AssignmentOf(worker);
  *checkpoint->add_state() = state;
  state.mutable_peak()->set_requests_per_s(worker.peak_rate);
  *checkpoint->add_state() = state;
  if (worker.missing_since) {
    state.mutable_loss()->set_at_us(ToMicros(*worker.missing_since - time_zero_));
    *state.mutable_loss()->mutable_heartbeat() = worker.heartbeat;
    *checkpoint->add_state() = state;
  }
  if (iterations_left_) {
    state.mutable_iterations()->set_left(*iterations_left_);
    state.mutable_iterations()->set_request(worker.iteration_request);
    state.mutable_iterations()->set_granted(worker.iterations_granted);
    *checkpoint->add_state() = state;
  }
  v1::WorkerSums* sums = checkpoint->add_workers();
  sums->set_worker_id(worker.account.worker_id);
  sums->set_incarnation(worker.account.incarnation);
  sums->set_snapshots_applied(worker.account.snapshots_applied);
  sums->set_duplicates_dropped(worker.account.duplicates_dropped);
  sums->set_users_resumed(worker.account.users_resumed);
  *sums->mutable_merged() = worker.merged.Get();
  if (worker.account.reported) *sums->mutable_reported() = *worker.account.reported;
  sums->set_late_us(ToMicros(worker.account.late));
  for (const std::string& refusal : worker.account.refusals) sums->add_refusals(refusal);
  sums->set_covered_us(ToMicros(worker.covered));
}

void Coordinator::Checkpoint() {
  v1::JournalRecord record;
  v1::Checkpoint* checkpoint = record.mutable_checkpoint();
  *checkpoint->add_state()->mutable_begun() = Begun();
  for (const WorkerRecord& worker : fleet_.all()) {
    if (worker.started) SaveWorker(worker, checkpoint);
  }
  if (stop_at_) {
    v1::StopRecord* stop = checkpoint->add_state()->mutable_stop();
    stop->set_at_us(ToMicros(*stop_at_));
    stop->set_abandon(abandon_);
    stop->set_slack_us(ToMicros(stop_slack_));
  }
  for (const auto& [gap, shards] : shards_.Gaps()) {
    v1::GapRecord* out = checkpoint->add_gaps();
    out->set_worker(gap.worker);
    out->set_reason(gap.reason);
    out->set_from_us(ToMicros(gap.from));
    out->set_shards(ShardsToBytes(shards));
  }
  for (const ShardMoves::Move& move : shards_.closed_moves()) {
    v1::MoveRecord* out = checkpoint->add_moves();
    out->set_worker(move.worker);
    out->set_reason(move.reason);
    out->set_from_us(ToMicros(move.from));
    out->set_to_us(ToMicros(move.to));
    out->set_shards(move.shards);
    out->set_user_us(ToMicros(move.user_time));
  }
  metrics_.Save(checkpoint->mutable_metrics());
  checkpoint->set_users_started(users_started_);
  checkpoint->set_users_ended_early(users_ended_early_);
  checkpoint->set_peak_users(peak_users_);
  *checkpoint->mutable_events() = events_.events();
  if (const absl::Status replaced = journal_->Replace({record}); !replaced.ok()) {
    return GiveUpJournal(replaced);
  }
  checkpoint_bytes_ = journal_->bytes();
}

absl::Status Coordinator::Restore(const v1::JournalRecord& record) {
  if (record.has_begun()) {
    const v1::RunBegun& begun = record.begun();
    const auto profile = LoadProfile::FromProto(begun.profile());
    if (!profile.ok()) return absl::DataLossError(std::string(profile.status().message()));
    run_id_ = begun.run_id();
    seed_ = begun.seed();
    profile_ = *profile;
    spawn_rate_ = begun.spawn_rate();
    if (!options_.scenario.load().stages().empty()) stages_ = StagedProfile().segments();
    wall_zero_ = WallTime(std::chrono::microseconds(begun.wall_zero_unix_us()));
    metrics_.SetTimeZero(wall_zero_);
    // Another start of the machine has another monotonic clock.
    time_zero_ = begun.boot_id() == options_.boot_id
                     ? MonotonicTime(FromMicros(begun.time_zero_us()))
                     : options_.clock->Now() - (options_.clock->WallNow() - wall_zero_);
    begun_ = true;
    state_ = RunState::kRamping;
    return absl::OkStatus();
  }
  if (!begun_ && !record.has_checkpoint()) {
    return absl::DataLossError("the journal does not begin with a run");
  }
  if (record.has_profile()) {
    const auto profile = LoadProfile::FromProto(record.profile().profile());
    if (!profile.ok()) return absl::DataLossError(std::string(profile.status().message()));
    profile_ = *profile;
    spawn_rate_ = record.profile().spawn_rate();
    if (!profile_.segments().empty()) NoteChange();
  } else if (record.has_stop()) {
    stop_at_ = FromMicros(record.stop().at_us());
    abandon_ = record.stop().abandon();
    cut_short_ = cut_short_ || abandon_;
    stop_told_ = true;
    stop_slack_ = FromMicros(record.stop().slack_us());
    if (profile_.end() != stop_at_) profile_ = profile_.EndingAt(*stop_at_);
    state_ = RunState::kStopping;
    Note(*stop_at_, "stop", "The run was stopped");
  } else if (record.has_reset()) {
    const Duration at = FromMicros(record.reset().offset_us());
    metrics_.ResetStatistics(at);
    Note(at, "statistics_reset", "Statistics were reset");
    statistics_reset_ = true;
  } else if (record.has_checkpoint()) {
    return RestoreCheckpoint(record.checkpoint());
  } else {
    return RestoreWorker(record);
  }
  return absl::OkStatus();
}

absl::Status Coordinator::RestoreWorker(const v1::JournalRecord& record) {
  WorkerRecord* worker = fleet_.Find(record.worker_id(), record.incarnation());
  if (record.has_worker()) {
    if (worker == nullptr) worker = &fleet_.Add(record.worker_id(), record.incarnation());
    worker->loops = record.worker().loops();
    worker->capacity = record.worker().capacity();
    worker->version = record.worker().version();
    worker->prepared = worker->started = true;
    return absl::OkStatus();
  }
  if (worker == nullptr) {
    return absl::DataLossError(
        absl::StrCat("the journal does not say how worker ", record.worker_id(), " came"));
  }
  if (record.has_snapshot()) {
    Apply(*worker, record.snapshot());
    NoteCovered();  // the series closes its seconds one after the other, as then
  } else if (record.has_assignment()) {
    shards_.Restore(worker->index, record.assignment().assignment(), worker->covered, profile_);
    // Only somebody who was there is granted anything.
    if (record.assignment().assignment().grants_size() > 0) worker->missing_since.reset();
    worker->fences = record.assignment().assignment().fences();
  } else if (record.has_peak()) {
    worker->peak_rate = worker->peak_written = record.peak().requests_per_s();
  } else if (record.has_loss()) {
    worker->heartbeat = record.loss().heartbeat();
    worker->heartbeat.set_number(0);  // what it says next is newer
    worker->missing_since = time_zero_ + FromMicros(record.loss().at_us());
    Note(FromMicros(record.loss().at_us()), "worker_lost",
         absl::StrCat("Worker ", record.worker_id(), " was missing"), record.worker_id());
    shards_.Free(worker->index, worker->covered);
  } else if (record.has_iterations()) {
    iterations_left_ = record.iterations().left();
    worker->iteration_request = record.iterations().request();
    worker->iterations_granted = static_cast<uint32_t>(record.iterations().granted());
    if (record.iterations().request() > 0 && record.iterations().granted() == 0) cut_short_ = true;
  } else if (record.has_finished()) {
    worker->account.reported = record.finished().digest();
    worker->account.late = FromMicros(record.finished().late_us());
    shards_.Finish(worker->index);
  }
  return absl::OkStatus();
}

absl::Status Coordinator::RestoreCheckpoint(const v1::Checkpoint& checkpoint) {
  for (const v1::JournalRecord& record : checkpoint.state()) {
    if (const absl::Status restored = Restore(record); !restored.ok()) return restored;
  }
  if (const absl::Status measured = metrics_.Restore(checkpoint.metrics()); !measured.ok()) {
    return absl::DataLossError(std::string(measured.message()));
  }
  for (const v1::WorkerSums& sums : checkpoint.workers()) {
    WorkerRecord* const worker = fleet_.Find(sums.worker_id(), sums.incarnation());
    if (worker == nullptr) return absl::DataLossError("checkpoint: sums of an unknown worker");
    worker->account.snapshots_applied = sums.snapshots_applied();
    worker->account.duplicates_dropped = sums.duplicates_dropped();
    worker->account.users_resumed = sums.users_resumed();
    worker->merged = DigestSum::FromProto(sums.merged());
    if (sums.has_reported()) worker->account.reported = sums.reported();
    worker->account.late = FromMicros(sums.late_us());
    worker->account.refusals.assign(sums.refusals().begin(), sums.refusals().end());
    worker->covered = FromMicros(sums.covered_us());
  }
  for (const v1::MoveRecord& move : checkpoint.moves()) {
    shards_.RestoreMove({move.worker(), move.reason(), FromMicros(move.from_us()),
                         FromMicros(move.to_us()), move.shards(), FromMicros(move.user_us())});
  }
  for (const v1::GapRecord& gap : checkpoint.gaps()) {
    const auto shards = ShardsFromBytes(gap.shards());
    if (!shards.ok() || gap.worker() >= fleet_.all().size()) {
      return absl::DataLossError("checkpoint: shards that cannot be");
    }
    shards_.RestoreGap({gap.worker(), FromMicros(gap.from_us()), gap.reason()}, *shards);
  }
  users_started_ = checkpoint.users_started();
  users_ended_early_ = checkpoint.users_ended_early();
  peak_users_ = checkpoint.peak_users();
  statistics_reset_ = checkpoint.metrics().statistics_begin_ns() > 0;
  events_.Restore(checkpoint.events());
  return absl::OkStatus();
}

bool Coordinator::Resume() {
  if (!begun_) return false;
  fleet_.AssumeLeases();
  restored_ = deal_ = true;
  for (const LoadProfile::Segment& segment : profile_.segments()) {
    if (segment.start > Offset()) break;
    peak_users_ = std::max({peak_users_, UsersOf(segment.from_users),
                            UsersOf(segment.TargetAt(std::min(Offset(), segment.end())))});
  }
  NoteCovered();
  Log(LogLevel::kInfo, absl::StrFormat("Going on with run %s: %.1f s of it are measured", run_id_,
                                       ToSeconds(covered_)));
  return true;
}

}  // namespace aurax::load::master
