// The master's control of one run: drives workers through it, applies their snapshots exactly once
// in effect, and knows at any time what the report says. A state machine without threads, sockets
// or real clocks: whoever owns it calls it from one thread, with messages as they come and OnTick()
// at least every kTick.
//
//   Coordinator coordinator(options);
//   coordinator.Attach(1, [&](v1::MasterMessage m) { worker.Deliver(std::move(m)); });
//   coordinator.OnMessage(1, hello);  coordinator.Start();  ...
//   while (coordinator.state() != RunState::kFinished) ...
#ifndef AURAX_MASTER_COORDINATOR_H_
#define AURAX_MASTER_COORDINATOR_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/cluster.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "common/digest.h"
#include "common/load_profile.h"
#include "master/ledger.h"
#include "master/run_metrics.h"
#include "master/run_state.h"

namespace aurax::load::master {

class Coordinator {
 public:
  enum class LogLevel { kInfo, kWarning, kError };
  struct Options {
    v1::Scenario scenario;
    uint32_t users = 1;
    double spawn_rate = 1;  // users/s, > 0
    std::optional<Duration> run_time;
    Duration stop_timeout{0};
    std::optional<uint64_t> iterations;  // task iterations of all users together
    uint64_t seed = 0;
    bool reset_stats = false;  // forget the statistics of the ramp
    RunMetrics::Options metrics;
    std::string run_id;
    std::string version;
    const Clock* clock = nullptr;  // outlives the coordinator
    std::function<void(LogLevel, const std::string&)> log;
  };
  explicit Coordinator(Options options);
  ~Coordinator();

  // --- Workers. `connection` is the caller's number for it.
  void Attach(uint64_t connection, std::function<void(v1::MasterMessage)> send);
  void OnMessage(uint64_t connection, const v1::WorkerMessage& message);

  // --- Events. Those that mean nothing in the present state are ignored.
  void Start();  // with the workers that have said hello
  void Stop(const std::string& why);
  void StopNow();  // no grace: requests in flight are cancelled
  void ChangeUsers(uint32_t users, double rate);
  void OnTick();

  RunState state() const { return state_; }
  uint32_t target_users() const;
  // Snapshots have come up to this offset from time zero.
  Duration covered() const { return covered_; }
  // Why the run could not start; empty if it could.
  const std::string& failure() const { return failure_; }
  v1::Report BuildReport() const;
  std::vector<std::vector<SecondCount>> PerSecond() const { return metrics_.PerSecond(); }

  static constexpr Duration kTick = std::chrono::milliseconds(50);
  // From the decision to the common instant that workers count from.
  static constexpr Duration kLead = std::chrono::milliseconds(10);
  // From the decision to the instant at which a stop or change takes effect, so that busy loops
  // hear of it in time.
  static constexpr Duration kChangeLead = std::chrono::milliseconds(150);
  // A worker that has not finished this long after its users' grace (stop time-out and 5 s for
  // on_stop) is given up.
  static constexpr Duration kFinishLimit = std::chrono::seconds(20);

 private:
  struct WorkerRecord {
    std::function<void(v1::MasterMessage)> send;
    uint32_t loops = 0;  // 0: has not said hello
    bool prepared = false;
    WorkerAccount account;
    DigestSum merged;
  };

  bool Enter(RunEvent event);
  void Log(LogLevel level, const std::string& text) const;
  void Broadcast(const v1::MasterMessage& message);
  void OnHello(WorkerRecord& worker, const v1::Hello& hello);
  void OnPrepared(WorkerRecord& worker, const v1::Prepared& prepared);
  void OnSnapshot(WorkerRecord& worker, const v1::Snapshot& snapshot);
  void OnIterationRequest(WorkerRecord& worker, const v1::IterationRequest& request);
  void OnFinished(WorkerRecord& worker, const v1::Finished& finished);
  void BeginLoad();
  void BeginStop(Duration at, bool abandon);
  uint32_t MostUsers() const;
  uint32_t WithinLimit(uint32_t users) const;
  void StopWhenNobodyIsLeft();
  void ForgetStatistics(Duration offset);
  void LogAllSpawned() const;
  Duration Offset() const;  // now, from time zero; never negative
  void FillFacts(v1::RunFacts* run) const;

  const Options options_;
  RunState state_ = RunState::kIdle;
  std::string failure_;
  std::map<uint64_t, WorkerRecord> workers_;
  LoadProfile profile_;
  double spawn_rate_ = 1;
  RunMetrics metrics_;
  bool begun_ = false;  // time zero is set
  MonotonicTime time_zero_{};
  WallTime wall_zero_{};
  Duration covered_{0};  // snapshots have come up to this offset
  std::optional<Duration> stop_at_;
  std::optional<Duration> ended_at_;
  std::optional<uint64_t> iterations_left_;
  bool cut_short_ = false;
  std::optional<Duration>
      forget_before_;  // --reset-stats: the ramp's statistics, not yet forgotten
  uint64_t users_started_ = 0, users_gone_ = 0, users_ended_early_ = 0;  // by the snapshots so far
  uint32_t peak_users_ = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_COORDINATOR_H_
