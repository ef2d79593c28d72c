#include "cli/signals.h"

#include <cerrno>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace aurax::load::cli {
namespace {

std::unique_ptr<Signals> Block() {
  absl::StatusOr<std::unique_ptr<Signals>> signals = Signals::Block();
  EXPECT_TRUE(signals.ok()) << signals.status();
  return *std::move(signals);
}

bool IsReadable(int fd) {
  pollfd ready{fd, POLLIN, 0};
  return poll(&ready, 1, 0) == 1;
}

TEST(SignalsTest, NothingWithoutASignal) {
  const auto signals = Block();
  EXPECT_FALSE(IsReadable(signals->fd()));
  EXPECT_EQ(signals->Poll(), std::nullopt);
}

TEST(SignalsTest, TheFirstStopsGracefullyAndTheSecondNow) {
  for (const int first : {SIGINT, SIGTERM, SIGHUP}) {
    for (const int second : {SIGINT, SIGTERM, SIGHUP}) {
      const auto signals = Block();
      raise(first);
      EXPECT_TRUE(IsReadable(signals->fd()));
      EXPECT_EQ(signals->Poll(), SignalEvent::kStopGracefully);
      EXPECT_EQ(signals->Poll(), std::nullopt);
      raise(second);
      EXPECT_EQ(signals->Poll(), SignalEvent::kStopNow);
    }
  }
}

TEST(SignalsTest, QuitStopsNow) {
  const auto signals = Block();
  raise(SIGQUIT);
  EXPECT_EQ(signals->Poll(), SignalEvent::kStopNow);
}

TEST(SignalsTest, SuspendIsNoStop) {
  const auto signals = Block();
  raise(SIGTSTP);
  EXPECT_EQ(signals->Poll(), SignalEvent::kSuspend);
  raise(SIGINT);
  EXPECT_EQ(signals->Poll(), SignalEvent::kStopGracefully);
}

TEST(SignalsTest, WhatTheParentIgnoresUnderNohupStaysIgnored) {
  const sighandler_t previous = signal(SIGHUP, SIG_IGN);
  {
    const auto signals = Block();
    raise(SIGHUP);
    EXPECT_EQ(signals->Poll(), std::nullopt);
  }
  signal(SIGHUP, previous);
}

TEST(SignalsTest, WritingIntoAClosedPipeIsAnErrorOnly) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const auto signals = Block();
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

TEST(SignalsTest, AfterwardsAllIsAsBefore) {
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  {
    const auto signals = Block();
    raise(SIGINT);  // still waiting at the end: must not hit the process then
  }
  sigset_t after;
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) {
    EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal));
  }
  struct sigaction pipe_action {};
  sigaction(SIGPIPE, nullptr, &pipe_action);
  EXPECT_EQ(pipe_action.sa_handler, SIG_DFL);
}

TEST(SignalsTest, ASuspendedProcessGoesOnWhenContinued) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    SuspendProcess();
    _exit(7);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
  ASSERT_TRUE(WIFSTOPPED(status));
  kill(child, SIGCONT);
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

}  // namespace
}  // namespace aurax::load::cli
