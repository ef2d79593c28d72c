#include "bench/fleet_worker.h"

#include <algorithm>

namespace aurax::load::bench {
namespace {

using worker::LinkEvent;
using worker::Session;

constexpr Duration kLate = std::chrono::seconds(1);

}  // namespace

void Delivery::Add(const Delivery& other) {
  snapshots += other.snapshots;
  resent += other.resent;
  late += other.late;
  worst = std::max(worst, other.worst);
  unacknowledged += other.unacknowledged;
  broken_links += other.broken_links;
  warnings += other.warnings;
  if (first_warning.empty()) first_warning = other.first_warning;
  finished += other.finished;
  completed += other.completed;
  failed += other.failed;
}

FleetWorker::FleetWorker(const Options& options)
    : clock_(options.clock),
      loops_({options.seed, options.requests, options.clock, options.pool}),
      session_([&] {
        Session::Options session;
        session.worker_id = options.worker_id;
        session.version = "fleet";
        session.clock = options.clock;
        session.loops = &loops_;
        session.send = [this](v1::WorkerMessage message) { Send(std::move(message)); };
        session.log = [this, id = options.worker_id](v1::WorkerLog::Level level,
                                                     const std::string& text) {
          if (level == v1::WorkerLog::LEVEL_INFO) return;
          if (delivery_.warnings++ == 0) delivery_.first_warning = id + ": " + text;
        };
        session.usage = [] { return worker::ProcessUsage(); };  // of a thousand, it says nothing
        return session;
      }()) {
  worker::ClusterLink::Options link;
  link.port = options.port;
  link.seed = options.seed;
  link.emit = [mailbox = options.mailbox, number = options.number,
               clock = options.clock](LinkEvent event) {
    mailbox->Push({number, clock->Now(), std::move(event)});
  };
  link_ = *worker::ClusterLink::Start(std::move(link));  // fails for TLS files and tokens alone
}

void FleetWorker::Send(v1::WorkerMessage message) {
  if (message.has_snapshot()) {
    const uint64_t sequence = message.snapshot().id().sequence();
    if (sequence > last_sequence_) {
      last_sequence_ = sequence;
      ++delivery_.snapshots;
      sent_.emplace_back(sequence, clock_->Now());
    } else {
      ++delivery_.resent;
    }
  }
  link_->Send(std::move(message));
}

void FleetWorker::NoteAck(uint64_t sequence, MonotonicTime arrived) {
  while (!sent_.empty() && sent_.front().first <= sequence) {
    const Duration took = arrived - sent_.front().second;
    delivery_.worst = std::max(delivery_.worst, took);
    if (took > kLate) ++delivery_.late;
    sent_.pop_front();
  }
}

void FleetWorker::Take(const FleetEvent& event) {
  switch (event.event.kind) {
    case LinkEvent::Kind::kUp:
      return session_.OnConnected();
    case LinkEvent::Kind::kDown:
      if (!finished()) ++delivery_.broken_links;
      return session_.OnDisconnected();
    case LinkEvent::Kind::kMessage:
      break;
  }
  const v1::MasterMessage& message = event.event.message;
  if (message.has_snapshot_ack()) NoteAck(message.snapshot_ack().id().sequence(), event.arrived);
  if (message.has_finished_ack()) delivery_.finished = 1;
  session_.OnMessage(message);
}

void FleetWorker::OnTick() {
  session_.OnTick();
  if (session_.take_unwanted()) link_->Reset();
}

void FleetWorker::Measure() {
  while (auto event = loops_.Next()) session_.OnLoopEvent(*std::move(event));
}

Delivery FleetWorker::delivery() const {
  Delivery delivery = delivery_;
  delivery.unacknowledged = session_.undelivered();
  delivery.completed = loops_.sums().completed;
  delivery.failed = loops_.sums().failed;
  return delivery;
}

}  // namespace aurax::load::bench
