#include "cli/processes.h"

#include <algorithm>
#include <poll.h>
#include <random>
#include <signal.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/worker_run.h"

namespace aurax::load::cli {
namespace {

constexpr int kPollMs = 50;

void PassOn(SignalEvent event, const ChildWorkers& children) {
  switch (event) {
    case SignalEvent::kStopGracefully:
      return children.Signal(SIGTERM);
    case SignalEvent::kStopNow:
      return children.Signal(SIGQUIT);
    case SignalEvent::kSuspend:
      children.Signal(SIGSTOP);
      SuspendProcess();
      return children.Signal(SIGCONT);
  }
}

}  // namespace

Options ChildOptions(const Options& parent) {
  Options child = parent;
  child.master = false;
  child.worker = true;
  child.processes.reset();
  if (!child.loops) child.loops = 1;
  return child;
}

std::string ChildWorkerId(const Options& parent, int number) {
  return parent.worker_id ? absl::StrCat(*parent.worker_id, "_", number)
                          : absl::StrCat(DrawnWorkerId(), "_", number);
}

std::string DrawnSocketName() {
  std::random_device device;
  return absl::StrFormat("aurax-load-%d-%08x%08x", getpid(), device(), device());
}

int WatchOver(ChildWorkers* children, Signals* signals, Log* log) {
  int worst = 0;
  while (true) {
    for (const ChildWorkers::End& end : children->TakeEnded()) {
      worst = std::max(worst, end.exit_code);
      const std::string text = absl::StrFormat("Worker process %d %s", end.number, end.how);
      end.exit_code == 0 ? log->Info(text) : log->Error(text);
    }
    if (children->left() == 0) return worst;
    while (const auto event = signals->Poll()) PassOn(*event, *children);
    pollfd waiting{.fd = signals->fd(), .events = POLLIN, .revents = 0};
    (void)poll(&waiting, 1, kPollMs);
  }
}

}  // namespace aurax::load::cli
