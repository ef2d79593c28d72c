#include "master/views/ledger_lines.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "master/views/figures.h"
#include "master/views/lines.h"

namespace aurax::load::master {
namespace {

template <typename Integer>
std::string Seconds(Integer us) {
  return absl::StrFormat("%.1f s", static_cast<double>(us) / 1e6);
}

std::string UserSeconds(uint64_t us) {
  return absl::StrFormat("%.1f user-seconds", static_cast<double>(us) / 1e6);
}

std::string WorkersText(const v1::Ledger& ledger) {
  uint64_t snapshots = 0;
  uint64_t duplicates = 0;
  std::vector<std::string> unequal;
  for (const v1::WorkerLedger& worker : ledger.workers()) {
    snapshots += worker.snapshots_applied();
    duplicates += worker.duplicates_dropped();
    const bool lost = std::any_of(ledger.unknown().begin(), ledger.unknown().end(),
                                  [&worker](const v1::UnknownWindow& window) {
                                    return window.worker_id() == worker.worker_id() &&
                                           window.incarnation() == worker.incarnation();
                                  });
    if (!worker.digest_equal() && !lost) unequal.push_back(Printable(worker.worker_id()));
  }
  std::string text = absl::StrCat(Count(static_cast<uint64_t>(ledger.workers_size()), "worker"),
                                  " sent ", Count(snapshots, "snapshot"), ", each counted once (",
                                  Count(duplicates, "repeat"), " dropped)");
  if (!ledger.final()) return text;
  return absl::StrCat(text, unequal.empty() ? "; what they counted and what was merged is equal"
                                            : absl::StrCat("; UNEQUAL to what was merged: ",
                                                           absl::StrJoin(unequal, ", ")));
}

std::string ResumedText(const v1::Ledger& ledger) {
  if (ledger.user_starts_resumed() == 0) return "";
  return absl::StrCat("; ", ledger.user_starts_resumed(), " started again on another worker");
}

std::string MoveText(const v1::ShardMove& move) {
  const std::string worker = Printable(move.worker_id());
  const std::string at = Seconds(move.from_us());
  const std::string what = absl::StrCat(Count(move.shards(), "shard"), " moved, at most ",
                                        UserSeconds(move.user_us()), " not offered");
  if (move.reason() == "rebalanced") {
    return absl::StrCat("worker ", worker, " gave some of its load to others at ", at, ": ", what);
  }
  return absl::StrCat("worker ", worker, " ", Printable(move.reason()), " at ", at, ": ", what);
}

std::string MoveLines(const v1::Ledger& ledger, int columns) {
  std::string lines;
  const int shown = std::min(ledger.moves_size(), kMostMovesShown);
  for (int i = 0; i < shown; ++i) {
    absl::StrAppend(&lines, Labelled("Moved", MoveText(ledger.moves(i)), columns));
  }
  uint64_t user_us = 0;
  for (int i = shown; i < ledger.moves_size(); ++i) user_us += ledger.moves(i).user_us();
  if (shown == ledger.moves_size()) return lines;
  const auto left_out = static_cast<uint64_t>(ledger.moves_size() - shown);
  return absl::StrCat(lines,
                      Labelled("Moved",
                               absl::StrCat("and ", Count(left_out, "move"), " more, at most ",
                                            UserSeconds(user_us), " not offered"),
                               columns));
}

std::string UnknownText(const v1::UnknownWindow& window) {
  const uint64_t least = window.requests_at_least();
  const uint64_t most = window.requests_at_most();
  return absl::StrCat("worker ", Printable(window.worker_id()), " was lost for good: between ",
                      Seconds(window.from_us()), " and ", Seconds(window.to_us()), " it made ",
                      least == most ? absl::StrCat(least) : absl::StrCat(least, " to ", most),
                      " requests that nobody can count",
                      window.requests_in_flight() == 0
                          ? ""
                          : absl::StrCat(", and how ", window.requests_in_flight(),
                                         " begun before ended is not known"));
}

}  // namespace

std::string LedgerLines(const v1::Ledger& ledger, int columns) {
  const char* headline = !ledger.final() ? "the run is still going on"
                         : ledger.complete()
                             ? "complete, all that was planned and started is accounted for"
                             : "INCOMPLETE, something is unaccounted for";
  std::string text = absl::StrCat(
      "Ledger: ", headline, "\n",
      Labelled("User starts",
               absl::StrCat(ledger.user_starts_planned(),
                            " planned = ", ledger.user_starts_offered(), " offered + ",
                            ledger.user_starts_not_offered(), " not offered", ResumedText(ledger)),
               columns),
      Labelled("User time",
               absl::StrCat(Seconds(ledger.user_us_planned()),
                            " planned = ", Seconds(ledger.user_us_offered()), " offered + ",
                            Seconds(ledger.user_us_not_offered()), " not offered",
                            ledger.late_us() == 0
                                ? ""
                                : absl::StrFormat(" (a stop or change came %.1f ms late)",
                                                  static_cast<double>(ledger.late_us()) / 1e3)),
               columns));
  std::string requests = absl::StrCat(
      ledger.requests_started(), " started = ", ledger.requests_completed(), " completed + ",
      ledger.requests_failed(), " failed + ", ledger.requests_cancelled(), " cancelled");
  if (!ledger.final() || ledger.requests_in_flight() != 0) {
    absl::StrAppend(&requests, " + ", ledger.requests_in_flight(), " in flight");
  }
  absl::StrAppend(&text, Labelled("Requests", requests, columns),
                  Labelled("Workers", WorkersText(ledger), columns), MoveLines(ledger, columns));
  for (const v1::UnknownWindow& window : ledger.unknown()) {
    absl::StrAppend(&text, Labelled("Unknown", UnknownText(window), columns));
  }
  for (const std::string& residue : ledger.residues()) {
    absl::StrAppend(&text, Labelled("Unaccounted", Printable(residue), columns));
  }
  return text + "\n";
}

}  // namespace aurax::load::master
