#include "worker/event_loop.h"

#include <algorithm>
#include <array>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "common/random.h"
#include "gtest/gtest.h"

namespace aurax::load::worker {
namespace {

using namespace std::chrono_literals;

struct CallingTimer final : Timer {
  void OnTimer(MonotonicTime due) override { call(due); }
  std::function<void(MonotonicTime due)> call;
};

struct CallingWatcher final : SocketWatcher {
  void OnSocketReady(int fd, uint32_t events) override {
    ++calls;
    if (call) call(fd, events);
  }
  std::function<void(int fd, uint32_t events)> call;
  int calls = 0;
};

struct Pair {
  Pair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0); }
  ~Pair() {
    for (int fd : ends) {
      if (fd >= 0) close(fd);
    }
  }
  void Ping() { EXPECT_EQ(write(ends[1], "x", 1), 1); }
  int watched() const { return ends[0]; }
  std::array<int, 2> ends;
};

class EventLoopTest : public testing::Test {
 protected:
  EventLoopTest() : loop_(EventLoop::Create(RealClock()).value()) {}
  // One turn that does not wait.
  void Turn() {
    loop_->Quit();
    loop_->Run();
  }
  MonotonicTime Now() { return RealClock().Now(); }
  std::unique_ptr<EventLoop> loop_;
};

TEST_F(EventLoopTest, TimersRunInOrderAndNeverEarly) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  std::vector<CallingTimer> timers(50);
  std::vector<MonotonicTime> ran;
  const MonotonicTime start = Now();
  for (CallingTimer& timer : timers) {
    timer.call = [&](MonotonicTime due) {
      EXPECT_GE(Now(), due);
      ran.push_back(due);
      if (ran.size() == timers.size()) loop_->Quit();
    };
    loop_->timers().Schedule(&timer, start + Duration(random.Below(30'000'000)));
  }
  loop_->Run();
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
}

TEST_F(EventLoopTest, TheLagSinkHearsHowLateTheEarliestDueTimerWas) {
  std::vector<Duration> lags;
  loop_->SetLagSink([&](Duration late) { lags.push_back(late); });
  CallingTimer late, later;
  late.call = later.call = [](MonotonicTime) {};
  loop_->timers().Schedule(&late, Now() - 5s);
  loop_->timers().Schedule(&later, Now() - 1s);
  Turn();
  ASSERT_EQ(lags.size(), 1u);
  EXPECT_GE(lags[0], 5s);
  Turn();
  EXPECT_EQ(lags.size(), 1u) << "no timer was due";
}

TEST_F(EventLoopTest, TheTurnHookComesBeforeEveryTimerAndSocketOfTheTurn) {
  Pair pair;
  std::vector<std::string> order;
  CallingTimer timer;
  timer.call = [&](MonotonicTime) { order.push_back("timer"); };
  CallingWatcher watcher;
  watcher.call = [&](int, uint32_t) { order.push_back("socket"); };
  MonotonicTime told{};
  loop_->SetTurnHook([&](MonotonicTime now) {
    told = now;
    order.push_back("hook");
  });
  const MonotonicTime before = Now();
  loop_->timers().Schedule(&timer, before - 1s);
  ASSERT_TRUE(loop_->Watch(pair.watched(), EPOLLIN, &watcher).ok());
  pair.Ping();
  Turn();
  EXPECT_EQ(order, (std::vector<std::string>{"hook", "timer", "socket"}));
  EXPECT_GE(told, before);
  loop_->Unwatch(pair.watched());
}

TEST_F(EventLoopTest, PostedFunctionsRunOnTheLoopsThreadInEachPostersOrder) {
  constexpr int kPosters = 4, kEach = 2'000;
  std::vector<std::vector<int>> got(kPosters);
  int total = 0;
  const std::thread::id loop_thread = std::this_thread::get_id();
  std::vector<std::thread> posters;
  for (int p = 0; p < kPosters; ++p) {
    posters.emplace_back([&, p] {
      for (int i = 0; i < kEach; ++i) {
        loop_->Post([&, p, i] {
          EXPECT_EQ(std::this_thread::get_id(), loop_thread);
          got[p].push_back(i);
          if (++total == kPosters * kEach) loop_->Quit();
        });
      }
    });
  }
  loop_->Run();
  for (std::thread& poster : posters) poster.join();
  for (const std::vector<int>& numbers : got) {
    ASSERT_EQ(numbers.size(), static_cast<size_t>(kEach));
    for (int i = 0; i < kEach; ++i) ASSERT_EQ(numbers[i], i);
  }
}

