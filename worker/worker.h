// A worker: a session on the link thread, driving N loop threads. Neither the loops' load nor the
// master's slowness holds the other up: everything between them goes through the link's mailbox.
#ifndef AURAX_WORKER_WORKER_H_
#define AURAX_WORKER_WORKER_H_

#include <atomic>
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
    uint32_t capacity = 0;         // see Session::Options
    bool same_clock = false;       // the master's clock is this one
    const Clock* clock = nullptr;  // outlives the worker
    // To the master, the worker's own log, and the wish to have the link closed and opened again;
    // called on the link thread, must not wait for it.
    std::function<void(v1::WorkerMessage)> send;
    std::function<void(v1::WorkerLog::Level, const std::string&)> log;
    std::function<void()> reset_link;
  };
  // Starts the threads. Nothing is said before Connected().
  static absl::StatusOr<std::unique_ptr<Worker>> Create(Options options);
  // Abandons a run that is still going on.
  ~Worker();

  // --- What the link tells.
  void Connected() { mailbox_.Push(LinkUp{}); }
  void Disconnected() { mailbox_.Push(LinkDown{}); }
  void Deliver(v1::MasterMessage message) { mailbox_.Push(std::move(message)); }

  // Gives the shards back and delivers everything; gone() then.
  void Leave() { mailbox_.Push(LeaveAsked{}); }
  // Has left, or is refused for good.
  bool gone() const { return gone_; }
  // Why it is refused for good; else empty. Call once gone().
  std::string refusal() const { return refusal_; }
  size_t undelivered() const { return undelivered_; }
  // From taking a run until the master has all of it.
  bool in_run() const { return in_run_; }

 private:
  struct LinkUp {};
  struct LinkDown {};
  struct LeaveAsked {};
  using Item = std::variant<v1::MasterMessage, LoopEvent, LinkUp, LinkDown, LeaveAsked>;
  Worker() = default;
  void RunLink(Options options);
  void Hand(Item item, Session& session);

  Mailbox<Item> mailbox_;
  std::unique_ptr<LoopThreads> loops_;
  std::atomic<bool> gone_{false};
  std::atomic<size_t> undelivered_{0};
  std::atomic<bool> in_run_{false};
  std::string refusal_;  // written before gone_
  std::thread link_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_WORKER_H_
