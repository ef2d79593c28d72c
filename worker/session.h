// A worker's side of the conversation with its master: takes runs, drives the loops, delivers
// snapshots exactly once in effect, and stops its load when the master does not renew its lease. A
// state machine without threads, sockets or real clocks; worker.h gives it a thread.
//
//   state      | master says / happens      | does                                    | next
//   -----------+----------------------------+-----------------------------------------+----------
//   idle       | Prepare                    | compile; Prepared                       | prepared
//   prepared   | Start                      | loops start, without any shard          | running
//   prepared   | Stop, Leave                | Finished with an empty digest           | draining
//   running    | Assignment                 | shards come and go                      | running
//   running    | lease over                 | everything is cancelled, shards dropped | running
//   running    | all loops quiet            | loops finish: last intervals            | draining
//   running    | Leave, and no shard left   | loops finish: last intervals            | draining
//   running    | Stop, abandon              | loops cancel everything and finish      | draining
//   draining   | last snapshot acknowledged | Finished with the digest                | draining
//   draining   | FinishedAck                |                                         | idle
//   any        | Prepare of another run     | what is left of this one is given up    | idle
//
// A snapshot is kept until the master has acknowledged it, and sent again when no acknowledgement
// comes; a heartbeat tells the master what this worker carries out, and brings again what is
// missing there.
#ifndef AURAX_WORKER_SESSION_H_
#define AURAX_WORKER_SESSION_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aurax/load/v1/cluster.pb.h"
#include "common/digest.h"
#include "common/protocol.h"
#include "worker/clock_sync.h"
#include "worker/interval_collector.h"
#include "worker/loop_group.h"
#include "worker/process_usage.h"
#include "worker/snapshot_ring.h"

namespace aurax::load::worker {

enum class SessionState { kIdle, kPrepared, kRunning, kDraining };

class Session {
 public:
  struct Options {
    std::string worker_id;
    uint64_t incarnation = 1;
    std::string version;
    uint32_t capacity = 0;         // 0: as many as loops
    bool same_clock = false;       // the master's clock is this one
    const Clock* clock = nullptr;  // this and the loops outlive the session
    LoopGroup* loops = nullptr;
    std::function<void(v1::WorkerMessage)> send;  // to the master, in order; never calls back
    // For whoever looks at this worker's own log; warnings go to the master as well.
    std::function<void(v1::WorkerLog::Level, const std::string&)> log;
    std::function<ProcessUsage()> usage = ReadProcessUsage;
  };
  explicit Session(Options options);

  // --- Events.
  void OnConnected();  // says hello
  void OnDisconnected();
  void OnMessage(const v1::MasterMessage& message);
  void OnLoopEvent(LoopEvent event);
  // Call at least every kTick.
  void OnTick();
  // Gives the shards back, delivers everything, and is gone() then.
  void Leave();

  SessionState state() const { return state_; }
  bool gone() const { return gone_; }
  // Why the master will not have this worker, if so for ever; else empty.
  const std::string& refusal() const { return refusal_; }
  // The master does not want this worker now; the link should be closed and opened again later.
  bool take_unwanted() { return std::exchange(unwanted_, false); }
  // Snapshots that the master has not acknowledged.
  size_t undelivered() const { return ring_.size(); }
  const ShardSet& held() const { return held_; }

  static constexpr Duration kTick = std::chrono::milliseconds(50);
  static constexpr Duration kAskAgain = std::chrono::seconds(1);

 private:
  void Log(v1::WorkerLog::Level level, const std::string& text);
  void OnWelcome(const v1::Welcome& welcome);
  void OnRefusal(const v1::Refusal& refusal);
  void OnHeartbeatAck(const v1::HeartbeatAck& ack);
  void Prepare(const v1::Prepare& prepare);
  void Compile(const v1::Prepare& prepare);
  void Start(const v1::Start& start);
  void Assign(const v1::Assignment& assignment);
  void ChangeProfile(const v1::ProfileChange& change);
  void Stop(const v1::Stop& stop);
  void OnAck(const v1::SnapshotAck& ack);
  void OnGrant(const v1::IterationGrant& grant);
  void OnFinishedAck(const v1::FinishedAck& ack);
  void OnInterval(LoopInterval interval);
  void OnQuiet();

  void CheckLease();
  void Fence(const std::string& why);
  void AskForIterations();
  void SendHello();
  void SendHeartbeat();
  void FillHeartbeat(v1::Heartbeat* heartbeat);
  void SendSnapshot(const std::vector<LoopInterval>& parts);
  void SendPrepared(const std::string& error);
  void SendFinished();
  bool Delivered() const;
  void FinishIfDelivered();
  void FinishEmpty();
  void FinishIfLeft();
  void GiveUpRun();
  void Forget();
  bool IsThisRun(const std::string& run_id) const;
  Duration Offset() const { return options_.clock->Now() - time_zero_; }

  const Options options_;
  SessionState state_ = SessionState::kIdle;
  bool connected_ = false, welcome_ = false;  // the present link
  MonotonicTime hello_sent_{};
  bool leaving_ = false, gone_ = false, unwanted_ = false;
  std::string refusal_;
  ClockSync clock_sync_;
  uint64_t heartbeats_ = 0;
  MonotonicTime next_heartbeat_{};
  Duration lease_{0};  // 0: for ever
  MonotonicTime lease_until_ = MonotonicTime::min();
  MonotonicTime fenced_lease_ = MonotonicTime::min();  // the lease in force at the last fence

  // --- The run.
  std::string run_id_;
  std::shared_ptr<const RunPlan> plan_;
  uint64_t profile_epoch_ = 0;
  MonotonicTime time_zero_{};
  uint64_t assignment_ = 0;   // version
  uint64_t carried_out_ = 0;  // the last assignment whose losses every loop had carried out
  uint64_t unreleased_ = 0;   // losses that loops have still to carry out, each loop's counted
  ShardSet held_;
  bool fenced_ = false;
  uint64_t fences_ = 0;
  bool stopping_ = false;
  bool given_up_ = false;  // what the loops still deliver is not sent any more
  uint32_t quiet_loops_ = 0;
  bool finishing_ = false;          // the loops have been told to finish
  std::vector<LoopCounts> counts_;  // by loop
  IntervalCollector intervals_;
  std::deque<IterationsWanted> waiting_for_iterations_;  // in the order of their requests
  uint64_t iteration_request_ = 0;                       // number of the one that is out, or was
  MonotonicTime iterations_asked_{};

  uint64_t sequence_ = 0;
  SnapshotRing ring_;
  MonotonicTime finished_sent_{};
  DigestSum digest_;
  ProcessUsage last_usage_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SESSION_H_
