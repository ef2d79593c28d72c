#include "cli/processes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "cli/worker_run.h"

namespace aurax::load::cli {
namespace {

using ::testing::EndsWith;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST(ProcessesTest, AChildIsAWorkerWithOneLoopUnlessLoopsAreGiven) {
  Options parent;
  parent.processes = 4;
  const Options child = ChildOptions(parent);
  EXPECT_TRUE(child.worker);
  EXPECT_FALSE(child.processes.has_value());
  EXPECT_EQ(child.loops, 1);
  parent.loops = 3;
  EXPECT_EQ(ChildOptions(parent).loops, 3);
}

TEST(ProcessesTest, EveryWorkerHasANameOfItsOwn) {
  EXPECT_THAT(DrawnWorkerId(), MatchesRegex(".*_[0-9a-f]+"));
  EXPECT_NE(DrawnWorkerId(), DrawnWorkerId());
  Options parent;
  EXPECT_NE(ChildWorkerId(parent, 1), ChildWorkerId(parent, 2));
  EXPECT_THAT(ChildWorkerId(parent, 2), EndsWith("_2"));
  parent.worker_id = "mine";
  EXPECT_EQ(ChildWorkerId(parent, 1), "mine_1");
  EXPECT_THAT(DrawnSocketName(), StartsWith("aurax-load-" + std::to_string(getpid()) + "-"));
  EXPECT_NE(DrawnSocketName(), DrawnSocketName());
}

TEST(ProcessesTest, TheExitCodeIsTheHighestOfTheChildrens) {
  auto signals = Signals::Block();
  const auto log = Log::Open({LogLevel::kCritical, {}, false}, RealClock());
  ASSERT_TRUE(signals.ok() && log.ok());
  auto children = ChildWorkers::Fork(3, SIGKILL, [](int number) { return number % 3; });
  ASSERT_TRUE(children.ok());
  EXPECT_EQ(WatchOver(&*children, signals->get(), log->get()), 2);
}

TEST(ProcessesTest, SignalsArePassedOn) {
  auto signals = Signals::Block();
  const auto log = Log::Open({LogLevel::kCritical, {}, false}, RealClock());
  ASSERT_TRUE(signals.ok() && log.ok());
  auto children = ChildWorkers::Fork(2, SIGKILL, [](int) {
    auto own = Signals::Block();
    while (true) {
      if (const auto event = (*own)->Poll()) return event == SignalEvent::kStopGracefully ? 7 : 8;
    }
  });
  ASSERT_TRUE(children.ok());
  kill(getpid(), SIGTERM);
  EXPECT_EQ(WatchOver(&*children, signals->get(), log->get()), 7);
}

}  // namespace
}  // namespace aurax::load::cli
