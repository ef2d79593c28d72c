// The scenario's load: how many users, in stages or as one ramp.
#ifndef AURAX_MASTER_SCENARIO_LOAD_SETTINGS_H_
#define AURAX_MASTER_SCENARIO_LOAD_SETTINGS_H_

#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// Into draft.scenario.load(): a shape as the stages that it comes to.
void ReadLoad(const YamlNode& node, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_LOAD_SETTINGS_H_
