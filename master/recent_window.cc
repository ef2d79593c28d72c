#include "master/recent_window.h"

#include <algorithm>

namespace aurax::load::master {
namespace {

constexpr int64_t kSecondsKept =
    (RecentWindow::kLength + RecentWindow::kGrace) / std::chrono::seconds(1) + 2;

// Only what RunMetrics validated comes here.
void Decode(const v1::Histogram& from, Histogram& to) { to.MergeValid(from); }

// The share of [from, to) that lies in [begin, end).
double Overlap(Duration from, Duration to, Duration begin, Duration end) {
  if (from >= to) return begin <= from && from < end ? 1 : 0;
  const Duration common = std::min(to, end) - std::max(from, begin);
  return common <= Duration::zero() ? 0 : ToSeconds(common) / ToSeconds(to - from);
}

}  // namespace

RecentWindow::RecentWindow(size_t request_names) : newest_(request_names) {}

RecentWindow::Second& RecentWindow::Open(Duration from, Duration to) {
  const Duration middle = from + (to - from) / 2;
  const int64_t key = std::chrono::floor<std::chrono::seconds>(middle).count();
  if (!seconds_.empty() && key > seconds_.rbegin()->first) {
    for (auto& [name_id, cell] : seconds_.rbegin()->second.cells) {
      newest_[name_id].Encode(&cell.response_time);
      newest_[name_id].Clear();
    }
  }
  auto [it, made] = seconds_.try_emplace(key);
  Second& second = it->second;
  second.from = made ? from : std::min(second.from, from);
  second.to = made ? to : std::max(second.to, to);
  return second;
}

void RecentWindow::Add(const v1::Snapshot& snapshot) {
  const Duration from = FromMicros(snapshot.from_us()), to = FromMicros(snapshot.to_us());
  Duration& reported = reported_[snapshot.id().worker_id()];
  reported = std::max(reported, to);
  Second& second = Open(from, to);
  const bool newest = &second == &seconds_.rbegin()->second;
  for (const v1::RequestStats& stats : snapshot.requests()) {
    if (stats.completed() + stats.failed() == 0) continue;
    Cell& cell = second.cells[stats.name_id()];
    cell.requests += stats.completed() + stats.failed();
    cell.failures += stats.failed();
    if (newest) {
      Decode(stats.response_time(), newest_[stats.name_id()]);
      continue;
    }
    Histogram late;  // a worker behind the others
    Decode(cell.response_time, late);
    Decode(stats.response_time(), late);
    late.Encode(&cell.response_time);
  }
  seconds_.erase(seconds_.begin(),
                 seconds_.lower_bound(seconds_.rbegin()->first - kSecondsKept + 1));
}

void RecentWindow::Restart(Duration offset) {
  begin_ = offset;
  seconds_.clear();
  for (Histogram& histogram : newest_) histogram.Clear();
}

void RecentWindow::Recent::Add(const Recent& other) {
  requests_per_s += other.requests_per_s;
  failures_per_s += other.failures_per_s;
  response_time.Merge(other.response_time);
}

Duration RecentWindow::End(Duration now) const {
  Duration end = now;
  for (const auto& [worker, until] : reported_) {
    end = std::min(end, std::max(until, now - kGrace));
  }
  return end;
}

std::vector<RecentWindow::Recent> RecentWindow::At(Duration now) const {
  std::vector<Recent> recents(newest_.size());
  const Duration end = End(now), begin = std::max(begin_, end - kLength);
  if (end <= begin) return recents;
  const double length = ToSeconds(end - begin);
  for (const auto& [key, second] : seconds_) {
    const double share = Overlap(second.from, second.to, begin, end);
    if (share == 0) continue;
    const bool newest = key == seconds_.rbegin()->first;
    for (const auto& [name_id, cell] : second.cells) {
      Recent& recent = recents[name_id];
      recent.requests_per_s += static_cast<double>(cell.requests) * share / length;
      recent.failures_per_s += static_cast<double>(cell.failures) * share / length;
      if (share < 0.5) continue;
      if (newest) {
        recent.response_time.Merge(newest_[name_id]);
      } else {
        Decode(cell.response_time, recent.response_time);
      }
    }
  }
  return recents;
}

}  // namespace aurax::load::master
