#include "worker/interval_collector.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace aurax::load::worker {
namespace {

constexpr uint64_t kNotEnded = std::numeric_limits<uint64_t>::max();

}  // namespace

void IntervalCollector::Begin(uint32_t loops) {
  *this = IntervalCollector();
  ends_.assign(loops, kNotEnded);
}

void IntervalCollector::Add(LoopInterval interval) {
  if (interval.last) ends_[interval.loop] = interval.number;
  late_ = std::max(late_, interval.late);
  intervals_[interval.number].push_back(std::move(interval));
}

std::optional<std::vector<LoopInterval>> IntervalCollector::TakeComplete() {
  const auto first = intervals_.find(next_);
  if (first == intervals_.end()) return std::nullopt;
  // A loop whose last interval came before this one has nothing to add to it.
  const auto expected =
      std::count_if(ends_.begin(), ends_.end(), [this](uint64_t end) { return end >= next_; });
  if (static_cast<ptrdiff_t>(first->second.size()) < expected) return std::nullopt;
  std::vector<LoopInterval> parts = std::move(first->second);
  intervals_.erase(first);
  ++next_;
  idle_ = next_ > idle_from_ && std::all_of(parts.begin(), parts.end(),
                                            [](const LoopInterval& part) { return part.idle; });
  return parts;
}

void IntervalCollector::ForgetIdle() {
  idle_ = false;
  idle_from_ = intervals_.empty() ? next_ : intervals_.rbegin()->first + 1;
}

bool IntervalCollector::ended() const {
  return intervals_.empty() && std::find(ends_.begin(), ends_.end(), kNotEnded) == ends_.end();
}

}  // namespace aurax::load::worker
