// `capture:` of a request: parts of its answer that become variables of this user.
#ifndef AURAX_MASTER_SCENARIO_CAPTURE_H_
#define AURAX_MASTER_SCENARIO_CAPTURE_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// Mistakes: a variable whose name is no name, or is that of data or of a built-in.
void ReadCaptures(const YamlNode& node, Draft& draft,
                  google::protobuf::RepeatedPtrField<v1::Capture>* captures);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_CAPTURE_H_
