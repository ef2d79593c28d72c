#include "common/clock.h"

#include <ctime>

namespace aurax::load {
namespace {

Duration Read(clockid_t id) {
  timespec t;
  clock_gettime(id, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

class SystemClock final : public Clock {
 public:
  MonotonicTime Now() const override { return MonotonicTime(Read(CLOCK_MONOTONIC)); }
  WallTime WallNow() const override { return WallTime(Read(CLOCK_REALTIME)); }
};

}  // namespace

const Clock& RealClock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace aurax::load
