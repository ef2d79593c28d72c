// What --list, --show-task-ratio and --show-task-ratio-json print: Locust's texts, byte for byte in
// layout. Pure functions of a loaded scenario.
#ifndef AURAX_MASTER_SCENARIO_TASK_RATIO_H_
#define AURAX_MASTER_SCENARIO_TASK_RATIO_H_

#include <cstdint>
#include <optional>
#include <string>

#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load::master {

// "Available Users:" and a name a line.
std::string UserClassList(const v1::Scenario& scenario);

// `users`: how many the shares are worked out for, with fixed counts first; without, the weights
// themselves (or, as in Locust, one user where a class has a fixed count).
std::string TaskRatioText(const v1::Scenario& scenario, std::optional<uint32_t> users);
// {"per_class": ..., "total": ...}, indented by 4, with a line end.
std::string TaskRatioJson(const v1::Scenario& scenario, std::optional<uint32_t> users);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_TASK_RATIO_H_
