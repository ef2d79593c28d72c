// What the coordinator tells its workers.
#include <cmath>

#include "master/coordinator.h"

namespace aurax::load::master {
namespace {

// When a worker's snapshots end within the second: spread evenly, however many there are (the
// golden ratio's multiples), so that a thousand workers do not answer at the same moment.
Duration PhaseOf(uint32_t index) {
  const double phase = std::fmod(index * 0.6180339887498949, 1.0);
  return FromMicros(static_cast<int64_t>(phase * 1e6));
}

}  // namespace

void Coordinator::Send(WorkerRecord& worker, const v1::MasterMessage& message) {
  if (unsynced_) {
    held_back_.emplace_back(worker.index, message);
  } else if (worker.connection) {
    worker.link.send(message);
  }
}

void Coordinator::SendPrepare(WorkerRecord& worker) {
  worker.told = options_.clock->Now();
  v1::MasterMessage message;
  v1::Prepare* prepare = message.mutable_prepare();
  prepare->set_run_id(run_id_);
  *prepare->mutable_scenario() = options_.scenario;
  *prepare->mutable_profile() = profile_.ToProto();
  prepare->set_seed(seed_);
  prepare->set_stop_timeout_us(ToMicros(options_.stop_timeout));
  prepare->set_iterations_limited(options_.iterations.has_value());
  Send(worker, message);
}

void Coordinator::SendStart(WorkerRecord& worker) {
  worker.told = options_.clock->Now();
  v1::MasterMessage message;
  message.mutable_start()->set_run_id(run_id_);
  message.mutable_start()->set_time_zero_us(ToMicros(time_zero_.time_since_epoch()));
  message.mutable_start()->set_phase_us(ToMicros(PhaseOf(worker.index)));
  Send(worker, message);
}

void Coordinator::SendProfile(WorkerRecord& worker) {
  worker.told = options_.clock->Now();
  v1::MasterMessage message;
  message.mutable_profile_change()->set_run_id(run_id_);
  *message.mutable_profile_change()->mutable_profile() = profile_.ToProto();
  Send(worker, message);
}

void Coordinator::SendStop(WorkerRecord& worker) {
  worker.told = options_.clock->Now();
  v1::MasterMessage message;
  message.mutable_stop()->set_run_id(run_id_);
  message.mutable_stop()->set_at_us(ToMicros(stop_at_.value_or(Duration::zero())));
  message.mutable_stop()->set_abandon(abandon_);
  Send(worker, message);
}

v1::Assignment Coordinator::AssignmentOf(const WorkerRecord& worker) const {
  v1::Assignment assignment = shards_.AssignmentOf(worker.index);
  assignment.set_run_id(run_id_);
  assignment.set_fences(worker.fences);
  return assignment;
}

void Coordinator::SendAssignment(WorkerRecord& worker) {
  worker.told = options_.clock->Now();
  v1::MasterMessage message;
  *message.mutable_assignment() = AssignmentOf(worker);
  Send(worker, message);
}

// A worker gets what its heartbeat does not show, unless it was told a moment ago.
void Coordinator::SayAgain(WorkerRecord& worker) {
  if (!worker.connection || worker.account.reported) return;
  if (state_ == RunState::kIdle) return;
  const v1::Heartbeat& seen = worker.heartbeat;
  const MonotonicTime now = options_.clock->Now();
  if (seen.number() > 0 && now < worker.told + kSayAgain) return;
  const bool in_run = seen.run_id() == run_id_;
  if (state_ == RunState::kFinished) {  // nobody waited for it
    if (in_run && !seen.stopping()) SendStop(worker);
    return;
  }
  if (!in_run || seen.state() == v1::WORKER_STATE_IDLE) {
    // Whoever took part and knows nothing of it has given up what it measured; its sequence cannot
    // begin again.
    const bool wanted = state_ != RunState::kStopping && !worker.started && !seen.leaving();
    if (wanted) SendPrepare(worker);
    return;
  }
  const bool running = seen.state() == v1::WORKER_STATE_RUNNING;
  if (!running && seen.state() != v1::WORKER_STATE_PREPARED) return;
  if (state_ == RunState::kStopping && !seen.stopping()) return SendStop(worker);
  if (!running && worker.started) return SendStart(worker);
  if (!running) return;
  if (seen.profile_epoch() < profile_.epoch()) SendProfile(worker);
  if (seen.assignment() < shards_.version(worker.index)) SendAssignment(worker);
}

}  // namespace aurax::load::master
