// The master's control of one run: drives workers through it, applies their snapshots exactly once
// in effect, and knows at any time what the report says. A state machine without threads, sockets
// or real clocks: whoever owns it calls it from one thread, with messages as they come and OnTick()
// at least every kTick.
//
//   Coordinator coordinator(options);
//   coordinator.Attach(1, {.send = [&](v1::MasterMessage m) { worker.Deliver(std::move(m)); }});
//   coordinator.OnMessage(1, hello);  coordinator.Start();  ...
//   while (coordinator.state() != RunState::kFinished) { ...  coordinator.OnTick();
//     coordinator.Flush(); }
//
// Workers hold leases on shards. One whose lease runs out is missing: its shards go to the others,
// and it gets a share again when it comes back and has delivered what it held. What must outlive
// this process (the run's start, snapshots, shards, changes) goes to the journal before anybody is
// told.
#ifndef AURAX_MASTER_COORDINATOR_H_
#define AURAX_MASTER_COORDINATOR_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "aurax/load/v1/cluster.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "common/load_profile.h"
#include "common/protocol.h"
#include "master/event_log.h"
#include "master/fleet.h"
#include "master/ledger.h"
#include "master/line_budget.h"
#include "master/record_sink.h"
#include "master/run_metrics.h"
#include "master/run_state.h"
#include "master/shard_moves.h"

namespace aurax::load::master {

class Coordinator {
 public:
  enum class LogLevel { kInfo, kWarning, kError };
  struct Options {
    v1::Scenario scenario;
    uint32_t users = 1;     // where the scenario has no stages
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
    // What workers say themselves, under their ids; empty: `log` gets it as "[id] text".
    std::function<void(LogLevel, const std::string& worker_id, const std::string&)> worker_log;
    Duration lease{0};              // of workers; 0: for ever (a local run), else kLease
    RecordSink* journal = nullptr;  // outlives the coordinator; null: nothing is written down
    std::string boot_id;            // of this machine's start: the monotonic clock counts from it
    std::string options_digest;     // of what the command asks for; kept in the journal
    // The journal keeps the scenario and the run time too: the command alone does not tell them.
    bool journal_scenario = false;
  };
  explicit Coordinator(Options options);
  ~Coordinator();

  // --- A run that an earlier master wrote down: its records in order, before anything else; then
  // Resume(). Errors: DataLoss for a record that does not fit to those before it.
  absl::Status Restore(const v1::JournalRecord& record);
  // Goes on with it: its workers come back, or their leases run out. False: there was none.
  bool Resume();

  // --- Workers. `connection` is the caller's number for a stream.
  void Attach(uint64_t connection, Connection link);
  void Detach(uint64_t connection);  // the stream is gone
  void OnMessage(uint64_t connection, const v1::WorkerMessage& message);
  // That have said hello, are connected and do not want to leave.
  size_t ready_workers() const;

  // --- Events. Those that mean nothing in the present state are ignored.
  void Start();  // with the workers that are ready; later ones get their share when they come
  void Stop(const std::string& why);
  // No grace: requests in flight are cancelled, nobody who is missing is waited for.
  void StopNow();
  void ChangeUsers(uint32_t users, double rate);
  // Forgets what is measured so far, from the next snapshot on; the ledger goes on.
  void ResetStatistics();
  void OnTick();
  // After every batch of messages and events: what the journal took lasts now, and what had to
  // wait for that is sent.
  void Flush();

  RunState state() const { return state_; }
  const std::string& run_id() const { return run_id_; }
  uint32_t target_users() const;
  double spawn_rate() const { return spawn_rate_; }
  // Snapshots of every worker have come up to this offset from time zero.
  Duration covered() const { return covered_; }
  // Why the run could not start; empty if it could.
  const std::string& failure() const { return failure_; }
  // With curves once at the end, or when somebody asks for them: they cost 0.1 ms a name.
  v1::Report BuildReport(RunMetrics::Detail detail = RunMetrics::Detail::kFigures) const;
  // One entry, with curves: RunMetrics::FillEntry().
  std::optional<v1::Entry> BuildEntry(const std::string& method, const std::string& name) const {
    return metrics_.FillEntry(Offset(), method, name);
  }
  // Up to covered(), and when the run has finished to its end.
  Series series() const { return metrics_.series().points(); }
  uint64_t series_epoch() const { return metrics_.series().epoch(); }
  std::vector<std::vector<SecondCount>> PerSecond() const { return metrics_.PerSecond(); }
  std::vector<Series> Histories() const { return metrics_.Histories(); }

  static constexpr Duration kTick = std::chrono::milliseconds(50);
  // From the decision to the common instant that workers count from: for workers in this process,
  // and over a network (beside the time that its messages take).
  static constexpr Duration kLead = std::chrono::milliseconds(10);
  static constexpr Duration kNetworkLead = std::chrono::milliseconds(200);
  // From the decision to the instant at which a stop or change takes effect, so that busy loops
  // hear of it in time.
  static constexpr Duration kChangeLead = std::chrono::milliseconds(150);
  // A worker that has not finished this long after its users' grace (stop time-out and 5 s for
  // on_stop) is given up.
  static constexpr Duration kFinishLimit = std::chrono::seconds(20);
  // A run that ends waits for a missing worker to deliver what it holds until this long after its
  // lease ran out.
  static constexpr Duration kReturnLimit = std::chrono::seconds(35);
  // What a worker does not show in its heartbeats is said again after this.
  static constexpr Duration kSayAgain = std::chrono::seconds(1);
  static constexpr uint64_t kCheckpointBytes = uint64_t{64} * 1024 * 1024;

