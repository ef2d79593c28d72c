#include "master/recent_window.h"

#include <algorithm>
#include <iterator>
#include <utility>

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

RecentWindow::RecentWindow(size_t request_names) : request_names_(request_names) {}

RecentWindow::Second& RecentWindow::SecondOf(Duration from, Duration to) {
  const Duration middle = from + (to - from) / 2;
  const int64_t key = std::chrono::floor<std::chrono::seconds>(middle).count();
  const bool newest = seconds_.empty() || key > seconds_.rbegin()->first;
  if (newest && !seconds_.empty()) {
    for (auto it = seconds_.begin(); it != std::prev(seconds_.end()); ++it) Close(it->second);
  }
  auto [it, made] = seconds_.try_emplace(key);
  Second& second = it->second;
  second.from = made ? from : std::min(second.from, from);
  second.to = made ? to : std::max(second.to, to);
  if (newest) {
    second.open = std::exchange(spare_, {});
    second.open.resize(request_names_);
  }
  return second;
}

void RecentWindow::Close(Second& second) {
  if (second.open.empty()) return;
  for (auto& [name_id, cell] : second.cells) second.open[name_id].Encode(&cell.response_time);
  for (Histogram& histogram : second.open) histogram.Clear();
  spare_ = std::exchange(second.open, {});
}

void RecentWindow::Add(const v1::Snapshot& snapshot) {
  const Duration from = FromMicros(snapshot.from_us()), to = FromMicros(snapshot.to_us());
  Duration& reported = reported_[snapshot.id().worker_id()];
  reported = std::max(reported, to);
  Second& second = SecondOf(from, to);
  for (const v1::RequestStats& stats : snapshot.requests()) {
    if (stats.completed() + stats.failed() == 0) continue;
    Cell& cell = second.cells[stats.name_id()];
    cell.requests += stats.completed() + stats.failed();
    cell.failures += stats.failed();
    if (!second.open.empty()) {
      Decode(stats.response_time(), second.open[stats.name_id()]);
      continue;
    }
    Histogram late;  // of a worker far behind the others
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
  std::vector<Recent> recents(request_names_);
  const Duration end = End(now), begin = std::max(begin_, end - kLength);
  if (end <= begin) return recents;
  const double length = ToSeconds(end - begin);
  for (const auto& [key, second] : seconds_) {
    const double share = Overlap(second.from, second.to, begin, end);
    if (share == 0) continue;
    for (const auto& [name_id, cell] : second.cells) {
      Recent& recent = recents[name_id];
      recent.requests_per_s += static_cast<double>(cell.requests) * share / length;
      recent.failures_per_s += static_cast<double>(cell.failures) * share / length;
      if (share < 0.5) continue;
      if (second.open.empty()) {
        Decode(cell.response_time, recent.response_time);
      } else {
        recent.response_time.Merge(second.open[name_id]);
      }
    }
  }
  return recents;
}

}  // namespace aurax::load::master
