#include "common/thread_name.h"

#include <sys/prctl.h>

namespace aurax::load {

void NameThread(const std::string& name) { prctl(PR_SET_NAME, name.c_str()); }

}  // namespace aurax::load
