#include "tests/simulation/end_check.h"

#include <map>
#include <utility>

#include "absl/strings/str_format.h"

namespace aurax::load::simulation {
namespace {

using Incarnation = std::pair<std::string, uint64_t>;

struct Known {
  uint64_t delivered = 0;
  bool digest_equal = false;
  uint64_t at_least = 0, at_most = 0;  // of what is unknown
  bool unknown = false;
};

std::map<Incarnation, Known> KnownOf(const v1::Ledger& ledger) {
  std::map<Incarnation, Known> known;
  for (const v1::WorkerLedger& line : ledger.workers()) {
    Known& k = known[{line.worker_id(), line.incarnation()}];
    k.delivered += line.requests_started();
    k.digest_equal = line.digest_equal();
  }
  for (const v1::UnknownWindow& window : ledger.unknown()) {
    Known& k = known[{window.worker_id(), window.incarnation()}];
    k.at_least += window.requests_at_least();
    k.at_most += window.requests_at_most();
    k.unknown = true;
  }
  return known;
}

// `waited`: the end of the run waited for workers that were missing.
std::string WrongOfWorker(const WorkerTruth& worker, const Known& known, bool waited) {
  const uint64_t least = known.delivered + known.at_least;
  const uint64_t most = known.delivered + known.at_most;
  if (worker.started < least || worker.started > most) {
    return absl::StrFormat("%s/%d started %d requests, the ledger says %d to %d", worker.id,
                           worker.incarnation, worker.started, least, most);
  }
  if (!waited && known.unknown) return "";
  if (!worker.killed && known.unknown) {
    return absl::StrFormat("%s/%d is unknown though it delivered", worker.id, worker.incarnation);
  }
  if (!worker.killed && worker.time_zero && !known.digest_equal) {
    return absl::StrFormat("%s/%d: digest not equal", worker.id, worker.incarnation);
  }
  return "";
}

std::string WrongSums(const v1::Ledger& ledger, const Truth& truth) {
  uint64_t completed = 0, failed = 0, cancelled = 0;
  for (const WorkerTruth& worker : truth.workers) {
    if (worker.killed) return "";  // by worker only
    completed += worker.completed;
    failed += worker.failed;
    cancelled += worker.cancelled;
  }
  if (ledger.requests_completed() == completed && ledger.requests_failed() == failed &&
      ledger.requests_cancelled() == cancelled) {
    return "";
  }
  return absl::StrFormat("completed, failed, cancelled: %d, %d, %d; the ledger says %d, %d, %d",
                         completed, failed, cancelled, ledger.requests_completed(),
                         ledger.requests_failed(), ledger.requests_cancelled());
}

std::string WrongPlan(const v1::Ledger& ledger) {
  const uint64_t starts = ledger.user_starts_offered() + ledger.user_starts_not_offered();
  if (ledger.late_us() == 0 && starts != ledger.user_starts_planned()) {
    return absl::StrFormat("starts: %d planned, %d offered, %d not", ledger.user_starts_planned(),
                           ledger.user_starts_offered(), ledger.user_starts_not_offered());
  }
  return "";
}

}  // namespace

std::string WrongAtEnd(const v1::Report& report, const Truth& truth, Duration time_zero,
                       bool waited) {
  const v1::Ledger& ledger = report.ledger();
  std::map<Incarnation, Known> known = KnownOf(ledger);
  for (const WorkerTruth& worker : truth.workers) {
    const std::string wrong = WrongOfWorker(worker, known[{worker.id, worker.incarnation}], waited);
    if (!wrong.empty()) return wrong;
  }
  if (ledger.unknown().empty()) {
    if (std::string wrong = WrongSums(ledger, truth); !wrong.empty()) return wrong;
  }
  if (std::string wrong = truth.SharedShard(time_zero); !wrong.empty()) return wrong;
  if (std::string wrong = truth.DoubledUser(time_zero); !wrong.empty()) return wrong;
  if (std::string wrong = WrongPlan(ledger); !wrong.empty()) return wrong;
  if (ledger.complete()) return "";
  std::string residues;
  for (const std::string& residue : ledger.residues()) residues += residue + "; ";
  return "not complete: " + residues;
}

}  // namespace aurax::load::simulation
