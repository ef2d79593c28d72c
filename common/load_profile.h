// How many users there should be at any moment: the plan of a closed-model run as a pure function
// of time.
//
// The target is piecewise linear. User u (from 0) exists at t exactly when target(t) > u, so the
// last to come is the first to go, and its start is the profile's inverse at u, not something
// counted or paced while the run goes on:
//
//   target  4 |        ________
//             |      /          \            user 3 starts at the 3-users point of the rising line
//           2 |   /               \_____     and stops where the falling line comes back to 3
//             | /
//             +--------------------------> t
//
// A change in mid-run is a new piece that begins at the present target; what was planned before it
// stays as it was. Immutable values; any thread may read.
#ifndef AURAX_COMMON_LOAD_PROFILE_H_
#define AURAX_COMMON_LOAD_PROFILE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/cluster.pb.h"
#include "aurax/load/v1/scenario.pb.h"
#include "common/clock.h"

namespace aurax::load {

// How many users exist at a target: those with target > u.
uint32_t UsersOf(double target);

class LoadProfile {
 public:
  // A straight line; from its end until the next segment starts, to_users holds.
  struct Segment {
    Duration start{0};
    double from_users = 0;
    double to_users = 0;
    Duration length{0};

    bool operator==(const Segment&) const = default;
    Duration end() const { return start + length; }
    bool rises() const { return to_users > from_users; }
    double TargetAt(Duration t) const;  // for t >= start
    // When the line passes `users`, which lies between its ends.
    Duration Passes(double users) const;
  };

  LoadProfile() = default;
  // 0 -> users at spawn_rate users/s (> 0), then held; everybody stops at run_time if there is one.
  static LoadProfile Ramp(uint32_t users, double spawn_rate, std::optional<Duration> run_time);
  // One segment for each stage; everybody stops at run_time, else where the last stage ends.
  // REQUIRES: at least one stage.
  static LoadProfile OfStages(const google::protobuf::RepeatedPtrField<v1::LoadStage>& stages,
                              std::optional<Duration> run_time);
  // Errors: InvalidArgument for segments out of order, negative, not finite or beyond 32
  // bits of users.
  static absl::StatusOr<LoadProfile> FromProto(const v1::Profile& proto);
  v1::Profile ToProto() const;

  // The same course up to `at`, then from the target of that moment to `users` at `rate` users/s (>
  // 0).
  LoadProfile WithChange(Duration at, uint32_t users, double rate) const;
  // The same course up to `at`; everybody stops there.
  LoadProfile EndingAt(Duration at) const;

  double TargetAt(Duration t) const;   // 0 from end() on
  uint32_t UsersAt(Duration t) const;  // how many exist: ceil(target)
  double FinalTarget() const;          // where the last segment leads
  double GoalAt(Duration t) const;     // where the segment of that moment leads
  double PeakTarget() const;           // the highest before the end
  double SteepestRise() const;  // users/s of the steepest line up; a jump counts as one second
  Duration LastChange() const;  // end of the last segment's line: the ramp is done
  std::optional<Duration> end() const { return end_; }
  uint64_t epoch() const { return epoch_; }
  const std::vector<Segment>& segments() const { return segments_; }

  // What the plan asks for in [0, t): users started, and the sum of the time users exist.
  uint64_t StartsBefore(Duration t) const;
  Duration UserTimeBefore(Duration t) const;

 private:
  std::vector<Segment> segments_;  // at least the time from 0 on is covered, or there are none
  std::optional<Duration> end_;
  uint64_t epoch_ = 1;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_LOAD_PROFILE_H_
