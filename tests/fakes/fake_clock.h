// A clock that stands still until told to move. Thread-safe.
#ifndef AURAX_TESTS_FAKES_FAKE_CLOCK_H_
#define AURAX_TESTS_FAKES_FAKE_CLOCK_H_

#include <atomic>

#include "common/clock.h"

namespace aurax::load {

class FakeClock final : public Clock {
 public:
  MonotonicTime Now() const override { return MonotonicTime(Duration(now_ns_.load())); }
  // 2026-11-23T08:00:00Z plus whatever has been advanced.
  WallTime WallNow() const override {
    return WallTime(std::chrono::seconds(1795420800) + Duration(now_ns_.load()));
  }
  void Advance(Duration by) { now_ns_ += by.count(); }
  void Set(MonotonicTime t) { now_ns_ = t.time_since_epoch().count(); }

 private:
  std::atomic<int64_t> now_ns_{0};
};

}  // namespace aurax::load

#endif  // AURAX_TESTS_FAKES_FAKE_CLOCK_H_
