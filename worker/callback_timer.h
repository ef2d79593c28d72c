// A Timer that calls a function: for the few timers a loop has of its own (virtual users are Timers
// themselves).
#ifndef AURAX_WORKER_CALLBACK_TIMER_H_
#define AURAX_WORKER_CALLBACK_TIMER_H_

#include <functional>
#include <utility>

#include "worker/timer_queue.h"

namespace aurax::load::worker {

// Cancels itself when destroyed; the queue outlives it.
class CallbackTimer final : public Timer {
 public:
  CallbackTimer(TimerQueue& queue, std::function<void(MonotonicTime due)> callback)
      : queue_(queue), callback_(std::move(callback)) {}
  ~CallbackTimer() { queue_.Cancel(this); }

  void ScheduleAt(MonotonicTime due) { queue_.Schedule(this, due); }
  void Cancel() { queue_.Cancel(this); }

 private:
  void OnTimer(MonotonicTime due) override { callback_(due); }

  TimerQueue& queue_;
  std::function<void(MonotonicTime)> callback_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CALLBACK_TIMER_H_
