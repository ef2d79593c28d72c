// A worker of the simulated fleet: a real session and a real link, and loops that invent. One
// thread drives many of them.
#ifndef AURAX_BENCH_FLEET_WORKER_H_
#define AURAX_BENCH_FLEET_WORKER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "bench/invented_loops.h"
#include "common/mailbox.h"
#include "worker/cluster_link.h"
#include "worker/session.h"

namespace aurax::load::bench {

struct Delivery {
  uint64_t snapshots = 0;  // each once
  uint64_t resent = 0;
  uint64_t late = 0;  // acknowledged more than a second after they were sent first
  Duration worst{0};  // from the first sending to the acknowledgement
  uint64_t unacknowledged = 0;
  uint64_t broken_links = 0, warnings = 0;
  std::string first_warning;
  uint64_t finished = 0;               // workers whose last word the master has acknowledged
  uint64_t completed = 0, failed = 0;  // requests it invented

  void Add(const Delivery& other);
};

// What came over the link of one worker, and when.
struct FleetEvent {
  size_t worker = 0;
  MonotonicTime arrived{};
  worker::LinkEvent event;
};

// Not thread-safe: one thread calls it. Its link pushes into the mailbox from threads of its own.
class FleetWorker {
 public:
  struct Options {
    size_t number = 0;  // of FleetEvent::worker
    std::string worker_id;
    uint64_t seed = 1;
    uint32_t requests = 1;
    uint16_t port = 0;
    const Clock* clock = nullptr;  // this, the pool and the mailbox outlive the worker
    RecorderPool* pool = nullptr;
    Mailbox<FleetEvent>* mailbox = nullptr;
  };
  explicit FleetWorker(const Options& options);

  void Take(const FleetEvent& event);
  // Call at least every Session::kTick; costs little.
  void OnTick();
  // Measures what is due.
  void Measure();
  bool finished() const { return delivery_.finished > 0; }
  Delivery delivery() const;

 private:
  void Send(v1::WorkerMessage message);
  void NoteAck(uint64_t sequence, MonotonicTime arrived);

  const Clock* const clock_;
  InventedLoops loops_;
  worker::Session session_;
  std::deque<std::pair<uint64_t, MonotonicTime>> sent_;  // sequences without acknowledgement
  uint64_t last_sequence_ = 0;
  Delivery delivery_;
  std::unique_ptr<worker::ClusterLink> link_;  // last: it emits
};

}  // namespace aurax::load::bench

#endif  // AURAX_BENCH_FLEET_WORKER_H_