TEST_F(EventLoopTest, APostFromAPostedFunctionRunsInALaterTurn) {
  std::vector<int> order;
  loop_->Post([&] {
    order.push_back(1);
    loop_->Post([&] {
      order.push_back(2);
      loop_->Quit();
    });
  });
  loop_->Run();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(EventLoopTest, QuitFromAnotherThreadEndsARunThatWouldWaitForEver) {
  std::thread other([&] { loop_->Quit(); });
  loop_->Run();
  other.join();
}

TEST_F(EventLoopTest, AReadyWatchedSocketIsReportedAndAnUnwatchedOneIsNot) {
  Pair pair;
  CallingWatcher watcher;
  uint32_t events = 0;
  watcher.call = [&](int fd, uint32_t e) {
    EXPECT_EQ(fd, pair.watched());
    events = e;
  };
  ASSERT_TRUE(loop_->Watch(pair.watched(), EPOLLIN, &watcher).ok());
  Turn();
  EXPECT_EQ(watcher.calls, 0);
  pair.Ping();
  Turn();
  EXPECT_EQ(watcher.calls, 1);
  EXPECT_EQ(events, EPOLLIN);
  loop_->Unwatch(pair.watched());
  Turn();
  EXPECT_EQ(watcher.calls, 1);
}

TEST_F(EventLoopTest, AChangedWatchReportsTheNewEvents) {
  Pair pair;
  CallingWatcher watcher;
  uint32_t events = 0;
  watcher.call = [&](int, uint32_t e) { events = e; };
  ASSERT_TRUE(loop_->Watch(pair.watched(), EPOLLIN, &watcher).ok());
  ASSERT_TRUE(loop_->Watch(pair.watched(), EPOLLOUT, &watcher).ok());
  Turn();
  EXPECT_EQ(events, EPOLLOUT);
}

TEST_F(EventLoopTest, ASocketUnwatchedByAnotherInTheSameTurnIsNotCalled) {
  std::array<Pair, 2> pairs;
  CallingWatcher watcher;
  watcher.call = [&](int fd, uint32_t) {
    for (const Pair& pair : pairs) {
      if (pair.watched() != fd) loop_->Unwatch(pair.watched());
    }
  };
  for (Pair& pair : pairs) {
    ASSERT_TRUE(loop_->Watch(pair.watched(), EPOLLIN, &watcher).ok());
    pair.Ping();
  }
  Turn();
  EXPECT_EQ(watcher.calls, 1);
}

TEST_F(EventLoopTest, ANewSocketWithAClosedOnesNumberDoesNotInheritItsEventOfThisTurn) {
  std::array<Pair, 2> pairs;
  CallingWatcher first, second;
  first.call = [&](int fd, uint32_t) {
    Pair& other = pairs[0].watched() == fd ? pairs[1] : pairs[0];
    const int number = other.watched();
    loop_->Unwatch(number);
    close(number);
    std::array<int, 2> fresh;
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fresh.data()), 0);
    close(other.ends[1]);
    ASSERT_EQ(fresh[0], number) << "the kernel gives the lowest free number";
    other.ends = fresh;
    ASSERT_TRUE(loop_->Watch(number, EPOLLIN, &second).ok());
  };
  for (Pair& pair : pairs) {
    ASSERT_TRUE(loop_->Watch(pair.watched(), EPOLLIN, &first).ok());
    pair.Ping();
  }
  Turn();
  EXPECT_EQ(first.calls, 1);
  EXPECT_EQ(second.calls, 0);
}

TEST_F(EventLoopTest, ASocketWatchedInATimerIsServedWhileTheLoopRuns) {
  Pair pair;
  CallingWatcher watcher;
  watcher.call = [&](int, uint32_t) { loop_->Quit(); };
  CallingTimer timer;
  timer.call = [&](MonotonicTime) {
    ASSERT_TRUE(loop_->Watch(pair.watched(), EPOLLIN, &watcher).ok());
    pair.Ping();
  };
  loop_->timers().Schedule(&timer, Now() + 1ms);
  loop_->Run();
  EXPECT_EQ(watcher.calls, 1);
}

TEST_F(EventLoopTest, WatchingAClosedDescriptorIsAnError) {
  CallingWatcher watcher;
  Pair pair;
  close(pair.ends[0]);
  EXPECT_FALSE(loop_->Watch(pair.ends[0], EPOLLIN, &watcher).ok());
  pair.ends[0] = -1;
}

TEST(EventLoopCreate, RunningOutOfDescriptorsIsResourceExhausted) {
  rlimit old;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit none{3, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto loop = EventLoop::Create(RealClock());
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &old), 0);
  EXPECT_EQ(loop.status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace aurax::load::worker
