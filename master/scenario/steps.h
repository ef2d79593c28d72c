// Lists of steps: requests, think pauses, if, repeat, parallel.
#ifndef AURAX_MASTER_SCENARIO_STEPS_H_
#define AURAX_MASTER_SCENARIO_STEPS_H_

#include <functional>
#include <optional>
#include <string>

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

using Steps = google::protobuf::RepeatedPtrField<v1::Step>;

// `task_name` as in ReadRequest(): given when the list holds one request in all.
void ReadSteps(const YamlNode& list, std::string_view what,
               const std::optional<std::string>& task_name, Draft& draft, Steps* steps);

// Requests in the list, inside if, repeat and parallel too.
int CountRequests(const YamlNode& list);

// Every request of the steps, in file order.
void ForEachRequest(Steps* steps, const std::function<void(v1::Request*)>& visit);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_STEPS_H_
