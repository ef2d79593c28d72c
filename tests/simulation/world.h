// The time, chance and course of events that a simulated cluster shares: things happen one after
// the other, each at its virtual time, and a seed decides everything. One thread.
#ifndef AURAX_TESTS_SIMULATION_WORLD_H_
#define AURAX_TESTS_SIMULATION_WORLD_H_

#include <algorithm>
#include <cstdio>
#include <functional>
#include <queue>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/random.h"

namespace aurax::load::simulation {

class World {
 public:
  explicit World(uint64_t seed, bool traced = false)
      : random_(seed, 0, 0, StreamPurpose::kValues), traced_(traced) {}

  Duration now() const { return now_; }
  // `what` happens at `when`, or now where that is past; at one time in the order of the calls.
  void At(Duration when, std::function<void()> what) {
    events_.push({std::max(when, now_), ++order_, std::move(what)});
  }
  void After(Duration delay, std::function<void()> what) { At(now_ + delay, std::move(what)); }

  // Everything up to `end` happens, as long as `going` says so.
  void RunUntil(
      Duration end, const std::function<bool()>& going = [] { return true; }) {
    while (!events_.empty() && events_.top().when <= end && going()) {
      const std::function<void()> what = std::move(events_.top().what);
      now_ = events_.top().when;
      events_.pop();
      what();
    }
    if (going()) now_ = std::max(now_, end);
  }

  RandomStream& random() { return random_; }
  bool Chance(double probability) { return random_.Unit() < probability; }
  Duration Between(Duration low, Duration high) {
    return Duration(random_.Between(low.count(), high.count()));
  }
  // Mostly near `low`, seldom up to `high`: how long things take that mostly take no time.
  Duration Skewed(Duration low, Duration high) {
    const double u = random_.Unit();
    return low + FromSeconds(ToSeconds(high - low) * u * u * u * u);
  }

  bool traced() const { return traced_; }
  void Trace(const std::string& text) const {
    if (traced_) std::fprintf(stderr, "%12.6f %s\n", ToSeconds(now_), text.c_str());
  }

 private:
  struct Event {
    Duration when;
    uint64_t order;
    mutable std::function<void()> what;  // moved out at its time; the order does not look at it
    bool operator<(const Event& other) const {
      return when != other.when ? when > other.when : order > other.order;
    }
  };

  Duration now_{0};
  uint64_t order_ = 0;
  RandomStream random_;
  const bool traced_;
  std::priority_queue<Event> events_;
};

// A machine's own monotonic clock: somewhere else, and not quite as fast as the world's.
class MachineClock final : public Clock {
 public:
  MachineClock(const World* world, Duration offset, double ppm)
      : world_(world), offset_(offset), rate_(1 + ppm * 1e-6) {}
  MonotonicTime Now() const override { return LocalOf(world_->now()); }
  WallTime WallNow() const override {
    return WallTime(std::chrono::seconds(1795420800) + world_->now());
  }
  MonotonicTime LocalOf(Duration world) const {
    return MonotonicTime(offset_ + FromSeconds(ToSeconds(world) * rate_));
  }
  // Not before the clock shows `t`.
  Duration WorldOf(MonotonicTime t) const {
    Duration world = FromSeconds(ToSeconds(t.time_since_epoch() - offset_) / rate_);
    while (LocalOf(world) < t) world += Duration(100);
    return world;
  }

 private:
  const World* const world_;
  const Duration offset_;
  const double rate_;
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_WORLD_H_
