#include "worker/worker.h"

#include <utility>

#include "common/thread_name.h"

namespace aurax::load::worker {

absl::StatusOr<std::unique_ptr<Worker>> Worker::Create(Options options) {
  std::unique_ptr<Worker> worker(new Worker());
  auto loops = LoopThreads::Create(
      options.loops, *options.clock,
      [mailbox = &worker->mailbox_](LoopEvent e) { mailbox->Push(std::move(e)); });
  if (!loops.ok()) return loops.status();
  worker->loops_ = *std::move(loops);
  worker->link_ = std::thread([w = worker.get(), options = std::move(options)]() mutable {
    NameThread("link");
    w->RunLink(std::move(options));
  });
  return worker;
}

Worker::~Worker() {
  mailbox_.Close();
  if (link_.joinable()) link_.join();
}

void Worker::RunLink(Options options) {
  Session::Options session_options;
  session_options.worker_id = options.worker_id;
  session_options.incarnation = options.incarnation;
  session_options.version = options.version;
  session_options.capacity = options.capacity;
  session_options.same_clock = options.same_clock;
  session_options.clock = options.clock;
  session_options.loops = loops_.get();
  session_options.send = options.send;
  session_options.log = options.log;
  Session session(std::move(session_options));
  while (!mailbox_.closed()) {
    for (Item& item : mailbox_.TakeAll(Session::kTick)) Hand(std::move(item), session);
    session.OnTick();
    if (session.take_unwanted() && options.reset_link) options.reset_link();
    undelivered_ = session.undelivered();
    in_run_ = session.state() != SessionState::kIdle;
    if (!gone_ && (session.gone() || !session.refusal().empty())) {
      refusal_ = session.refusal();
      gone_ = true;
    }
  }
}

void Worker::Hand(Item item, Session& session) {
  if (auto* message = std::get_if<v1::MasterMessage>(&item)) {
    session.OnMessage(*message);
  } else if (auto* event = std::get_if<LoopEvent>(&item)) {
    session.OnLoopEvent(std::move(*event));
  } else if (std::holds_alternative<LinkUp>(item)) {
    session.OnConnected();
  } else if (std::holds_alternative<LinkDown>(item)) {
    session.OnDisconnected();
  } else {
    session.Leave();
  }
}

}  // namespace aurax::load::worker
