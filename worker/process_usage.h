// What this process has used of the machine so far. The one place that reads it.
#ifndef AURAX_WORKER_PROCESS_USAGE_H_
#define AURAX_WORKER_PROCESS_USAGE_H_

#include <cstdint>

#include "common/clock.h"

namespace aurax::load::worker {

struct ProcessUsage {
  Duration cpu{0};         // user + system of all threads
  uint64_t rss_bytes = 0;  // resident now; 0 where /proc does not tell
};

// Thread-safe.
ProcessUsage ReadProcessUsage();

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_PROCESS_USAGE_H_
