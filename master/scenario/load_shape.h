// Named courses of the load, written with a few numbers: ramp, spike, soak, staircase, sine,
// double_wave. Each is sugar for stages; curves are followed by straight lines between points on
// them.
#ifndef AURAX_MASTER_SCENARIO_LOAD_SHAPE_H_
#define AURAX_MASTER_SCENARIO_LOAD_SHAPE_H_

#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// Adds its stages to draft.scenario.load().
//
//   ramp         users, over, for             up in `over`, held `for`
//   soak         users, over, for             the same, and down again in `over`
//   spike        base, users, over, for, base_for
//                                             base, up, held, down, base; base_for before and after
//   staircase    base, users, steps, for, over
//                                             `steps` equal steps from base, each held `for`
//   sine         base, users, period, for     between base and users, 24 lines a period
//   double_wave  base, users, second, for     two bells on base, e^-(x-5)^2 and e^-(x-10)^2 with x
//                                             from 0 to 15 over `for` (Locust's example
//                                             double_wave.py), 90 lines
void ReadShape(const YamlNode& node, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_LOAD_SHAPE_H_
