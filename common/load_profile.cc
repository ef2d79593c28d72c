#include "common/load_profile.h"

#include <algorithm>
#include <cmath>

namespace aurax::load {
namespace {

// Targets are users; a billionth of one is a rounding error of the division that made it, not a
// user.
constexpr double kRounding = 1e-9;
constexpr double kMostUsers = 0xffffffff;  // users are numbered in 32 bits

double CeilUsers(double target) { return std::max(0.0, std::ceil(target - kRounding)); }

// The sum of the time that users exist in [0, elapsed) of a segment's line.
double LineUserSeconds(const LoadProfile::Segment& s, double elapsed) {
  const double length = ToSeconds(s.length);
  const double before = CeilUsers(s.from_users);
  if (elapsed <= 0) return 0;
  const double rate = std::abs(s.to_users - s.from_users) / length;  // users/s
  const double now = CeilUsers(s.TargetAt(s.start + FromSeconds(elapsed)));
  if (rate == 0) return before * elapsed;
  const double changed = std::abs(now - before);
  // Users before..now-1 passed at (u - from)/rate; the other way round when falling: now..before-1.
  const double first = std::min(before, now);
  const double sum_of_users = changed * first + changed * (changed - 1) / 2;
  const double sum_of_passing = std::abs(sum_of_users - changed * s.from_users) / rate;
  if (s.rises()) return before * elapsed + changed * elapsed - sum_of_passing;
  return now * elapsed + sum_of_passing;
}

}  // namespace

uint32_t UsersOf(double target) { return static_cast<uint32_t>(CeilUsers(target)); }

double LoadProfile::Segment::TargetAt(Duration t) const {
  if (t >= end()) return to_users;
  return from_users + (to_users - from_users) * (ToSeconds(t - start) / ToSeconds(length));
}

Duration LoadProfile::Segment::Passes(double users) const {
  if (from_users == to_users || length == Duration::zero()) return start;
  const double share = (users - from_users) / (to_users - from_users);
  return start + FromSeconds(std::clamp(share, 0.0, 1.0) * ToSeconds(length));
}

LoadProfile LoadProfile::Ramp(uint32_t users, double spawn_rate, std::optional<Duration> run_time) {
  LoadProfile profile;
  profile.segments_ = {{Duration::zero(), 0, static_cast<double>(users),
                        FromSeconds(static_cast<double>(users) / spawn_rate)}};
  profile.end_ = run_time;
  return profile;
}

LoadProfile LoadProfile::OfStages(const google::protobuf::RepeatedPtrField<v1::LoadStage>& stages,
                                  std::optional<Duration> run_time) {
  LoadProfile profile;
  Duration start{0};
  double present = 0;
  for (const v1::LoadStage& stage : stages) {
    const Duration length = FromMicros(stage.duration_us());
    const double users = stage.users();
    profile.segments_.push_back({start, present, users, stage.jump() ? Duration::zero() : length});
    start += length;
    present = users;
  }
  profile.end_ = run_time.value_or(start);
  return profile;
}

absl::StatusOr<LoadProfile> LoadProfile::FromProto(const v1::Profile& proto) {
  LoadProfile profile;
  for (const v1::Profile::Segment& s : proto.segments()) {
    const Segment segment{FromMicros(s.start_us()), s.from_users(), s.to_users(),
                          FromMicros(s.duration_us())};
    const bool in_order = profile.segments_.empty()
                              ? segment.start >= Duration::zero()
                              : segment.start >= profile.segments_.back().start;
    if (!in_order || segment.length < Duration::zero() || !(segment.from_users >= 0) ||
        !(segment.to_users >= 0) || std::max(segment.from_users, segment.to_users) > kMostUsers) {
      return absl::InvalidArgumentError("profile: segments out of order or out of range");
    }
    profile.segments_.push_back(segment);
  }
  if (proto.has_end_us()) profile.end_ = FromMicros(proto.end_us());
  profile.epoch_ = proto.epoch();
  return profile;
}

v1::Profile LoadProfile::ToProto() const {
  v1::Profile proto;
  for (const Segment& s : segments_) {
    v1::Profile::Segment* out = proto.add_segments();
    out->set_start_us(ToMicros(s.start));
    out->set_from_users(s.from_users);
    out->set_to_users(s.to_users);
    out->set_duration_us(ToMicros(s.length));
  }
  if (end_) proto.set_end_us(ToMicros(*end_));
  proto.set_epoch(epoch_);
  return proto;
}

LoadProfile LoadProfile::WithChange(Duration at, uint32_t users, double rate) const {
  LoadProfile changed = *this;
  const double present = TargetAt(at);
  while (!changed.segments_.empty() && changed.segments_.back().start >= at) {
    changed.segments_.pop_back();
  }
  if (!changed.segments_.empty() && changed.segments_.back().end() > at) {  // cut the line short
    Segment& cut = changed.segments_.back();
    cut.length = at - cut.start;
    cut.to_users = present;
  }
  const double distance = std::abs(static_cast<double>(users) - present);
  changed.segments_.push_back(
      {at, present, static_cast<double>(users), FromSeconds(distance / rate)});
  ++changed.epoch_;
  return changed;
}

LoadProfile LoadProfile::EndingAt(Duration at) const {
  LoadProfile ended = *this;
  ended.end_ = end_ ? std::min(*end_, at) : at;
  ++ended.epoch_;
  return ended;
}

double LoadProfile::TargetAt(Duration t) const {
  if (end_ && t >= *end_) return 0;
  double target = 0;
  for (const Segment& s : segments_) {
    if (s.start > t) break;
    target = s.TargetAt(t);
  }
  return target;
}

uint32_t LoadProfile::UsersAt(Duration t) const { return UsersOf(TargetAt(t)); }

double LoadProfile::FinalTarget() const {
  return segments_.empty() ? 0 : segments_.back().to_users;
}

double LoadProfile::GoalAt(Duration t) const {
  double goal = 0;
  for (const Segment& s : segments_) {
    if (s.start > t) break;
    goal = s.to_users;
  }
  return goal;
}

double LoadProfile::PeakTarget() const {
  double peak = 0;
  for (const Segment& s : segments_) {
    if (end_ && s.start >= *end_) break;
    peak = std::max({peak, s.from_users, end_ ? s.TargetAt(*end_) : s.to_users});
  }
  return peak;
}

double LoadProfile::SteepestRise() const {
  double steepest = 0;
  for (const Segment& s : segments_) {
    const double seconds = s.length > Duration::zero() ? ToSeconds(s.length) : 1;
    steepest = std::max(steepest, (s.to_users - s.from_users) / seconds);
  }
  return steepest;
}

Duration LoadProfile::LastChange() const {
  return segments_.empty() ? Duration::zero() : segments_.back().end();
}

uint64_t LoadProfile::StartsBefore(Duration t) const {
  if (end_) t = std::min(t, *end_);
  double starts = 0;
  for (const Segment& s : segments_) {
    if (s.start >= t || !s.rises()) continue;
    starts += CeilUsers(s.TargetAt(t)) - CeilUsers(s.from_users);
  }
  return static_cast<uint64_t>(starts);
}

Duration LoadProfile::UserTimeBefore(Duration t) const {
  if (end_) t = std::min(t, *end_);
  double seconds = 0;
  for (size_t i = 0; i < segments_.size() && segments_[i].start < t; ++i) {
    const Segment& s = segments_[i];
    const Duration until = i + 1 < segments_.size() ? std::min(t, segments_[i + 1].start) : t;
    const Duration line_end = std::min(until, s.end());
    seconds += LineUserSeconds(s, ToSeconds(line_end - s.start));
    seconds += CeilUsers(s.to_users) * ToSeconds(until - line_end);
  }
  return FromSeconds(seconds);
}

}  // namespace aurax::load
