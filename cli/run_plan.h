// What the next run is: as the command line and the scenario file say, changed by what somebody
// asks for.
#ifndef AURAX_CLI_RUN_PLAN_H_
#define AURAX_CLI_RUN_PLAN_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"
#include "cli/options.h"
#include "common/load_profile.h"
#include "master/coordinator.h"
#include "master/scenario/load_scenario.h"
#include "master/web/run_commands.h"

namespace aurax::load::cli {

struct RunPlan {
  // Users, spawn rate and run time are set as they come out, the rest is as asked for.
  Options options;
  std::shared_ptr<const v1::Scenario> scenario;
  std::vector<master::FieldMistake> mistakes;  // not empty: it must not be run
  std::vector<std::string> warnings;
};

// Reads the scenario file. Names every mistake at once, at the member of the request that is wrong.
RunPlan PlanRun(const Options& options, const master::RunRequest& request);
// The same without a request, of a scenario that is read already.
RunPlan PlanRun(const Options& options, const v1::Scenario& scenario);

// How many users there will be when.
LoadProfile ProfileOf(const RunPlan& plan);

// All but the log, what a cluster needs, and the id. Without --seed the seed is drawn anew.
master::Coordinator::Options CoordinatorOptions(const RunPlan& plan, const Clock* clock);

master::ScenarioOptions ScenarioOptionsOf(const Options& options);

// A user that keeps a data row needs one. Nothing: there are enough.
std::optional<std::string> TooFewRows(const v1::Scenario& scenario, int64_t users);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RUN_PLAN_H_
