// One thread's event loop: sockets (epoll), timers, and functions posted from other threads.
//
// Everything but Post() and Quit() belongs to the thread that calls Run() (before Run: to the
// creating thread). Each turn: wait until a socket is ready, a timer is due or something is posted;
// take one "now"; call the turn hook with it; run due timers (at most TimerQueue::kAtOnce), ready
// sockets, posted functions. Waiting has nanosecond time-outs (epoll_pwait2) where the kernel has
// them.
#ifndef AURAX_WORKER_EVENT_LOOP_H_
#define AURAX_WORKER_EVENT_LOOP_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "worker/timer_queue.h"

namespace aurax::load::worker {

class SocketWatcher {
 public:
  // `events`: EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP as epoll reports them.
  virtual void OnSocketReady(int fd, uint32_t events) = 0;

 protected:
  ~SocketWatcher() = default;
};

class EventLoop {
 public:
  // `clock` outlives the loop. Errors: ResourceExhausted when descriptors run out.
  static absl::StatusOr<std::unique_ptr<EventLoop>> Create(const Clock& clock);
  ~EventLoop();

  TimerQueue& timers();
  const Clock& clock() const;

  // Starts or changes the watch of `fd`. A watcher whose fd was unwatched in this turn is not
  // called any more.
  absl::Status Watch(int fd, uint32_t events, SocketWatcher* watcher);
  // Nothing happens if it is not watched. Must come before the fd is closed, unless closing it is
  // the next call.
  void Unwatch(int fd);

  // Thread-safe. Runs `f` on the loop's thread, in order of posting; functions posted after Quit
  // may never run.
  void Post(std::function<void()> f);
  // Thread-safe. Run() returns at the end of the turn.
  void Quit();
  void Run();

  // Called at the beginning of every turn with its "now", before any timer or socket: the place to
  // stop what must not go on after a time, however long the loop did not run.
  void SetTurnHook(std::function<void(MonotonicTime now)> hook);
  // Told, each turn in which a timer was due, how late the loop came to the earliest one.
  void SetLagSink(std::function<void(Duration late)> sink);

 private:
  struct Impl;
  explicit EventLoop(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_EVENT_LOOP_H_
