// Names of threads, as top -H, gdb and /proc/PID/task/*/comm show them.
#ifndef AURAX_COMMON_THREAD_NAME_H_
#define AURAX_COMMON_THREAD_NAME_H_

#include <string>

namespace aurax::load {

// Of the calling thread; Linux shows the first 15 bytes.
void NameThread(const std::string& name);

}  // namespace aurax::load

#endif  // AURAX_COMMON_THREAD_NAME_H_
