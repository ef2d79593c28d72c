// `check:` of a request: what makes its answer a success.
#ifndef AURAX_MASTER_SCENARIO_CHECK_H_
#define AURAX_MASTER_SCENARIO_CHECK_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

void ReadCheck(const YamlNode& node, Draft& draft, v1::Check* check);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_CHECK_H_
