// `if:` on a captured variable: its name alone (captured and not empty), or a mapping with one
// test.
#ifndef AURAX_MASTER_SCENARIO_CONDITION_H_
#define AURAX_MASTER_SCENARIO_CONDITION_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

void ReadCondition(const YamlNode& node, Draft& draft, v1::Condition* condition);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_CONDITION_H_
