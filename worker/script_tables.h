// What the templates of a script refer to by index. Immutable once the script is compiled.
#ifndef AURAX_WORKER_SCRIPT_TABLES_H_
#define AURAX_WORKER_SCRIPT_TABLES_H_

#include <string>
#include <vector>

#include "worker/data_table.h"
#include "worker/user_values.h"

namespace aurax::load::worker {

struct ScriptTables {
  struct VariableName {
    std::string name;
    std::string missing;  // the exception when a step needs it too early
  };
  std::vector<DataTable> data;
  std::vector<VariableName> variables;
  MemoryLayout layout;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SCRIPT_TABLES_H_
