#include "cli/child_workers.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::cli {
namespace {

[[noreturn]] void BeChild(pid_t parent, int death_signal, int number,
                          const std::function<int(int)>& run) {
  prctl(PR_SET_PDEATHSIG, death_signal);
  if (getppid() != parent) _exit(1);  // it ended before we asked to be told
  setpgid(0, 0);
  const int code = run(number);
  std::fflush(nullptr);
  _exit(code);  // the parent's atexit functions are not ours to run
}

ChildWorkers::End EndOf(int number, int status) {
  ChildWorkers::End end;
  end.number = number;
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    end.exit_code = 128 + signal;
    end.how = absl::StrCat("was ended by signal ", signal, " (", strsignal(signal), ")");
  } else {
    end.exit_code = WEXITSTATUS(status);
    end.how = absl::StrCat("exited with code ", end.exit_code);
  }
  return end;
}

}  // namespace

absl::StatusOr<ChildWorkers> ChildWorkers::Fork(int count, int death_signal,
                                                const std::function<int(int)>& run) {
  ChildWorkers workers;
  const pid_t parent = getpid();
  std::fflush(nullptr);  // else each child would write what is buffered once more
  for (int number = 1; number <= count; ++number) {
    const pid_t pid = fork();
    if (pid < 0) {
      return absl::UnavailableError(absl::StrCat("cannot start worker process ", number, " of ",
                                                 count, ": ", std::strerror(errno)));
    }
    if (pid == 0) BeChild(parent, death_signal, number, run);
    workers.children_.push_back({number, pid});
  }
  return workers;
}

ChildWorkers::~ChildWorkers() {
  Signal(SIGKILL);
  for (const Child& child : children_) waitpid(child.pid, nullptr, 0);
}

std::vector<ChildWorkers::End> ChildWorkers::TakeEnded() {
  std::vector<End> ended;
  std::vector<Child> left;
  for (const Child& child : children_) {
    int status = 0;
    if (waitpid(child.pid, &status, WNOHANG) == child.pid) {
      ended.push_back(EndOf(child.number, status));
    } else {
      left.push_back(child);
    }
  }
  children_ = std::move(left);
  return ended;
}

void ChildWorkers::Signal(int signal) const {
  for (const Child& child : children_) kill(child.pid, signal);
}

}  // namespace aurax::load::cli
