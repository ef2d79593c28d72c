#include "master/web/log_lines.h"

#include <algorithm>

namespace aurax::load::master {

void LogLines::Add(const std::string& source, const std::string& level, const std::string& text) {
  const MutexLock lock(mutex_);
  std::deque<LogLine>& lines = lines_[source];
  lines.push_back({next_++, source, level, text});
  if (lines.size() > kKept) lines.pop_front();
  if (lines_.size() <= kSources) return;
  lines_.erase(std::min_element(lines_.begin(), lines_.end(), [](const auto& a, const auto& b) {
    return a.second.back().sequence < b.second.back().sequence;
  }));
}

std::vector<LogLine> LogLines::After(uint64_t sequence) const {
  std::vector<LogLine> found;
  {
    const MutexLock lock(mutex_);
    for (const auto& [source, lines] : lines_) {
      const auto first = std::upper_bound(
          lines.begin(), lines.end(), sequence,
          [](uint64_t after, const LogLine& line) { return after < line.sequence; });
      found.insert(found.end(), first, lines.end());
    }
  }
  std::sort(found.begin(), found.end(),
            [](const LogLine& a, const LogLine& b) { return a.sequence < b.sequence; });
  return found;
}

}  // namespace aurax::load::master
