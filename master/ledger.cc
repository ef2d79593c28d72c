#include "master/ledger.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/digest.h"

namespace aurax::load::master {
namespace {

// Start and stop times are whole microseconds on the wire; each user may be a few of them off.
constexpr uint64_t kRoundingUs = 1000;
constexpr uint64_t kRoundingUsPerUser = 3;
// A worker may say anything; what follows from it stays far from overflow.
constexpr int64_t kMostLateUs = int64_t{10} * 365 * 86'400 * 1'000'000;
constexpr uint64_t kMostAllowed = uint64_t{1} << 60;

void FillUsers(const LedgerInput& input, v1::Ledger* ledger) {
  uint64_t starts = 0, user_us = 0;
  for (const WorkerAccount& worker : input.workers) {
    starts += worker.merged.user_starts();
    user_us += worker.merged.user_us();
  }
  if (input.final && ledger->user_starts_offered() != starts) {
    ledger->add_residues(absl::StrFormat("user starts: %d in the report, %d in the snapshots",
                                         ledger->user_starts_offered(), starts));
  }
  const uint64_t planned = input.profile->StartsBefore(input.until);
  const auto planned_us =
      static_cast<uint64_t>(ToMicros(input.profile->UserTimeBefore(input.until)));
  ledger->set_user_starts_planned(planned);
  ledger->set_user_starts_offered(starts);
  ledger->set_user_starts_not_offered(planned - std::min(planned, starts));
  ledger->set_user_us_planned(planned_us);
  ledger->set_user_us_offered(user_us);
  ledger->set_user_us_not_offered(planned_us - std::min(planned_us, user_us));
  for (const WorkerAccount& worker : input.workers) {
    ledger->set_user_starts_resumed(ledger->user_starts_resumed() + worker.users_resumed);
  }
  for (const v1::ShardMove& move : input.moves) {
    v1::ShardMove* line = ledger->add_moves();
    *line = move;
    // Whoever came back has delivered what was not known when its shards went.
    if (input.final) line->set_user_us(std::min(move.user_us(), ledger->user_us_not_offered()));
  }
}

// What a loop that heard of a stop or change too late may have offered beyond the plan, or less
// than it: what the plan would have had for it in that time.
struct Allowance {
  uint64_t starts = 0;
  uint64_t user_us = 0;
};

Allowance OfLateness(const v1::Ledger& ledger, const v1::RunFacts& run) {
  if (ledger.late_us() <= 0) return {};
  const double rate = std::max(run.spawn_rate(), 1.0);
  const auto late_us = static_cast<uint64_t>(std::min(ledger.late_us(), kMostLateUs));
  const double starts = rate * static_cast<double>(late_us) / 1e6 + 1;
  const uint64_t users = uint64_t{std::max(run.peak_users(), run.target_users())} + 1;
  return {static_cast<uint64_t>(std::min(starts, static_cast<double>(kMostAllowed))),
          late_us > kMostAllowed / users ? kMostAllowed : late_us * users};
}

// What was not offered because shards changed hands.
Allowance OfMoves(const LedgerInput& input) {
  Allowance allowance;
  for (const v1::ShardMove& move : input.moves) {
    allowance.user_us += move.user_us();
    allowance.starts += input.profile->StartsBefore(FromMicros(move.to_us())) -
                        input.profile->StartsBefore(FromMicros(move.from_us()));
  }
  return allowance;
}

void CheckUsers(const LedgerInput& input, const v1::RunFacts& run, v1::Ledger* ledger) {
  const Allowance late = OfLateness(*ledger, run), moves = OfMoves(input);
  const uint64_t planned = ledger->user_starts_planned(), offered = ledger->user_starts_offered();
  if (offered > planned + late.starts ||
      (offered + late.starts + moves.starts < planned && !input.cut_short)) {
    ledger->add_residues(absl::StrFormat("user starts: %d planned, %d offered", planned, offered));
  }
  const uint64_t planned_us = ledger->user_us_planned(), offered_us = ledger->user_us_offered();
  const uint64_t rounding = kRoundingUs + kRoundingUsPerUser * planned + late.user_us;
  // A user that ended early gave up no more than the whole run.
  const uint64_t given_up =
      moves.user_us + input.users_ended_early * static_cast<uint64_t>(ToMicros(input.until));
  if (offered_us > planned_us + rounding ||
      (offered_us + rounding + given_up < planned_us && !input.cut_short)) {
    ledger->add_residues(absl::StrFormat("user time: %.6f s planned, %.6f s offered",
                                         static_cast<double>(planned_us) / 1e6,
                                         static_cast<double>(offered_us) / 1e6));
  }
}

// What the report shows against what the snapshots held: two sums of the same, made apart from each
// other.
void CheckSums(const LedgerInput& input, v1::Ledger* ledger) {
  uint64_t started = 0, completed = 0, failed = 0, cancelled = 0;
  for (const WorkerAccount& worker : input.workers) {
    for (const v1::Digest::Entry& entry : worker.merged.requests()) {
      started += entry.started();
      completed += entry.completed();
      failed += entry.failed();
      cancelled += entry.cancelled();
    }
  }
  const auto compare = [ledger](const char* what, uint64_t shown, uint64_t merged) {
    if (shown == merged) return;
    ledger->add_residues(
        absl::StrFormat("requests %s: %d in the report, %d in the snapshots", what, shown, merged));
  };
  compare("started", ledger->requests_started(), started);
  compare("completed", ledger->requests_completed(), completed);
  compare("failed", ledger->requests_failed(), failed);
  compare("cancelled", ledger->requests_cancelled(), cancelled);
}

void CheckWorker(const WorkerAccount& worker, v1::WorkerLedger* line, v1::Ledger* ledger) {
  for (const std::string& refusal : worker.refusals) {
    ledger->add_residues(absl::StrCat("worker ", worker.worker_id, ": ", refusal));
  }
  if (worker.unknown) {
    v1::UnknownWindow* window = ledger->add_unknown();
    window->set_worker_id(worker.worker_id);
    window->set_incarnation(worker.incarnation);
    window->set_from_us(ToMicros(worker.unknown->from));
    window->set_to_us(ToMicros(worker.unknown->to));
    window->set_requests_at_least(worker.unknown->at_least);
    window->set_requests_at_most(worker.unknown->at_most);
    window->set_requests_in_flight(worker.unknown->in_flight);
    return;
  }
  if (!worker.reported) {
    ledger->add_residues(absl::StrCat("worker ", worker.worker_id, " did not finish"));
    return;
  }
  const std::string difference = DigestSum::Difference(*worker.reported, worker.merged);
  line->set_digest_equal(difference.empty());
  if (!difference.empty()) {
    ledger->add_residues(absl::StrCat("worker ", worker.worker_id, ": ", difference));
  }
}

}  // namespace

void FillLedger(const LedgerInput& input, v1::Report* report) {
  v1::Ledger* ledger = report->mutable_ledger();
  FillUsers(input, ledger);
  ledger->set_final(input.final);
  Duration late{0};
  for (const WorkerAccount& worker : input.workers) late = std::max(late, worker.late);
  ledger->set_late_us(ToMicros(late));
  for (const WorkerAccount& worker : input.workers) {
    v1::WorkerLedger* line = ledger->add_workers();
    line->set_worker_id(worker.worker_id);
    line->set_incarnation(worker.incarnation);
    line->set_snapshots_applied(worker.snapshots_applied);
    line->set_duplicates_dropped(worker.duplicates_dropped);
    uint64_t started = 0;
    for (const v1::Digest::Entry& entry : worker.merged.requests()) started += entry.started();
    line->set_requests_started(started);
    if (input.final) CheckWorker(worker, line, ledger);
  }
  if (!input.final) return;
  CheckUsers(input, report->run(), ledger);
  CheckSums(input, ledger);
  uint64_t ended =
      ledger->requests_completed() + ledger->requests_failed() + ledger->requests_cancelled();
  for (const v1::UnknownWindow& window : ledger->unknown()) ended += window.requests_in_flight();
  if (ledger->requests_started() != ended) {
    ledger->add_residues(absl::StrFormat("requests: %d started, %d completed, failed or cancelled",
                                         ledger->requests_started(), ended));
  }
  ledger->set_complete(ledger->residues().empty());
}

}  // namespace aurax::load::master