 private:
  bool Enter(RunEvent event);
  void Log(LogLevel level, const std::string& text) const;
  void Note(Duration at, const std::string& kind, const std::string& text,
            const std::string& worker_id = "");
  std::string NoteChange();
  void Send(WorkerRecord& worker, const v1::MasterMessage& message);
  void Write(v1::JournalRecord record);
  void WriteOf(const WorkerRecord& worker, v1::JournalRecord record);
  v1::RunBegun Begun() const;
  void Checkpoint();
  void GiveUpJournal(const absl::Status& why);
  void SaveWorker(const WorkerRecord& worker, v1::Checkpoint* checkpoint) const;
  absl::Status RestoreWorker(const v1::JournalRecord& record);
  absl::Status RestoreCheckpoint(const v1::Checkpoint& checkpoint);

  void OnHello(uint64_t connection, const v1::Hello& hello);
  bool IsStale(const v1::Heartbeat& heartbeat) const;
  void LogOf(LogLevel level, const std::string& text, const std::string& worker_id = "");
  void OnHeartbeat(WorkerRecord& worker, const v1::Heartbeat& heartbeat, v1::MasterMessage answer);
  void Answer(WorkerRecord& worker, const v1::Heartbeat& heartbeat, MonotonicTime received,
              v1::MasterMessage answer);
  void OnPrepared(WorkerRecord& worker, const v1::Prepared& prepared);
  v1::MasterMessage OnSnapshot(WorkerRecord& worker, const v1::Snapshot& snapshot);
  void Apply(WorkerRecord& worker, const v1::Snapshot& snapshot);
  void OnIterationRequest(WorkerRecord& worker, const v1::IterationRequest& request);
  void OnFinished(WorkerRecord& worker, const v1::Finished& finished);
  void WritePeak(WorkerRecord& worker);
  void SayAgain(WorkerRecord& worker);

  void SendPrepare(WorkerRecord& worker);
  void SendStart(WorkerRecord& worker);
  void SendProfile(WorkerRecord& worker);
  void SendStop(WorkerRecord& worker);
  void SendAssignment(WorkerRecord& worker);
  v1::Assignment AssignmentOf(const WorkerRecord& worker) const;
  void Join(WorkerRecord& worker);
  void JoinWhenReady(WorkerRecord& worker);
  void EndForeignRun(WorkerRecord& worker);
  void LoseExpired();
  void DealShards(Duration at);
  bool MayHoldShards(const WorkerRecord& worker) const;
  bool Confirmed(const WorkerRecord& worker) const;

  void BeginLoadWhenReady();
  void BeginLoad();
  void BeginStop(Duration at, bool abandon);
  void FinishWhenAllHave();
  void StopWhenAllHaveFinished();
  uint32_t MostUsers() const;
  uint32_t WithinLimit(uint32_t users) const;
  LoadProfile StagedProfile() const;
  bool staged() const;
  void NoteStages(Duration now);
  void NoteCovered();
  void NoteBroken(const std::vector<ThresholdJudge::Broken>& broken);
  void StopWhenNobodyIsLeft();
  void ForgetStatistics(Duration offset);
  Duration RampedAt() const;
  void LogAllSpawned() const;
  Duration Offset() const;        // now, from time zero; never negative
  Duration ChangeOffset() const;  // when what is decided now takes effect
  Duration Latency() const;       // the longest that a message to a worker takes

  void FillFacts(v1::RunFacts* run) const;
  Duration LatenessOf(const WorkerRecord& worker) const;
  LedgerInput LedgerSoFar(const v1::Report& report) const;

  const Options options_;
  std::string run_id_;
  uint64_t seed_ = 0;
  RunState state_ = RunState::kIdle;
  std::string failure_;
  Fleet fleet_;
  ShardMoves shards_;
  bool had_holders_ = false;
  LineBudget workers_lines_;  // that they cause
  bool deal_ = false;         // who may hold shards has changed
  bool restored_ = false;     // nothing is dealt until all holders from before have answered
  LoadProfile profile_;
  std::vector<LoadProfile::Segment> stages_;  // as planned; empty: none
  size_t stages_noted_ = 0;
  double spawn_rate_ = 1;
  RunMetrics metrics_;
  EventLog events_;
  bool begun_ = false;  // time zero is set
  MonotonicTime time_zero_{};
  WallTime wall_zero_{};
  Duration covered_{0};
  bool covered_more_ = false;  // snapshots have come since NoteCovered()
  std::optional<Duration> stop_at_;
  bool stop_told_ = false;  // to workers, beside what the profile says
  bool abandon_ = false;
  Duration stop_slack_{0};  // by how much a later stop came before an earlier one
  std::optional<Duration> ended_at_;
  std::optional<uint64_t> iterations_left_;
  bool cut_short_ = false;
  // Statistics up to here (--reset-stats: of the ramp) are to be forgotten, and are not yet.
  std::optional<Duration> forget_before_;
  bool statistics_reset_ = false;
  uint64_t users_started_ = 0, users_ended_early_ = 0;  // by the snapshots so far
  uint32_t peak_users_ = 0;
  bool waiting_said_ = false;
  std::string abort_why_;  // a threshold says so; empty: none does

  // --- The journal.
  RecordSink* journal_ = nullptr;  // null as well once it has failed
  bool unsynced_ = false;
  uint64_t checkpoint_bytes_ = 0;                                  // of the last one
  std::vector<std::pair<uint32_t, v1::MasterMessage>> held_back_;  // by worker index
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_COORDINATOR_H_
