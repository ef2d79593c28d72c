// One task of a user class.
#ifndef AURAX_MASTER_SCENARIO_TASK_H_
#define AURAX_MASTER_SCENARIO_TASK_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/steps.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// One request inline, or `steps:`. In a sequence a weight is how often the task is repeated: a
// whole number.
void ReadTask(const YamlEntry& entry, bool in_sequence, Draft& draft, v1::Task* task);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_TASK_H_
