// The workers that a master knows: who they are, how to reach them, whether their leases hold.
// Knows nothing of what they do in a run. No threads, sockets or real clocks; not thread-safe.
#ifndef AURAX_MASTER_FLEET_H_
#define AURAX_MASTER_FLEET_H_

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "master/worker_record.h"

namespace aurax::load::master {

class Fleet {
 public:
  // `lease`: 0 = leases last for ever. `clock` outlives the fleet.
  Fleet(Duration lease, const Clock* clock) : lease_(lease), clock_(clock) {}

  void Attach(uint64_t connection, Connection link);
  // The worker whose stream that was; null: it had not said hello, or has a newer one.
  WorkerRecord* Detach(uint64_t connection);

  // What came of a Hello. Of a worker that is known (same id, same incarnation) this connection is
  // the way to it from now on. Refused where the message is not ours, or another process with the
  // same id may still be at work.
  struct Greeting {
    WorkerRecord* worker = nullptr;  // null: refused
    bool is_new = false;
    v1::MasterMessage answer;  // Welcome or Refusal
  };
  Greeting OnHello(uint64_t connection, const v1::Hello& hello);
  // Answers to a connection, whether its worker is known or not.
  void SendTo(uint64_t connection, const v1::MasterMessage& message);
  void Close(uint64_t connection, const std::string& reason);

  // By connection; null: it has not said hello.
  WorkerRecord* Find(uint64_t connection);
  WorkerRecord* Find(const std::string& worker_id, uint64_t incarnation);
  // The record of a worker that went without having taken part is used again, its index with it,
  // so that workers that come and go do not pile up. One that took part has a lower index than
  // every later start of a worker of its id.
  WorkerRecord& Add(const std::string& worker_id, uint64_t incarnation);
  // Is a later start of the same worker here?
  bool HasSuccessor(const WorkerRecord& worker) const;
  std::deque<WorkerRecord>& all() { return workers_; }
  const std::deque<WorkerRecord>& all() const { return workers_; }

  // Renews the lease of a worker from now.
  void Renew(WorkerRecord& worker);
  // Those whose leases ran out since the last call; they are missing now.
  std::vector<WorkerRecord*> TakeExpired();
  // Every worker that takes part may still hold its lease (a master that was started again).
  void AssumeLeases();

  bool leases() const { return lease_ > Duration::zero(); }
  size_t connected() const { return by_connection_.size(); }

 private:
  using Process = std::pair<std::string, uint64_t>;  // worker id, incarnation

  // May another process of this id be at work?
  bool IsTaken(const v1::Hello& hello) const;
  WorkerRecord* TakeIdle(const std::string& worker_id);
  void Connect(uint64_t connection, Connection link, WorkerRecord* worker);

  const Duration lease_;
  const Clock* const clock_;
  std::deque<WorkerRecord> workers_;          // by index; addresses stay
  std::map<uint64_t, Connection> strangers_;  // have not said hello
  std::map<uint64_t, WorkerRecord*> by_connection_;
  std::map<Process, uint32_t> by_process_;  // index
  std::set<uint32_t> idle_;  // indices of the disconnected, as far as their records may be free
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_FLEET_H_
