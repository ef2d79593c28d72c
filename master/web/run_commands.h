// What people and scripts may ask of the runs that a program carries out. The web front calls it
// from its own thread; whoever carries out runs implements it and answers from any thread, each
// call exactly once.
#ifndef AURAX_MASTER_WEB_RUN_COMMANDS_H_
#define AURAX_MASTER_WEB_RUN_COMMANDS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aurax/load/v1/report.pb.h"
#include "common/clock.h"

namespace aurax::load::master {

// What a new run is to be; what is not given is as the command line and the scenario say.
struct RunRequest {
  std::optional<int64_t> users;
  std::optional<double> spawn_rate;
  std::optional<Duration> run_time;
  bool without_run_time = false;  // until somebody stops it, whatever the scenario says
  std::optional<std::string> host;
  std::optional<std::vector<std::string>> user_classes;  // empty: all
  std::optional<std::vector<std::string>> tags;
  std::optional<std::vector<std::string>> exclude_tags;
  std::map<std::string, double> weights;  // of user classes
};

// Wrong about one member of a request; `field` is its name ("spawn_rate"), empty for the whole.
struct FieldMistake {
  std::string field;
  std::string message;
};

struct RunStarted {
  std::string run_id;
  std::vector<FieldMistake> mistakes;  // not empty: nothing was started
};

class RunCommands {
 public:
  virtual ~RunCommands() = default;

  // FailedPrecondition: a run is going on, or there is no worker. The scenario file is read anew.
  virtual void Start(const RunRequest& request,
                     std::function<void(absl::StatusOr<RunStarted>)> done) = 0;
  // Of the run that goes on. FailedPrecondition: there is none. InvalidArgument: out of range.
  virtual void Change(std::optional<int64_t> users, std::optional<double> spawn_rate,
                      std::function<void(absl::Status)> done) = 0;
  // Answers when the run has finished. OK as well when none goes on. A second call while it stops,
  // or `at_once`: without grace.
  virtual void Stop(bool at_once, std::function<void(absl::Status)> done) = 0;
  // Forgets the statistics so far; of a finished run: everything, back to "ready".
  virtual void Reset(std::function<void(absl::Status)> done) = 0;
  // One entry of the run that goes on or was the last, with curves ("" and "Aggregated": the
  // total). NotFound: no such name. Unimplemented: only what is published is known.
  virtual void GetEntry(const std::string& method, const std::string& name,
                        std::function<void(absl::StatusOr<v1::Entry>)> done) {
    (void)method, (void)name;
    done(absl::UnimplementedError("curves are not known"));
  }
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_RUN_COMMANDS_H_
