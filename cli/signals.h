// Signals as events of the run, read where the run wants them instead of interrupting it.
#ifndef AURAX_CLI_SIGNALS_H_
#define AURAX_CLI_SIGNALS_H_

#include <memory>
#include <optional>
#include <signal.h>

#include "absl/status/statusor.h"

namespace aurax::load::cli {

enum class SignalEvent {
  kStopGracefully,  // the first SIGINT (Ctrl-C), SIGTERM or SIGHUP (terminal gone)
  kStopNow,         // the second of them, or SIGQUIT (Ctrl-\)
  kSuspend,         // SIGTSTP (Ctrl-Z): give the terminal back, then call SuspendProcess()
};

// While it lives, these signals are blocked and come out of Poll() only, and SIGPIPE is ignored (a
// closed pipe is an error of write(), not the end). Afterwards all is as before. SIGHUP and SIGTSTP
// are left alone where the parent ignores them (nohup). REQUIRES: made before any other thread,
// which then inherits the mask. Single-threaded.
class Signals {
 public:
  static absl::StatusOr<std::unique_ptr<Signals>> Block();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // The next event that is waiting, if any; never blocks.
  std::optional<SignalEvent> Poll();
  // Readable while Poll() has something to give; for poll() and epoll.
  int fd() const { return fd_; }

 private:
  Signals(int fd, const sigset_t& previous_mask, const struct sigaction& previous_pipe);

  const int fd_;
  const sigset_t previous_mask_;
  const struct sigaction previous_pipe_;
  bool stop_seen_ = false;
};

// Stops this process as Ctrl-Z does; returns when it is continued.
void SuspendProcess();

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_SIGNALS_H_
