// --config-users: JSON objects that change user classes from the command line.
#ifndef AURAX_MASTER_SCENARIO_CONFIG_USERS_H_
#define AURAX_MASTER_SCENARIO_CONFIG_USERS_H_

#include <vector>

#include "master/scenario/draft.h"
#include "master/scenario/inheritance.h"

namespace aurax::load::master {

// Each of draft.options.config_users is an object, an array of objects, or the path of a .json file
// with either. An object names its class in "user_class_name"; "tasks" is the list of task names to
// keep; every other key is one of a user class (wait_time, Locust's word, is wait). Mistakes are
// about the file "--config-users".
void ApplyConfigUsers(Draft& draft, std::vector<ClassNode>* classes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_CONFIG_USERS_H_
