// Waits as people write them: between(1s, 3s), constant(1s), exponential(2s), pacing(5s),
// throughput(0.5), or a bare duration, which is constant.
#ifndef AURAX_MASTER_SCENARIO_WAIT_TIME_H_
#define AURAX_MASTER_SCENARIO_WAIT_TIME_H_

#include <optional>
#include <string_view>

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// Nothing, and a mistake, when the node is no wait. pacing and throughput measure from iteration to
// iteration, so they are for a user class's `wait` only: refused unless `between_tasks`.
std::optional<v1::WaitTime> ReadWaitTime(const YamlNode& node, std::string_view what,
                                         bool between_tasks, Mistakes& mistakes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_WAIT_TIME_H_
