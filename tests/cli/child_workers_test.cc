#include "cli/child_workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace aurax::load::cli {
namespace {

using ::testing::StartsWith;

int WaitForSignal(int) {
  for (;;) pause();
}

std::vector<ChildWorkers::End> AllEnds(ChildWorkers* children) {
  std::vector<ChildWorkers::End> ends;
  while (children->left() > 0) {
    for (ChildWorkers::End& end : children->TakeEnded()) ends.push_back(std::move(end));
    (void)poll(nullptr, 0, 1);
  }
  std::sort(ends.begin(), ends.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return ends;
}

TEST(ChildWorkersTest, EachChildRunsUnderItsNumberAndGivesItsExitCode) {
  auto children = ChildWorkers::Fork(3, SIGKILL, [](int number) { return number * 10; });
  ASSERT_TRUE(children.ok());
  const auto ends = AllEnds(&*children);
  ASSERT_EQ(ends.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ends[static_cast<size_t>(i)].number, i + 1);
    EXPECT_EQ(ends[static_cast<size_t>(i)].exit_code, (i + 1) * 10);
  }
  EXPECT_EQ(ends[0].how, "exited with code 10");
}

TEST(ChildWorkersTest, ASignalReachesAllThatAreLeftAndIsNamed) {
  auto children = ChildWorkers::Fork(2, SIGKILL, WaitForSignal);
  ASSERT_TRUE(children.ok());
  EXPECT_TRUE(children->TakeEnded().empty());
  EXPECT_EQ(children->left(), 2u);
  children->Signal(SIGTERM);
  for (const ChildWorkers::End& end : AllEnds(&*children)) {
    EXPECT_EQ(end.exit_code, 128 + SIGTERM);
    EXPECT_THAT(end.how, StartsWith("was ended by signal 15 ("));
  }
}

TEST(ChildWorkersTest, NoneIsLeftWhenTheyAreForgotten) {
  {
    auto children = ChildWorkers::Fork(2, SIGKILL, WaitForSignal);
    ASSERT_TRUE(children.ok());
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

// A pipe's reading end tells when the last process that holds its writing end is gone.
TEST(ChildWorkersTest, NoneOutlivesTheParent) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    auto children = ChildWorkers::Fork(2, SIGKILL, WaitForSignal);
    (void)!write(ends[1], "x", 1);
    WaitForSignal(0);
  }
  close(ends[1]);
  char byte = 0;
  ASSERT_EQ(read(ends[0], &byte, 1), 1);
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  pollfd closed{.fd = ends[0], .events = POLLIN, .revents = 0};
  ASSERT_EQ(poll(&closed, 1, 10'000), 1);
  EXPECT_EQ(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

}  // namespace
}  // namespace aurax::load::cli
