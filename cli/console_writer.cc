#include "cli/console_writer.h"

#include <algorithm>
#include <cerrno>
#include <deque>
#include <poll.h>
#include <signal.h>
#include <string_view>
#include <sys/types.h>
#include <unistd.h>
#include <utility>

#include "common/mutex.h"
#include "common/thread_name.h"

namespace aurax::load::cli {
namespace {

using std::chrono::milliseconds;

// A pipe that poll() calls writable takes this much without blocking.
constexpr size_t kPiece = 4096;
constexpr int kPollMilliseconds = 50;
constexpr Duration kDrainPoll = milliseconds(20);
constexpr Duration kExitLimit = milliseconds(500);

// Bytes written of the piece; 0: none just now; negative: an error.
ssize_t WritePiece(int fd, std::string_view text) {
  pollfd writable{.fd = fd, .events = POLLOUT, .revents = 0};
  if (poll(&writable, 1, kPollMilliseconds) == 0) return 0;
  const ssize_t n = write(fd, text.data(), std::min(text.size(), kPiece));
  return n < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : n;
}

}  // namespace

struct ConsoleWriter::Queue {
  Queue(int fd_in, size_t limit_in) : fd(fd_in), limit(limit_in) {}

  void Add(std::string text, bool always) {
    if (text.empty()) return;
    const MutexLock lock(mutex);
    if (!always && !keep_all && bytes + text.size() > limit) {
      ++dropped;
      return;
    }
    bytes += text.size();
    texts.push_back(std::move(text));
    changed.NotifyAll();
  }

  // The text to write next; empty: the writer is to end.
  std::string Next() {
    const MutexLock lock(mutex);
    while (texts.empty() && !closing) changed.Wait(mutex);
    if (closing) return {};
    std::string text = std::move(texts.front());
    texts.pop_front();
    return text;
  }

  // `n` bytes have left the queue. False when the writer is to end.
  bool Took(size_t n) {
    const MutexLock lock(mutex);
    bytes -= n;
    taken += n;
    if (n > 0) changed.NotifyAll();
    return !closing;
  }

  const int fd;
  const size_t limit;
  Mutex mutex;
  CondVar changed;
  std::deque<std::string> texts ABSL_GUARDED_BY(mutex);
  size_t bytes ABSL_GUARDED_BY(mutex) = 0;  // waiting, with the rest of the text being written
  uint64_t taken ABSL_GUARDED_BY(mutex) = 0;
  uint64_t dropped ABSL_GUARDED_BY(mutex) = 0;
  bool keep_all ABSL_GUARDED_BY(mutex) = false;
  bool closing ABSL_GUARDED_BY(mutex) = false;
  bool ended ABSL_GUARDED_BY(mutex) = false;
};

void ConsoleWriter::Run(Queue* queue) {
  bool going = true;
  while (going) {
    const std::string text = queue->Next();
    going = !text.empty();
    std::string_view rest = text;
    while (going && !rest.empty()) {
      const ssize_t n = WritePiece(queue->fd, rest);
      const size_t gone = n < 0 ? rest.size() : static_cast<size_t>(n);
      rest.remove_prefix(gone);
      going = queue->Took(gone);
    }
  }
  const MutexLock lock(queue->mutex);
  queue->ended = true;
  queue->changed.NotifyAll();
}

ConsoleWriter::ConsoleWriter(int fd, size_t limit) : queue_(std::make_shared<Queue>(fd, limit)) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  thread_ = std::thread([queue = queue_] {
    NameThread("console");
    Run(queue.get());
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

ConsoleWriter::~ConsoleWriter() {
  bool ended = false;
  {
    const MutexLock lock(queue_->mutex);
    queue_->closing = true;
    queue_->changed.NotifyAll();
    const MonotonicTime limit = RealClock().Now() + kExitLimit;
    while (!queue_->ended && RealClock().Now() < limit) {
      queue_->changed.WaitFor(queue_->mutex, kDrainPoll);
    }
    ended = queue_->ended;
  }
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();  // in a write that a stopped terminal holds up; ends with the process
  }
}

void ConsoleWriter::Write(std::string text) { queue_->Add(std::move(text), false); }
void ConsoleWriter::WriteAlways(std::string text) { queue_->Add(std::move(text), true); }

void ConsoleWriter::KeepAll() {
  const MutexLock lock(queue_->mutex);
  queue_->keep_all = true;
}

bool ConsoleWriter::idle() const {
  const MutexLock lock(queue_->mutex);
  return queue_->bytes == 0;
}

uint64_t ConsoleWriter::dropped() const {
  const MutexLock lock(queue_->mutex);
  return queue_->dropped;
}

bool ConsoleWriter::Drain(Duration stall, const std::function<bool()>& give_up) {
  uint64_t taken = 0;
  MonotonicTime limit = RealClock().Now() + stall;
  while (true) {
    {
      const MutexLock lock(queue_->mutex);
      if (queue_->bytes == 0) return true;
      if (queue_->taken != taken) limit = RealClock().Now() + stall;
      taken = queue_->taken;
      queue_->changed.WaitFor(queue_->mutex, kDrainPoll);
    }
    if (idle()) return true;
    if (RealClock().Now() >= limit || give_up()) return false;
  }
}

}  // namespace aurax::load::cli
