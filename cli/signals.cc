#include "cli/signals.h"

#include <cerrno>
#include <cstring>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::cli {
namespace {

// A blocked signal reaches a signalfd even where it is ignored, so nohup would not work without
// this question.
bool IsIgnored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t Wanted() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGQUIT}) sigaddset(&set, signal);
  for (const int signal : {SIGHUP, SIGTSTP}) {
    if (!IsIgnored(signal)) sigaddset(&set, signal);
  }
  return set;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Signals>> Signals::Block() {
  const sigset_t wanted = Wanted();
  const int fd = signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0) return absl::InternalError(absl::StrCat("signalfd: ", std::strerror(errno)));
  sigset_t previous_mask;
  pthread_sigmask(SIG_BLOCK, &wanted, &previous_mask);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  struct sigaction previous_pipe {};
  sigaction(SIGPIPE, &ignore, &previous_pipe);
  return std::unique_ptr<Signals>(new Signals(fd, previous_mask, previous_pipe));
}

Signals::Signals(int fd, const sigset_t& previous_mask, const struct sigaction& previous_pipe)
    : fd_(fd), previous_mask_(previous_mask), previous_pipe_(previous_pipe) {}

Signals::~Signals() {
  while (Poll()) {  // else a late Ctrl-C would kill the process in the middle of its exit
  }
  close(fd_);
  sigaction(SIGPIPE, &previous_pipe_, nullptr);
  pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
}

std::optional<SignalEvent> Signals::Poll() {
  signalfd_siginfo signal{};
  if (read(fd_, &signal, sizeof signal) != static_cast<ssize_t>(sizeof signal)) return std::nullopt;
  if (signal.ssi_signo == SIGTSTP) return SignalEvent::kSuspend;
  const bool now = stop_seen_ || signal.ssi_signo == SIGQUIT;
  stop_seen_ = true;
  return now ? SignalEvent::kStopNow : SignalEvent::kStopGracefully;
}

void SuspendProcess() { raise(SIGSTOP); }

}  // namespace aurax::load::cli
