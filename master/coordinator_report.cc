// What the coordinator's report says beside the statistics.
#include <algorithm>
#include <tuple>

#include "common/credentials.h"
#include "master/coordinator.h"
#include "master/latency.h"
#include "master/verdict.h"

namespace aurax::load::master {
namespace {

// requests/s of one user that nothing is known of: no exchange takes less than 50 us.
constexpr double kFastestUser = 20'000;

const char* StandingOf(const WorkerRecord& worker, RunState run, MonotonicTime now) {
  if (worker.account.reported) return worker.heartbeat.leaving() ? "left" : "finished";
  if (worker.missing_since) {
    return now >= *worker.missing_since + Coordinator::kReturnLimit || run == RunState::kFinished
               ? "lost"
               : "missing";
  }
  if (worker.left) return "left";
  if (!worker.started) return "ready";
  return run == RunState::kStopping ? "stopping" : "running";
}

void FillStatus(const WorkerRecord& worker, v1::WorkerStatus* out) {
  out->set_worker_id(worker.account.worker_id);
  out->set_incarnation(worker.account.incarnation);
  out->set_peer(worker.peer);
  out->set_version(worker.version);
  out->set_loops(worker.loops);
  out->set_capacity(worker.capacity);
  out->set_clock_known(worker.heartbeat.clock_known());
  out->set_clock_offset_us(worker.heartbeat.clock_offset_us());
  out->set_clock_uncertainty_us(worker.heartbeat.clock_uncertainty_us());
  out->set_snapshots_acknowledged(worker.account.snapshots_applied);
}

// What a worker that does not come back may have done since its last snapshot: surely what its last
// heartbeat counted; and until its lease was over, twice what a worker of this run did at its
// fastest, and one request of each user.
UnknownWindow WindowOf(const WorkerRecord& worker, Duration lease_over, uint32_t users,
                       double rate) {
  UnknownWindow window;
  window.from = worker.covered;
  window.to = std::max(lease_over, worker.covered);
  const v1::Digest merged = worker.merged.Get();
  uint64_t started = 0, ended = 0;
  for (const v1::Digest::Entry& entry : merged.requests()) {
    started += entry.started();
    ended += entry.completed() + entry.failed() + entry.cancelled();
  }
  window.in_flight = started - std::min(started, ended);
  const uint64_t counted = worker.heartbeat.requests_started();
  window.at_least = counted - std::min(counted, started);
  const Duration blind =
      window.to - std::clamp(FromMicros(worker.heartbeat.counted_us()), window.from, window.to);
  const double most_rate = rate > 0 ? 2 * rate : kFastestUser * users;
  window.at_most =
      window.at_least + users + static_cast<uint64_t>(most_rate * ToSeconds(blind)) + 1;
  return window;
}

}  // namespace

void Coordinator::FillFacts(v1::RunFacts* run) const {
  run->set_run_id(run_id_);
  run->set_scenario(options_.scenario.source_name());
  run->set_host(WithoutCredentials(options_.scenario.host()));
  run->set_started_unix_us(ToUnixMicros(wall_zero_));
  run->set_elapsed_us(ToMicros(Offset()));
  run->set_report_unix_us(ToUnixMicros(wall_zero_) + run->elapsed_us());
  if (options_.run_time) run->set_run_time_us(ToMicros(*options_.run_time));
  run->set_state(std::string(LocustName(state_)));
  run->set_target_users(target_users());
  run->set_spawn_rate(spawn_rate_);
  run->set_seed(seed_);
  run->set_version(options_.version);
  run->set_locust_rounding(options_.metrics.locust_rounding);
}

// How much later than planned a worker may have carried out what it was told: by its own word, and
// where it never heard of a change or stop, until it was certainly over.
Duration Coordinator::LatenessOf(const WorkerRecord& worker) const {
  Duration late =
      std::max({worker.account.late, FromMicros(worker.heartbeat.late_us()), stop_slack_});
  const bool lost = worker.missing_since && !worker.account.reported;
  const Duration over = lost ? *worker.missing_since - time_zero_ : worker.covered;
  if (lost) late = std::max(late, shards_.late(worker.index));
  // The end of the run time needs no telling.
  const bool untold = stop_told_ && !worker.heartbeat.stopping();
  const bool unaware = lost || untold || worker.fences > 0;
  if (unaware && stop_at_) late = std::max(late, over - *stop_at_);
  const uint64_t unheard =
      profile_.epoch() - std::min(profile_.epoch(), worker.heartbeat.profile_epoch());
  const size_t segments = profile_.segments().size();
  if (unheard > 0 && segments > 1) {
    const size_t first = unheard < segments ? segments - unheard : 1;
    late = std::max(late, over - profile_.segments()[first].start);
  }
  return late;
}

LedgerInput Coordinator::LedgerSoFar(const v1::Report& report) const {
  LedgerInput input;
  for (const v1::ClassUsers& users : report.users()) {
    input.users_ended_early += users.ended_early();
  }
  input.profile = &profile_;
  input.final = state_ == RunState::kFinished && begun_;
  input.until = input.final ? *ended_at_ : covered_;
  input.cut_short = cut_short_;
  double fastest = 0;
  for (const WorkerRecord& worker : fleet_.all()) fastest = std::max(fastest, worker.peak_rate);
  for (const WorkerRecord& worker : fleet_.all()) {
    if (!worker.started) continue;
    input.workers.push_back(worker.account);
    input.workers.back().merged = worker.merged.Get();
    input.workers.back().late = LatenessOf(worker);
    if (!worker.missing_since || worker.account.reported) continue;
    const Duration over = *worker.missing_since - time_zero_;
    input.workers.back().unknown = WindowOf(worker, over, peak_users_, fastest);
  }
  for (const ShardMoves::Move& move : shards_.Moves(input.until, profile_)) {
    v1::ShardMove& line = input.moves.emplace_back();
    const WorkerRecord& worker = fleet_.all()[move.worker];
    line.set_worker_id(worker.account.worker_id);
    line.set_incarnation(worker.account.incarnation);
    line.set_reason(move.reason);
    line.set_from_us(ToMicros(move.from));
    line.set_to_us(ToMicros(move.to));
    line.set_shards(move.shards);
    line.set_user_us(static_cast<uint64_t>(ToMicros(move.user_time)));
  }
  return input;
}

v1::Report Coordinator::BuildReport(RunMetrics::Detail detail) const {
  v1::Report report;
  FillFacts(report.mutable_run());
  *report.mutable_events() = events_.events();
  metrics_.Fill(Offset(), &report, detail);
  uint32_t running = 0;
  for (const v1::ClassUsers& users : report.users()) running += users.running();
  report.mutable_run()->set_user_count(running);
  report.mutable_run()->set_peak_users(peak_users_);
  FillLedger(LedgerSoFar(report), &report);
  const MonotonicTime now = options_.clock->Now();
  for (const WorkerRecord& worker : fleet_.all()) {
    v1::WorkerStatus* status = report.add_workers();
    FillStatus(worker, status);
    // By name: a later start of the same worker would lend its figures to this one.
    if (!fleet_.HasSuccessor(worker)) metrics_.FillWorker(worker.account.worker_id, status);
    status->set_state(StandingOf(worker, state_, now));
    status->set_shards(worker.account.reported ? worker.last_shards : shards_.shards(worker.index));
    status->set_last_seen_us(ToMicros(now - worker.seen));
    if (worker.missing_since || worker.left || worker.account.reported) continue;
    status->set_rps(worker.rps);
    for (const v1::UserStats& users : worker.users) {
      status->set_users(status->users() + users.running());
    }
  }
  std::sort(report.mutable_workers()->begin(), report.mutable_workers()->end(),
            [](const v1::WorkerStatus& a, const v1::WorkerStatus& b) {
              return std::tuple(a.worker_id(), a.incarnation()) <
                     std::tuple(b.worker_id(), b.incarnation());
            });
  *report.mutable_verdict() = Judge(report);
  return report;
}

}  // namespace aurax::load::master
