#include "worker/event_loop.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <errno.h>
#include <optional>
#include <string.h>
#include <string>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/mutex.h"

namespace aurax::load::worker {
namespace {

constexpr int kEventsPerTurn = 1024;

uint64_t Tag(int fd, uint32_t generation) {
  return static_cast<uint64_t>(generation) << 32 | static_cast<uint32_t>(fd);
}

absl::Status ErrnoStatus(const char* call, int error) {
  const std::string message = absl::StrCat(call, ": ", strerror(error));
  if (error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOSPC) {
    return absl::ResourceExhaustedError(message);
  }
  return absl::InternalError(message);
}

}  // namespace

struct EventLoop::Impl {
  struct Watched {
    SocketWatcher* watcher = nullptr;
    // Counts the watches of this descriptor number, so that an event of a closed socket is not
    // taken for one of the socket that got its number in the same turn.
    uint32_t generation = 0;
  };

  explicit Impl(const Clock& c) : clock(c) {}
  ~Impl() {
    if (wake_fd >= 0) close(wake_fd);
    if (epoll_fd >= 0) close(epoll_fd);
  }
  absl::Status Open();
  int Wait(std::optional<Duration> limit);
  std::optional<Duration> UntilNextTimer() const;
  void RunTimers(MonotonicTime now);
  bool RunSockets(int count);  // whether the loop was woken as well
  void RunPosted();
  void Wake();

  const Clock& clock;
  int epoll_fd = -1;
  int wake_fd = -1;
  std::array<epoll_event, kEventsPerTurn> events;

  // --- The loop's thread.
  TimerQueue timers;
  std::vector<Watched> watched;  // by descriptor
  std::function<void(MonotonicTime)> turn_hook;
  std::function<void(Duration)> lag_sink;
  bool has_pwait2 = true;
  std::vector<std::function<void()>> running_posts;

  // --- Any thread.
  std::atomic<bool> quit{false};
  Mutex mutex;
  std::vector<std::function<void()>> posts ABSL_GUARDED_BY(mutex);
};

absl::Status EventLoop::Impl::Open() {
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) return ErrnoStatus("epoll_create1", errno);
  wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) return ErrnoStatus("eventfd", errno);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;  // each write is an edge of its own: nothing needs to be read
  event.data.u64 = Tag(wake_fd, 0);
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, wake_fd, &event) < 0) {
    return ErrnoStatus("epoll_ctl", errno);
  }
  return absl::OkStatus();
}

int EventLoop::Impl::Wait(std::optional<Duration> limit) {
  if (has_pwait2) {
    timespec time_out{};
    if (limit) {
      time_out.tv_sec = limit->count() / 1'000'000'000;
      time_out.tv_nsec = limit->count() % 1'000'000'000;
    }
    const int n =
        epoll_pwait2(epoll_fd, events.data(), kEventsPerTurn, limit ? &time_out : nullptr, nullptr);
    if (n >= 0 || errno != ENOSYS) return n;
    has_pwait2 = false;
  }
  // Rounded up: woken early, the loop would spin through the rest of the millisecond.
  const int64_t ms = limit ? std::min<int64_t>((limit->count() + 999'999) / 1'000'000, 60'000) : -1;
  return epoll_wait(epoll_fd, events.data(), kEventsPerTurn, static_cast<int>(ms));
}

std::optional<Duration> EventLoop::Impl::UntilNextTimer() const {
  if (timers.empty()) return std::nullopt;
  return std::max(timers.NextDue() - clock.Now(), Duration(0));
}

void EventLoop::Impl::RunTimers(MonotonicTime now) {
  if (timers.empty() || timers.NextDue() > now) return;
  if (lag_sink) lag_sink(now - timers.NextDue());
  timers.RunDue(now);
}

bool EventLoop::Impl::RunSockets(int count) {
  bool woken = false;
  for (int i = 0; i < count; ++i) {
    const int fd = static_cast<int>(events[i].data.u64 & 0xffffffff);
    if (fd == wake_fd) {
      woken = true;
      continue;
    }
    const Watched& w = watched[fd];
    if (w.watcher == nullptr || Tag(fd, w.generation) != events[i].data.u64) continue;
    w.watcher->OnSocketReady(fd, events[i].events);
  }
  return woken;
}

void EventLoop::Impl::RunPosted() {
  {
    MutexLock lock(mutex);
    running_posts.swap(posts);
  }
  for (auto& f : running_posts) f();
  running_posts.clear();
}

void EventLoop::Impl::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is about to wake anyway.
  [[maybe_unused]] const ssize_t n = write(wake_fd, &one, sizeof one);
}

EventLoop::EventLoop(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventLoop::~EventLoop() = default;

absl::StatusOr<std::unique_ptr<EventLoop>> EventLoop::Create(const Clock& clock) {
  auto impl = std::make_unique<Impl>(clock);
  if (absl::Status status = impl->Open(); !status.ok()) return status;
  return std::unique_ptr<EventLoop>(new EventLoop(std::move(impl)));
}

TimerQueue& EventLoop::timers() { return impl_->timers; }
const Clock& EventLoop::clock() const { return impl_->clock; }

absl::Status EventLoop::Watch(int fd, uint32_t events, SocketWatcher* watcher) {
  if (static_cast<size_t>(fd) >= impl_->watched.size()) impl_->watched.resize(fd + 1);
  Impl::Watched& w = impl_->watched[fd];
  const bool change = w.watcher != nullptr;
  epoll_event event{};
  event.events = events;
  event.data.u64 = Tag(fd, change ? w.generation : w.generation + 1);
  if (epoll_ctl(impl_->epoll_fd, change ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) < 0) {
    return ErrnoStatus("epoll_ctl", errno);
  }
  if (!change) ++w.generation;
  w.watcher = watcher;
  return absl::OkStatus();
}

void EventLoop::Unwatch(int fd) {
  if (static_cast<size_t>(fd) >= impl_->watched.size()) return;
  Impl::Watched& w = impl_->watched[fd];
  if (w.watcher == nullptr) return;
  w.watcher = nullptr;
  epoll_ctl(impl_->epoll_fd, EPOLL_CTL_DEL, fd, nullptr);
}

void EventLoop::Post(std::function<void()> f) {
  bool first;
  {
    MutexLock lock(impl_->mutex);
    first = impl_->posts.empty();
    impl_->posts.push_back(std::move(f));
  }
  if (first) impl_->Wake();  // else the one who posted first has woken the loop
}

void EventLoop::Quit() {
  impl_->quit = true;
  impl_->Wake();
}

void EventLoop::Run() {
  do {
    const int count = impl_->Wait(impl_->UntilNextTimer());
    const MonotonicTime now = impl_->clock.Now();
    if (impl_->turn_hook) impl_->turn_hook(now);
    impl_->RunTimers(now);
    if (impl_->RunSockets(count)) impl_->RunPosted();
  } while (!impl_->quit.exchange(false));
}

void EventLoop::SetTurnHook(std::function<void(MonotonicTime now)> hook) {
  impl_->turn_hook = std::move(hook);
}

void EventLoop::SetLagSink(std::function<void(Duration late)> sink) {
  impl_->lag_sink = std::move(sink);
}

}  // namespace aurax::load::worker
