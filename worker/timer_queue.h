// Timers of one event loop, ordered by due time. Belongs to the loop's thread.
//
// Timers are members of what they wake, so scheduling allocates nothing once the queue has grown:
//
//   class User : public Timer { void OnTimer(MonotonicTime due) override; };
//   timers.Schedule(&user, start + 5s);
#ifndef AURAX_WORKER_TIMER_QUEUE_H_
#define AURAX_WORKER_TIMER_QUEUE_H_

#include <cstddef>
#include <vector>

#include "common/clock.h"

namespace aurax::load::worker {

// Must not be destroyed while scheduled.
class Timer {
 public:
  // `due` is the time that was asked for: the intended time, however late the loop is. May
  // reschedule itself.
  virtual void OnTimer(MonotonicTime due) = 0;
  bool scheduled() const { return position_ != kNowhere; }

 protected:
  Timer() = default;
  ~Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  friend class TimerQueue;
  static constexpr size_t kNowhere = static_cast<size_t>(-1);
  size_t position_ = kNowhere;
};

class TimerQueue {
 public:
  // Moves the timer if it is scheduled already. Equal due times run in no particular order.
  void Schedule(Timer* timer, MonotonicTime due);
  // Nothing happens if it is not scheduled.
  void Cancel(Timer* timer);

  bool empty() const { return heap_.empty(); }
  size_t size() const { return heap_.size(); }
  // Requires !empty().
  MonotonicTime NextDue() const { return heap_.front().due; }

  // Runs timers due at or before `now`, earliest first, also those scheduled meanwhile that are due
  // by `now`; at most kAtOnce of them, so that timers that always fall behind cannot keep the loop
  // from everything else. Who is left stays due: call again. Returns how many ran.
  size_t RunDue(MonotonicTime now);
  static constexpr size_t kAtOnce = 1024;

 private:
  struct Entry {
    MonotonicTime due;
    Timer* timer;
  };
  void Place(size_t position, Entry entry);
  void SiftUp(size_t position, Entry entry);
  void SiftDown(size_t position, Entry entry);
  void RemoveAt(size_t position);

  std::vector<Entry>
      heap_;  // four children each: half the depth of a binary heap, one cache line a family
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_TIMER_QUEUE_H_
