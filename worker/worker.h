// A worker: a session on the link thread, driving N loop threads. Neither the loops' load nor the
// master's slowness holds the other up: everything between them goes through the link's mailbox.
#ifndef AURAX_WORKER_WORKER_H_
#define AURAX_WORKER_WORKER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <variant>

#include "absl/status/statusor.h"
#include "aurax/load/v1/cluster.pb.h"
#include "common/mailbox.h"
#include "worker/loop_threads.h"
#include "worker/session.h"

namespace aurax::load::worker {

// Thread-safe but for construction and destruction.
class Worker {
 public:
  struct Options {
    std::string worker_id;
    uint64_t incarnation = 1;
    std::string version;
    uint32_t loops = 1;
    const Clock* clock = nullptr;  // outlives the worker
    // To the master; called on the link thread, must not wait for it.
    std::function<void(v1::WorkerMessage)> send;
  };
  // Starts the threads and says hello.
  static absl::StatusOr<std::unique_ptr<Worker>> Create(Options options);
  // Abandons a run that is still going on.
  ~Worker();

  // A message from the master.
  void Deliver(v1::MasterMessage message) { mailbox_.Push(std::move(message)); }

 private:
  using Item = std::variant<v1::MasterMessage, LoopEvent>;
  Worker() = default;
  void RunLink(Options options);

  Mailbox<Item> mailbox_;
  std::unique_ptr<LoopThreads> loops_;
  std::thread link_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_WORKER_H_
