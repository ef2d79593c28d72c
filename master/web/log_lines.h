// The last log lines of the master and of every worker, for people who look at them in a browser.
// Thread-safe.
#ifndef AURAX_MASTER_WEB_LOG_LINES_H_
#define AURAX_MASTER_WEB_LOG_LINES_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "common/mutex.h"

namespace aurax::load::master {

struct LogLine {
  uint64_t sequence = 0;  // of all sources together, from 1
  std::string source;     // worker id; empty: the master itself
  std::string level;      // DEBUG, INFO, WARNING, ERROR, CRITICAL
  std::string text;       // as in the log file, with time and level
};

class LogLines {
 public:
  static constexpr size_t kKept = 500;      // of each source, as in Locust
  static constexpr size_t kSources = 1000;  // those that were silent longest go first

  void Add(const std::string& source, const std::string& level, const std::string& text);
  // Those that are kept and came after `sequence`, oldest first.
  std::vector<LogLine> After(uint64_t sequence) const;

 private:
  mutable Mutex mutex_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 1;
  std::map<std::string, std::deque<LogLine>> lines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_LOG_LINES_H_
