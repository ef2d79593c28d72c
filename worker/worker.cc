#include "worker/worker.h"

#include <utility>

namespace aurax::load::worker {

absl::StatusOr<std::unique_ptr<Worker>> Worker::Create(Options options) {
  std::unique_ptr<Worker> worker(new Worker());
  auto loops = LoopThreads::Create(
      options.loops, *options.clock,
      [mailbox = &worker->mailbox_](LoopEvent e) { mailbox->Push(std::move(e)); });
  if (!loops.ok()) return loops.status();
  worker->loops_ = *std::move(loops);
  worker->link_ = std::thread([w = worker.get(), options = std::move(options)]() mutable {
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
  session_options.clock = options.clock;
  session_options.loops = loops_.get();
  session_options.send = options.send;
  Session session(std::move(session_options));
  session.Connect();
  while (!mailbox_.closed()) {
    for (Item& item : mailbox_.TakeAll(Session::kTick)) {
      if (auto* message = std::get_if<v1::MasterMessage>(&item)) {
        session.OnMessage(*message);
      } else {
        session.OnLoopEvent(std::move(std::get<LoopEvent>(item)));
      }
    }
    session.OnTick();
  }
}

}  // namespace aurax::load::worker
