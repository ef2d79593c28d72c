// What of a scenario runs: user classes by name, tasks by tags, weights flattened. Locust's rules:
//
//   - A task is kept when it has one of `tags` (or none are asked for) and none of `exclude_tags`:
//   exclusion wins, and
//     with `tags` given an untagged task drops.
//   - A task with weight 0 runs only when `tags` select it, then with weight 1.
//   - A class left without tasks is left out with a warning; with no class left there is nothing to
//   run: a mistake.
//   - A class with weight 0 and fixed_count 0 never starts: left out silently, as a base for
//   others.
#ifndef AURAX_MASTER_SCENARIO_SELECTION_H_
#define AURAX_MASTER_SCENARIO_SELECTION_H_

#include "master/scenario/draft.h"

namespace aurax::load::master {

// Works on draft.scenario.user_classes by draft.options. `users` is where the classes are written.
void Select(Place users, Draft& draft);

// Drops the request names that no kept request uses, and renumbers.
void KeepUsedNames(v1::Scenario* scenario);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_SELECTION_H_
