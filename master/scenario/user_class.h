// One user class with its tasks, before anything is selected.
#ifndef AURAX_MASTER_SCENARIO_USER_CLASS_H_
#define AURAX_MASTER_SCENARIO_USER_CLASS_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/inheritance.h"

namespace aurax::load::master {

// Every task is there, those with weight 0 too; host is the class's own or empty.
v1::UserClass ReadUserClass(const ClassNode& class_node, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_USER_CLASS_H_
