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
// What comes from outside is cut to 36 years either way, so that sums of a few never overflow.
inline constexpr Duration kFarthest{int64_t{1} << 60};
constexpr Duration FromMicros(int64_t us) {
  constexpr int64_t kMost = ToMicros(kFarthest);
  return std::chrono::microseconds(us < -kMost ? -kMost : us > kMost ? kMost : us);
}
constexpr double ToSeconds(Duration d) { return std::chrono::duration<double>(d).count(); }
constexpr Duration FromSeconds(double s) {
  const double ns = s * 1e9;
  if (ns >= static_cast<double>(kFarthest.count())) return kFarthest;
  if (ns > -static_cast<double>(kFarthest.count())) return Duration(static_cast<int64_t>(ns));
  return ns < 0 ? -kFarthest : Duration(0);  // 0: not a number
}
inline int64_t ToUnixMicros(WallTime t) { return ToMicros(t.time_since_epoch()); }

}  // namespace aurax::load

#endif  // AURAX_COMMON_CLOCK_H_
