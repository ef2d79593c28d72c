// A queue between threads: any thread pushes, one takes. The only way into a link or control
// thread.
#ifndef AURAX_COMMON_MAILBOX_H_
#define AURAX_COMMON_MAILBOX_H_

#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/mutex.h"

namespace aurax::load {

// Thread-safe.
template <typename T>
class Mailbox {
 public:
  // False, and nothing kept, once the mailbox is closed.
  bool Push(T item) {
    MutexLock lock(mutex_);
    if (closed_) return false;
    items_.push_back(std::move(item));
    if (items_.size() == 1) condition_.NotifyAll();  // else the taker is awake, or will be
    return true;
  }

  // Everything pushed so far, in order; waits up to `limit` for the first, and `gather` from then
  // on for what comes close behind (a taker that sleeps and is woken for each item costs more than
  // the item may). Empty after the limit or a Close().
  std::vector<T> TakeAll(Duration limit, Duration gather = Duration::zero()) {
    MutexLock lock(mutex_);
    const MonotonicTime end = RealClock().Now() + limit;
    for (Duration rest = limit; items_.empty() && !closed_ && rest > Duration::zero();
         rest = end - RealClock().Now()) {
      condition_.WaitFor(mutex_, rest);
    }
    const MonotonicTime gathered = RealClock().Now() + gather;
    for (Duration rest = gather; !items_.empty() && !closed_ && rest > Duration::zero();
         rest = gathered - RealClock().Now()) {
      condition_.WaitFor(mutex_, rest);
    }
    return std::exchange(items_, {});
  }

  bool closed() {
    MutexLock lock(mutex_);
    return closed_;
  }

  void Close() {
    MutexLock lock(mutex_);
    closed_ = true;
    condition_.NotifyAll();
  }

 private:
  Mutex mutex_;
  CondVar condition_;
  std::vector<T> items_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_MAILBOX_H_
