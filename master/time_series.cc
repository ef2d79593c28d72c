#include "master/time_series.h"

#include <algorithm>
#include <utility>

namespace aurax::load::master {
namespace {

constexpr int64_t kSecondUs = 1'000'000;

// For negative offsets as well: what is said to be before time zero.
int64_t SecondOf(int64_t us) { return us / kSecondUs - (us % kSecondUs < 0 ? 1 : 0); }

void SetPercentiles(const Histogram& response_time, v1::SeriesPoint* point) {
  point->set_p50_us(response_time.Percentile(50));
  point->set_p95_us(response_time.Percentile(95));
  point->set_p99_us(response_time.Percentile(99));
}

size_t GroupsOf(const Series& points, size_t older, int64_t width_us) {
  size_t groups = 0;
  int64_t last = -1;
  for (size_t i = 0; i < older; ++i) {
    const int64_t group = points[i]->from_us() / width_us;
    groups += group != last ? 1 : 0;
    last = group;
  }
  return groups;
}

// [first, last) as one point.
std::shared_ptr<const v1::SeriesPoint> Merged(const Series& points, size_t first, size_t last) {
  if (last - first == 1) return points[first];
  auto merged = std::make_shared<v1::SeriesPoint>();
  merged->set_from_us(points[first]->from_us());
  merged->set_to_us(points[last - 1]->to_us());
  merged->set_workers(points[first]->workers());
  Histogram response_time, service_time;
  for (size_t i = first; i < last; ++i) {
    const v1::SeriesPoint& point = *points[i];
    merged->set_requests(merged->requests() + point.requests());
    merged->set_failures(merged->failures() + point.failures());
    merged->set_users(std::max(merged->users(), point.users()));
    merged->set_workers(std::min(merged->workers(), point.workers()));
    response_time.MergeValid(point.response_time());
    service_time.MergeValid(point.service_time());
  }
  response_time.Encode(merged->mutable_response_time());
  service_time.Encode(merged->mutable_service_time());
  SetPercentiles(response_time, merged.get());
  return merged;
}

bool Measured(const v1::SeriesPoint& point) {
  return point.from_us() < point.to_us() && point.failures() <= point.requests() &&
         point.response_time().count() == point.requests() &&
         Histogram::Validate(point.response_time()).ok() &&
         Histogram::Validate(point.service_time()).ok();
}

}  // namespace

TimeSeries::Second& TimeSeries::Open(int64_t second) {
  second = std::max(second, SecondOf(end_us_));
  if (open_.size() < kMostOpen || open_.contains(second)) return open_[second];
  // A worker is silent, and its lease is long.
  const int64_t first = open_.begin()->first;
  if (second < first) return open_.begin()->second;
  Close(std::chrono::seconds(first + 1), users_, workers_);
  return open_[second];
}

void TimeSeries::Add(const v1::Snapshot& snapshot) {
  const int64_t second = SecondOf((snapshot.from_us() + snapshot.to_us()) / 2);
  for (const v1::RequestStats& stats : snapshot.requests()) Add(second, stats);
}

void TimeSeries::Add(int64_t second, const v1::RequestStats& stats) {
  if (stats.completed() + stats.failed() == 0 && stats.service_time().count() == 0) return;
  Second& open = Open(second);
  open.requests += stats.completed() + stats.failed();
  open.failures += stats.failed();
  open.response_time.MergeValid(stats.response_time());
  open.service_time.MergeValid(stats.service_time());
}

void TimeSeries::CloseOne(int64_t to_us, const Second* measured) {
  auto point = std::make_shared<v1::SeriesPoint>();
  point->set_from_us(end_us_);
  point->set_to_us(to_us);
  point->set_users(users_);
  point->set_workers(workers_);
  if (measured != nullptr) {
    point->set_requests(measured->requests);
    point->set_failures(measured->failures);
    measured->response_time.Encode(point->mutable_response_time());
    measured->service_time.Encode(point->mutable_service_time());
    SetPercentiles(measured->response_time, point.get());
  }
  points_.push_back(std::move(point));
  end_us_ = to_us;
  if (points_.size() > most_points()) MergeOlder();
}

void TimeSeries::Close(Duration covered, uint32_t users, uint32_t workers) {
  users_ = users;
  workers_ = workers;
  const int64_t covered_us = ToMicros(covered);
  for (int64_t second = SecondOf(end_us_); (second + 1) * kSecondUs <= covered_us; ++second) {
    const auto measured = open_.find(second);
    CloseOne((second + 1) * kSecondUs, measured == open_.end() ? nullptr : &measured->second);
    if (measured != open_.end()) open_.erase(measured);
  }
}

void TimeSeries::Finish(Duration end) {
  Close(end, users_, workers_);
  const int64_t end_us = ToMicros(end);
  while (!open_.empty()) {
    const int64_t last_us = (open_.rbegin()->first + 1) * kSecondUs;
    if (open_.rbegin()->first == SecondOf(end_us_)) {
      CloseOne(end_us > end_us_ && end_us < last_us ? end_us : last_us, &open_.begin()->second);
      open_.clear();
    } else {  // beyond the end
      Close(FromMicros(last_us - kSecondUs), users_, workers_);
    }
  }
  if (end_us > end_us_) CloseOne(end_us, nullptr);
}

void TimeSeries::Restart(Duration offset) {
  if (!points_.empty()) ++epoch_;
  points_.clear();
  open_.clear();
  end_us_ = std::max<int64_t>(0, ToMicros(offset));
}

void TimeSeries::MergeOlder() {
  const int64_t recent_from = end_us_ - ToMicros(limits_.recent);
  const auto recent =
      std::find_if(points_.begin(), points_.end(),
                   [recent_from](const auto& point) { return point->from_us() >= recent_from; });
  const auto older = static_cast<size_t>(recent - points_.begin());
  int64_t width_us = kSecondUs;
  while (GroupsOf(points_, older, width_us) > limits_.older * 3 / 4) width_us *= 2;
  Series merged;
  for (size_t first = 0, next = 0; first < older; first = next) {
    const int64_t group = points_[first]->from_us() / width_us;
    while (next < older && points_[next]->from_us() / width_us == group) ++next;
    merged.push_back(Merged(points_, first, next));
  }
  merged.insert(merged.end(), recent, points_.end());
  points_ = std::move(merged);
  ++epoch_;
}

void TimeSeries::Save(v1::SeriesState* out) const {
  for (const auto& point : points_) *out->add_points() = *point;
  out->set_epoch(epoch_);
  out->set_end_us(end_us_);
  for (const auto& [second, measured] : open_) {
    v1::SeriesPoint* point = out->add_open();
    point->set_from_us(second * kSecondUs);
    point->set_to_us((second + 1) * kSecondUs);
    point->set_requests(measured.requests);
    point->set_failures(measured.failures);
    measured.response_time.Encode(point->mutable_response_time());
    measured.service_time.Encode(point->mutable_service_time());
  }
}

absl::Status TimeSeries::Restore(const v1::SeriesState& state) {
  const absl::Status odd = absl::InvalidArgumentError("saved series: points that cannot be");
  TimeSeries restored(limits_);
  for (const v1::SeriesPoint& point : state.points()) {
    const bool follows =
        restored.points_.empty() || restored.points_.back()->to_us() == point.from_us();
    if (!follows || !Measured(point)) return odd;
    restored.points_.push_back(std::make_shared<v1::SeriesPoint>(point));
  }
  const bool ends = restored.points_.empty() ? state.end_us() >= 0
                                             : restored.points_.back()->to_us() == state.end_us();
  if (!ends) return odd;
  if (!restored.points_.empty()) {
    restored.users_ = restored.points_.back()->users();
    restored.workers_ = restored.points_.back()->workers();
  }
  restored.epoch_ = state.epoch();
  restored.end_us_ = state.end_us();
  for (const v1::SeriesPoint& point : state.open()) {
    const int64_t second = SecondOf(point.from_us());
    if (second < SecondOf(state.end_us()) || !Measured(point)) return odd;
    Second& open = restored.open_[second];
    open.requests += point.requests();
    open.failures += point.failures();
    open.response_time.MergeValid(point.response_time());
    open.service_time.MergeValid(point.service_time());
  }
  *this = std::move(restored);
  return absl::OkStatus();
}

}  // namespace aurax::load::master
