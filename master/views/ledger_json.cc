#include "master/views/ledger_json.h"

#include <string>
#include <utility>
#include <vector>

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

Json WorkerLedgers(const v1::Ledger& ledger) {
  Json workers = Json::array();
  for (const v1::WorkerLedger& worker : ledger.workers()) {
    workers.push_back({{"worker_id", worker.worker_id()},
                       {"incarnation", worker.incarnation()},
                       {"snapshots_applied", worker.snapshots_applied()},
                       {"duplicates_dropped", worker.duplicates_dropped()},
                       {"requests_started", worker.requests_started()},
                       {"digest_equal", worker.digest_equal()}});
  }
  return workers;
}

Json Moves(const v1::Ledger& ledger) {
  Json moves = Json::array();
  for (const v1::ShardMove& move : ledger.moves()) {
    moves.push_back({{"worker_id", move.worker_id()},
                     {"incarnation", move.incarnation()},
                     {"reason", move.reason()},
                     {"from_us", move.from_us()},
                     {"to_us", move.to_us()},
                     {"shards", move.shards()},
                     {"user_us", move.user_us()}});
  }
  return moves;
}

Json Unknown(const v1::Ledger& ledger) {
  Json windows = Json::array();
  for (const v1::UnknownWindow& window : ledger.unknown()) {
    windows.push_back({{"worker_id", window.worker_id()},
                       {"incarnation", window.incarnation()},
                       {"from_us", window.from_us()},
                       {"to_us", window.to_us()},
                       {"requests_at_least", window.requests_at_least()},
                       {"requests_at_most", window.requests_at_most()},
                       {"requests_in_flight", window.requests_in_flight()}});
  }
  return windows;
}

}  // namespace

Json LedgerJson(const v1::Ledger& ledger) {
  return {
      {"user_starts_planned", ledger.user_starts_planned()},
      {"user_starts_offered", ledger.user_starts_offered()},
      {"user_starts_not_offered", ledger.user_starts_not_offered()},
      {"user_starts_resumed", ledger.user_starts_resumed()},
      {"user_us_planned", ledger.user_us_planned()},
      {"user_us_offered", ledger.user_us_offered()},
      {"user_us_not_offered", ledger.user_us_not_offered()},
      {"late_us", ledger.late_us()},
      {"requests_started", ledger.requests_started()},
      {"requests_completed", ledger.requests_completed()},
      {"requests_failed", ledger.requests_failed()},
      {"requests_cancelled", ledger.requests_cancelled()},
      {"requests_in_flight", ledger.requests_in_flight()},
      {"workers", WorkerLedgers(ledger)},
      {"moves", Moves(ledger)},
      {"unknown", Unknown(ledger)},
      {"final", ledger.final()},
      {"complete", ledger.complete()},
      {"residues", std::vector<std::string>(ledger.residues().begin(), ledger.residues().end())}};
}

Json WorkersJson(const v1::Report& report) {
  Json workers = Json::array();
  for (const v1::WorkerStatus& worker : report.workers()) {
    workers.push_back({{"worker_id", worker.worker_id()},
                       {"incarnation", worker.incarnation()},
                       {"state", worker.state()},
                       {"peer", worker.peer()},
                       {"version", worker.version()},
                       {"loops", worker.loops()},
                       {"capacity", worker.capacity()},
                       {"shards", worker.shards()},
                       {"users", worker.users()},
                       {"rps", worker.rps()},
                       {"cpu_percent", worker.cpu_percent()},
                       {"busiest_loop_percent", worker.busiest_loop_percent()},
                       {"rss_bytes", worker.rss_bytes()},
                       {"loop_lag_us", worker.loop_lag_us()},
                       {"last_seen_us", worker.last_seen_us()},
                       {"clock_known", worker.clock_known()},
                       {"clock_offset_us", worker.clock_offset_us()},
                       {"clock_uncertainty_us", worker.clock_uncertainty_us()},
                       {"snapshots_acknowledged", worker.snapshots_acknowledged()},
                       {"busy_share", worker.busy_share()},
                       {"loop_lag_p99_us", worker.loop_lag_p99_us()}});
  }
  return workers;
}

}  // namespace aurax::load::master
