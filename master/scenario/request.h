// One request, inline in a task or as a step.
#ifndef AURAX_MASTER_SCENARIO_REQUEST_H_
#define AURAX_MASTER_SCENARIO_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// The mapping's entry that names a method; null when there is none.
const YamlEntry* FindMethod(const YamlNode& node);

// Requires a mapping whose keys are checked. `task_name`, when given, is the request's name in
// statistics unless the request has its own; else that is its path as written.
void ReadRequest(const YamlNode& node, const std::optional<std::string>& task_name, Draft& draft,
                 v1::Request* request);

// true (at most 30), false, or how many are followed.
std::optional<uint32_t> ReadRedirects(const YamlNode& node, Mistakes& mistakes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_REQUEST_H_
