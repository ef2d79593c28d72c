#include "worker/process_usage.h"

#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

namespace aurax::load::worker {
namespace {

Duration FromTimeval(const timeval& t) {
  return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec);
}

uint64_t ResidentBytes() {
  std::FILE* statm = std::fopen("/proc/self/statm", "re");
  if (statm == nullptr) return 0;
  unsigned long long total = 0, resident = 0;
  const int read = std::fscanf(statm, "%llu %llu", &total, &resident);
  std::fclose(statm);
  return read == 2 ? resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

ProcessUsage ReadProcessUsage() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {FromTimeval(usage.ru_utime) + FromTimeval(usage.ru_stime), ResidentBytes()};
}

}  // namespace aurax::load::worker
