// Carries out runs, one after another, with the same workers: what the command line asks for, and
// what people and scripts ask for while the program runs. The control thread's loop.
//
//                | a run goes on             | no run
//   -------------+---------------------------+---------------------------------------------------
//   Start()      | FailedPrecondition        | the scenario is read anew, a run begins
//   signal, q    | it stops, then the end    | the end
//   run finished | results written; without web UI the end; with --autoquit the end after that time
//
// Each run has a coordinator, an id and outputs of its own; files are written anew by each.
#ifndef AURAX_CLI_RUN_HOST_H_
#define AURAX_CLI_RUN_HOST_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_mailbox.h"
#include "cli/run_control.h"
#include "cli/run_plan.h"
#include "cli/run_records.h"
#include "cli/worker_port.h"
#include "master/web/run_feed.h"

namespace aurax::load::cli {

class RunHost final : private master::RunCommands {
 public:
  // What `run` holds and the port outlive it. `expect_workers`: how many must be ready before the
  // first run begins by itself.
  RunHost(const RunParts& run, WorkerPort* port, int64_t expect_workers);
  ~RunHost() override;

  // Returns the exit code: that of the last run, 0 without any; 2 when it could not begin, 1 when
  // the workers did not come in time.
  int Run();

  // For other threads, as long as the host lives.
  master::RunCommands* commands() { return &mailbox_; }
  master::RunFeed* feed() { return &feed_; }

 private:
  using Started = std::function<void(absl::StatusOr<master::RunStarted>)>;
  using Done = std::function<void(absl::Status)>;

  // What came through the mailbox.
  void Start(const master::RunRequest& request, Started done) override;
  void Change(std::optional<int64_t> users, std::optional<double> spawn_rate, Done done) override;
  void Stop(bool at_once, Done done) override;
  void Reset(Done done) override;
  void GetEntry(const std::string& method, const std::string& name,
                std::function<void(absl::StatusOr<v1::Entry>)> done) override;

  absl::Status Open();
  void TakeOver(const v1::RunBegun& begun);
  absl::Status Restore();
  std::string DigestOf(const RunPlan& plan) const;
  absl::Status MakeOutput(const RunPlan& plan);
  std::optional<std::string> DigestOfCommand() const;
  void MakeCoordinator(const RunPlan& plan, const std::string& digest, bool changed);
  void Begin();
  void Turn();
  void Tick();
  void WaitForWorkers(MonotonicTime now);
  void AnswerStart();
  void Finish();
  int WriteResults();
  std::string DocumentOf(const v1::Report& report,
                         const std::vector<std::vector<master::SecondCount>>& per_second) const;
  void Leave(int code);
  void LeaveWhenDue(MonotonicTime now);
  void Publish(std::shared_ptr<const v1::Report> report);
  void PublishChanges();
  void Say(LogLevel level, const std::string& text, const std::string& worker_id = "");
  // It starts by itself, after the start of the program.
  bool automatic() const { return run_.options->headless || run_.options->autostart; }

  const RunParts& run_;
  WorkerPort* const port_;
  const int64_t expect_workers_;
  CommandMailbox mailbox_;
  master::RunFeed feed_;
  RunControl control_;
  RunRecords records_;

  // --- The present run, or the one that the command line asks for, or the last.
  RunPlan plan_;
  int runs_ = 0;  // begun
  std::unique_ptr<RunOutput> output_;
  std::unique_ptr<master::Coordinator> coordinator_;
  std::shared_ptr<const v1::Report> report_;  // as last published
  bool going_ = false;
  bool unheard_ = false;  // the workers are told of a coordinator, which is no news
  Started start_asked_;   // to be answered when the load has begun, or cannot
  std::vector<Done> stops_asked_;

  // --- The program.
  bool waiting_ = false;  // for workers, to start by itself
  MonotonicTime waiting_since_{}, next_waiting_line_{};
  MonotonicTime next_tick_{};
  bool workers_gone_ = false;
  std::optional<MonotonicTime> finished_at_;  // of the last run
  size_t ready_workers_ = 0;                  // as last published
  bool over_ = false;
  int code_ = 0;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RUN_HOST_H_
