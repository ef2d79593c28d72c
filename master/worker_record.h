// What the master knows of one worker, that is of one start of a worker process.
#ifndef AURAX_MASTER_WORKER_RECORD_H_
#define AURAX_MASTER_WORKER_RECORD_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "aurax/load/v1/cluster.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "common/clock.h"
#include "common/digest.h"
#include "master/ledger.h"

namespace aurax::load::master {

// The way to a worker.
struct Connection {
  std::string peer;                                      // address, for people
  std::function<void(v1::MasterMessage)> send;           // queues; never calls back
  std::function<void(const std::string& reason)> close;  // ends the stream; may be empty
};

struct WorkerRecord {
  uint32_t index = 0;  // 0, 1, ...; fleet.h says when one is used again
  WorkerAccount account;
  std::string version, peer;
  uint32_t loops = 1, capacity = 1;

  // --- The link.
  std::optional<uint64_t> connection;
  Connection link;
  MonotonicTime seen{};  // last message
  MonotonicTime lease_until = MonotonicTime::max();
  std::optional<MonotonicTime> missing_since;  // its lease ran out then
  bool left = false;                           // it said goodbye, or went before it took part
  v1::Heartbeat heartbeat;                     // the latest
  MonotonicTime answered{};                    // when the last answer to one went
  double peak_rate = 0;                        // requests/s, between two of its heartbeats
  double peak_written = 0;                     // of it, in the journal
  MonotonicTime told{};  // when it was last told something that its heartbeats should show

  // --- The run.
  bool prepared = false;
  bool may_hold = false;     // shards, when they were dealt last
  bool seen_in_run = false;  // by its heartbeats
  uint64_t fences = 0;       // of its lease, that its shards were freed for
  uint64_t confirmed = 0;    // version of the assignment that it was last seen to carry out
  bool started = false;      // takes part: it has been told when the run starts
  DigestSum merged;
  Duration covered{0};  // its snapshots have come up to this offset
  google::protobuf::RepeatedPtrField<v1::UserStats> users;  // of the latest
  double rps = 0;
  uint32_t last_shards = 0;        // that it held when it finished
  uint64_t iteration_request = 0;  // answered last, with
  uint32_t iterations_granted = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WORKER_RECORD_H_
