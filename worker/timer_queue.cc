#include "worker/timer_queue.h"

#include <algorithm>

namespace aurax::load::worker {
namespace {
constexpr size_t kChildren = 4;
}  // namespace

void TimerQueue::Place(size_t position, Entry entry) {
  heap_[position] = entry;
  entry.timer->position_ = position;
}

void TimerQueue::SiftUp(size_t position, Entry entry) {
  while (position > 0) {
    const size_t parent = (position - 1) / kChildren;
    if (heap_[parent].due <= entry.due) break;
    Place(position, heap_[parent]);
    position = parent;
  }
  Place(position, entry);
}

void TimerQueue::SiftDown(size_t position, Entry entry) {
  for (;;) {
    const size_t first = position * kChildren + 1;
    if (first >= heap_.size()) break;
    const size_t end = std::min(first + kChildren, heap_.size());
    size_t least = first;
    for (size_t child = first + 1; child < end; ++child) {
      if (heap_[child].due < heap_[least].due) least = child;
    }
    if (entry.due <= heap_[least].due) break;
    Place(position, heap_[least]);
    position = least;
  }
  Place(position, entry);
}

void TimerQueue::RemoveAt(size_t position) {
  heap_[position].timer->position_ = Timer::kNowhere;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (position == heap_.size()) return;
  if (position > 0 && last.due < heap_[(position - 1) / kChildren].due) {
    SiftUp(position, last);
  } else {
    SiftDown(position, last);
  }
}

void TimerQueue::Schedule(Timer* timer, MonotonicTime due) {
  const Entry entry{due, timer};
  if (!timer->scheduled()) {
    heap_.push_back(entry);
    SiftUp(heap_.size() - 1, entry);
  } else if (due < heap_[timer->position_].due) {
    SiftUp(timer->position_, entry);
  } else {
    SiftDown(timer->position_, entry);
  }
}

void TimerQueue::Cancel(Timer* timer) {
  if (timer->scheduled()) RemoveAt(timer->position_);
}

size_t TimerQueue::RunDue(MonotonicTime now) {
  size_t ran = 0;
  while (ran < kAtOnce && !heap_.empty() && heap_.front().due <= now) {
    const Entry entry = heap_.front();
    RemoveAt(0);
    entry.timer->OnTimer(entry.due);
    ++ran;
  }
  return ran;
}

}  // namespace aurax::load::worker
