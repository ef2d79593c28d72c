// `data:` of a scenario: lists, and files of rows, that ${...} draws from.
#ifndef AURAX_MASTER_SCENARIO_DATA_SOURCE_H_
#define AURAX_MASTER_SCENARIO_DATA_SOURCE_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// Adds every source of the mapping to draft.scenario.
void ReadData(const YamlNode& node, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_DATA_SOURCE_H_
