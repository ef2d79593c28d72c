// A worker's side of the conversation with its master: takes runs, drives the loops, delivers
// snapshots exactly once in effect. A state machine without threads, sockets or real clocks;
// worker.h gives it a thread.
//
//   state      | master says / happens      | does                                    | next
//   -----------+----------------------------+-----------------------------------------+----------
//   idle       | Prepare                    | compile; Prepared                       | prepared
//   prepared   | Start                      | loops start                             | running
//   prepared   | Stop                       | Finished with an empty digest           | idle
//   running    | all loops quiet            | loops finish: last intervals            | draining
//   running    | Stop, abandon              | loops cancel everything and finish      | draining
//   draining   | last snapshot acknowledged | Finished with the digest                | idle
//
// A snapshot is kept until the master has acknowledged it, and sent again when no acknowledgement
// comes.
#ifndef AURAX_WORKER_SESSION_H_
#define AURAX_WORKER_SESSION_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aurax/load/v1/cluster.pb.h"
#include "common/digest.h"
#include "worker/loop_group.h"
#include "worker/process_usage.h"

namespace aurax::load::worker {

enum class SessionState { kIdle, kPrepared, kRunning, kDraining };

class Session {
 public:
  struct Options {
    std::string worker_id;
    uint64_t incarnation = 1;
    std::string version;
    const Clock* clock = nullptr;  // this and the loops outlive the session
    LoopGroup* loops = nullptr;
    std::function<void(v1::WorkerMessage)> send;  // to the master, in order; never calls back
    std::function<ProcessUsage()> usage = ReadProcessUsage;
  };
  explicit Session(Options options);

  // Says hello. Call once, first.
  void Connect();
  void OnMessage(const v1::MasterMessage& message);
  void OnLoopEvent(LoopEvent event);
  // Call at least every kTick: sends again what has not been acknowledged for kResendAfter.
  void OnTick();

  SessionState state() const { return state_; }

  static constexpr uint32_t kProtocolVersion = 1;
  static constexpr Duration kTick = std::chrono::milliseconds(250);
  static constexpr Duration kResendAfter = std::chrono::seconds(2);
  static constexpr size_t kMostResent = 16;

 private:
  void Prepare(const v1::Prepare& prepare);
  void Start(const v1::Start& start);
  void Stop(const v1::Stop& stop);
  void OnAck(const v1::SnapshotAck& ack);
  void OnGrant(const v1::IterationGrant& grant);
  void OnInterval(LoopInterval interval);
  void SendCompleteIntervals();
  void SendSnapshot(std::vector<LoopInterval> parts);
  bool Delivered() const;
  void FinishIfDelivered();
  void SendFinished();
  bool IsThisRun(const std::string& run_id) const;

  const Options options_;
  SessionState state_ = SessionState::kIdle;
  std::string run_id_;
  std::shared_ptr<const RunPlan> plan_;

  std::map<uint64_t, std::vector<LoopInterval>>
      intervals_;  // by number, waiting for the other loops
  uint64_t next_interval_ = 0;
  std::vector<uint64_t> loop_ends_;  // number of a loop's last interval, once known
  uint32_t quiet_loops_ = 0;
  Duration late_{0};                             // the latest loop's; see LoopInterval
  std::deque<uint32_t> waiting_for_iterations_;  // loops, in the order of their requests

  uint64_t sequence_ = 0;
  std::deque<v1::Snapshot> unacknowledged_;
  MonotonicTime last_delivery_{};  // when the oldest one was sent, or its predecessor acknowledged
  DigestSum digest_;
  ProcessUsage last_usage_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SESSION_H_
