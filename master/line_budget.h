// How many log lines strangers and workers may cause, so that a crowd or a chatterer neither floods
// the log nor keeps a thread busy with writing it. Not thread-safe.
#ifndef AURAX_MASTER_LINE_BUDGET_H_
#define AURAX_MASTER_LINE_BUDGET_H_

#include <cstdint>
#include <utility>

#include "common/clock.h"

namespace aurax::load::master {

class LineBudget {
 public:
  static constexpr uint64_t kMost = 20;  // in a window
  static constexpr Duration kWindow = std::chrono::seconds(10);

  // Whether one more may be said at `now`; else it is counted as unsaid.
  bool Take(MonotonicTime now) {
    if (now >= since_ + kWindow) {
      since_ = now;
      said_ = 0;
    }
    if (said_ < kMost) {
      ++said_;
      return true;
    }
    ++unsaid_;
    return false;
  }
  // How many were too many since the last call; 0 until their window is over.
  uint64_t TakeUnsaid(MonotonicTime now) {
    return now >= since_ + kWindow ? std::exchange(unsaid_, 0) : 0;
  }

 private:
  MonotonicTime since_{Duration(0)};
  uint64_t said_ = 0, unsaid_ = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_LINE_BUDGET_H_
