// `thresholds:` in the scenario, and those that the command line adds.
#ifndef AURAX_MASTER_SCENARIO_THRESHOLDS_H_
#define AURAX_MASTER_SCENARIO_THRESHOLDS_H_

#include <utility>
#include <vector>

#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

using ThresholdNames = std::vector<v1::RequestName>;

// The request names that the scenario has now: before KeepUsedNames(), all that are written in it.
ThresholdNames NamesOf(const v1::Scenario& scenario);

// `node`: the list, null: there is none. A threshold's name means, in this order, the requests of
// that name, that "METHOD name", or those whose "METHOD name" begins so. One that means nothing is
// a mistake, unless it means some of `all`, which do not run: then the threshold is left out with a
// warning.
void ReadThresholds(const YamlNode* node, const ThresholdNames& all, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_THRESHOLDS_H_
