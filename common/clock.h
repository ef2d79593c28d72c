// Time, injected: everything that asks what time it is asks a Clock, so tests decide.
//
// MonotonicTime measures (durations, due times, latency); WallTime only labels (reports, file
// names). Their difference never enters a measurement. Real clocks are read in common/clock.cc and
// nowhere else.
#ifndef AURAX_COMMON_CLOCK_H_
#define AURAX_COMMON_CLOCK_H_

#include <chrono>
#include <cstdint>

namespace aurax::load {

using Duration = std::chrono::nanoseconds;

struct MonotonicTag {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
};
using MonotonicTime = std::chrono::time_point<MonotonicTag, Duration>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonotonicTime Now() const = 0;
  virtual WallTime WallNow() const = 0;
};

// CLOCK_MONOTONIC and CLOCK_REALTIME. Lives for ever.
const Clock& RealClock();

constexpr int64_t ToMicros(Duration d) {
  return std::chrono::duration_cast<std::chrono::microseconds>(d).count();
}
constexpr Duration FromMicros(int64_t us) { return std::chrono::microseconds(us); }
constexpr double ToSeconds(Duration d) { return std::chrono::duration<double>(d).count(); }
constexpr Duration FromSeconds(double s) { return Duration(static_cast<int64_t>(s * 1e9)); }
inline int64_t ToUnixMicros(WallTime t) { return ToMicros(t.time_since_epoch()); }

}  // namespace aurax::load

#endif  // AURAX_COMMON_CLOCK_H_
