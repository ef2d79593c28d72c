// Who holds which shards: the coordinator takes them from the missing and deals them to the others.
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "master/coordinator.h"

namespace aurax::load::master {

bool Coordinator::Confirmed(const WorkerRecord& worker) const {
  return worker.heartbeat.run_id() == run_id_ &&
         worker.heartbeat.assignment() == shards_.version(worker.index);
}

void Coordinator::LoseExpired() {
  for (WorkerRecord* const worker : fleet_.TakeExpired()) {
    if (!worker->started || worker->account.reported) {
      worker->left = true;
      continue;
    }
    const uint32_t shards = shards_.shards(worker->index);
    const std::string loss = absl::StrCat(
        "Worker ", worker->account.worker_id, " failed to send heartbeat, setting state to missing",
        shards == 0 || state_ == RunState::kStopping
            ? ""
            : absl::StrFormat(": %d shards move to others", shards));
    Log(LogLevel::kError, loss);
    Note(Offset(), "worker_lost", loss, worker->account.worker_id);
    v1::JournalRecord record;
    record.mutable_loss()->set_at_us(ToMicros(Offset()));
    *record.mutable_loss()->mutable_heartbeat() = worker->heartbeat;
    WriteOf(*worker, std::move(record));
    shards_.Free(worker->index, worker->covered);
    metrics_.LoseWorker(worker->account.worker_id);
    deal_ = true;
  }
}

// One that comes back has to deliver first what it measured before, and to hear us: heartbeats that
// come this way alone renew nothing.
bool Coordinator::MayHoldShards(const WorkerRecord& worker) const {
  const v1::Heartbeat& heartbeat = worker.heartbeat;
  const bool delivered = heartbeat.last_sequence() <= worker.account.snapshots_applied;
  // One that gave the run up does nothing for it any more.
  const bool in_run = heartbeat.run_id() == run_id_ || !worker.seen_in_run;
  return worker.started && in_run && !worker.missing_since && !worker.left &&
         !worker.account.reported && !heartbeat.leaving() &&
         (!heartbeat.fenced() || (heartbeat.leased() && delivered));
}

void Coordinator::DealShards(Duration at) {
  deal_ = false;
  if (restored_) {
    // Somebody may still run what the last assignment that we know of took from him.
    for (const WorkerRecord& worker : fleet_.all()) {
      const bool over = worker.missing_since || worker.left || worker.account.reported;
      if (!worker.started || over || Confirmed(worker)) continue;
      deal_ = true;  // later
      return;
    }
    restored_ = false;
  }
  size_t holders = 0;
  for (WorkerRecord& worker : fleet_.all()) {
    if (!worker.started) continue;
    worker.may_hold = MayHoldShards(worker);
    shards_.SetCapacity(worker.index, worker.may_hold ? worker.capacity : 0);
    holders += worker.may_hold ? 1 : 0;
  }
  for (const uint32_t index : shards_.Deal(Offset(), at, profile_, spawn_rate_)) {
    WorkerRecord& worker = fleet_.all()[index];
    v1::JournalRecord record;
    *record.mutable_assignment()->mutable_assignment() = AssignmentOf(worker);
    WriteOf(worker, std::move(record));
    SendAssignment(worker);
  }
  if (holders == 0 && had_holders_) {
    Log(LogLevel::kError, "The last worker is gone: no load is offered until one comes");
  }
  had_holders_ = holders > 0;
}

}  // namespace aurax::load::master
