// How users go: the plan takes them away, time runs out, iterations run out, everything is
// abandoned.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/user_simulation.h"

namespace aurax::load::worker {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;

std::string OneSlowTask() {
  return UserClass("A", Wait(1s) + Task(1, Get("/a") + Get("/b", 1)) + OnStop(Get("/bye", 2)));
}

std::vector<std::string> Paths(const UserSimulation& simulation) {
  std::vector<std::string> paths;
  for (const std::string& url : simulation.engine.urls()) paths.push_back(url.substr(11));
  return paths;
}

TEST(UserStop, AWaitingUserLeavesAtOnceAndRunsItsOnStop) {
  UserSimulation simulation(OneSlowTask(), {.stop_timeout = 10s});
  simulation.Start(0);
  simulation.Stop(0, 500ms);
  EXPECT_EQ(simulation.pool.running(0), 0);
  EXPECT_EQ(simulation.pool.alive(), 1) << "on_stop is on its way";
  simulation.RunUntil(600ms);
  EXPECT_THAT(Paths(simulation), ElementsAre("/a", "/b", "/bye"));
  EXPECT_EQ(simulation.pool.alive(), 0);
  EXPECT_EQ(simulation.engine.sessions(), 0);
  EXPECT_EQ(simulation.recorder.users()[0].stopped, 1);
  EXPECT_EQ(simulation.UserTime(1s), 500ms);
}

TEST(UserStop, AUserInTheMiddleOfAnIterationMayFinishItAndBeginsNoOther) {
  UserSimulation simulation(OneSlowTask(), {.stop_timeout = 10s});
  simulation.engine.AnswerAlways({.latency = 100ms});
  simulation.Start(0);
  simulation.Stop(0, 50ms);
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 100, 200));
  EXPECT_THAT(Paths(simulation), ElementsAre("/a", "/b", "/bye"));
  EXPECT_EQ(simulation.recorder.users()[0].iterations, 1);
  EXPECT_EQ(simulation.recorder.requests()[0].cancelled, 0);
  EXPECT_EQ(simulation.UserTime(1s), 50ms);
}

TEST(UserStop, AfterTheStopTimeoutRequestsAreCancelledAndCounted) {
  UserSimulation simulation(OneSlowTask(), {.stop_timeout = 150ms});
  simulation.engine.Answer([](const SeenRequest& request) {
    return FakeAnswer{.latency = request.url.ends_with("bye") ? 20ms : 120ms};
  });
  simulation.Start(0);
  simulation.Stop(0, 50ms);
  simulation.RunUntil(1s);
  EXPECT_THAT(Paths(simulation), ElementsAre("/a", "/b", "/bye"));
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 120, 200));
  EXPECT_EQ(simulation.recorder.requests()[1].cancelled, 1);
  EXPECT_EQ(simulation.recorder.users()[0].iterations, 0);
  EXPECT_EQ(simulation.pool.alive(), 0);
}

TEST(UserStop, WithoutAStopTimeoutRequestsAreCancelledAtOnce) {
  UserSimulation simulation(OneSlowTask());
  simulation.engine.AnswerAlways({.latency = 100ms});
  simulation.Start(0);
  simulation.Stop(0, 50ms);
  EXPECT_EQ(simulation.recorder.requests()[0].cancelled, 1);
  EXPECT_THAT(Paths(simulation), ElementsAre("/a", "/bye"));
  simulation.RunUntil(1s);
  EXPECT_EQ(simulation.pool.alive(), 0);
}

TEST(UserStop, OnStopHasFiveSeconds) {
  UserSimulation simulation(OneSlowTask());
  simulation.engine.Answer([](const SeenRequest& request) {
    return FakeAnswer{.latency = request.url.ends_with("bye") ? 60s : 10ms};
  });
  simulation.Start(0);
  simulation.Stop(0, 500ms);
  simulation.RunUntil(5499ms);
  EXPECT_EQ(simulation.pool.alive(), 1);
  simulation.RunUntil(5500ms);
  EXPECT_EQ(simulation.pool.alive(), 0);
  EXPECT_EQ(simulation.recorder.requests()[2].cancelled, 1);
}

TEST(UserStop, ThinkingIsPartOfTheIterationThatMayBeFinished) {
  UserSimulation simulation(
      UserClass("A", Wait(1s) + Task(1, Get("/a") + Think(200ms) + Get("/b"))),
      {.stop_timeout = 1s});
  simulation.Start(0);
  simulation.Stop(0, 100ms);
  simulation.RunUntil(2s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 210));
  EXPECT_EQ(simulation.pool.alive(), 0);
  EXPECT_EQ(simulation.recorder.users()[0].iterations, 1);
}

TEST(UserStop, TimeOutEndsAThinkThatIsLonger) {
  UserSimulation simulation(UserClass("A", Wait(1s) + Task(1, Get("/a") + Think(200s) + Get("/b"))),
                            {.stop_timeout = 1s});
  simulation.Start(0);
  simulation.Stop(0, 100ms);
  simulation.RunUntil(1099ms);
  EXPECT_EQ(simulation.pool.alive(), 1);
  simulation.RunUntil(1100ms);
  EXPECT_EQ(simulation.pool.alive(), 0);
  EXPECT_TRUE(simulation.timers.empty());
}

TEST(UserStop, ANumberMayComeBackWhileItsFormerUserStillFinishes) {
  UserSimulation simulation(OneSlowTask(), {.stop_timeout = 10s});
  simulation.engine.AnswerAlways({.latency = 100ms});
  simulation.Start(0);
  simulation.Stop(0, 50ms);
  simulation.Start(0, 60ms);
  EXPECT_EQ(simulation.pool.running(0), 1);
  EXPECT_EQ(simulation.pool.alive(), 2);
  simulation.RunUntil(500ms);
  EXPECT_EQ(simulation.pool.running(0), 1);
  EXPECT_EQ(simulation.pool.alive(), 1);
}

TEST(UserStop, StopAllLeavesNothingBehind) {
  UserSimulation simulation(OneSlowTask(), {.stop_timeout = 1s});
  for (uint32_t i = 0; i < 50; ++i) simulation.Start(i, std::chrono::milliseconds(7 * i));
  simulation.RunUntil(333ms);
  simulation.pool.StopAll(MonotonicTime(333ms));
  EXPECT_EQ(simulation.pool.running(0), 0);
  simulation.RunUntil(2s);
  EXPECT_EQ(simulation.pool.alive(), 0);
  EXPECT_EQ(simulation.pool.in_flight(), 0);
  EXPECT_EQ(simulation.engine.sessions(), 0);
  EXPECT_TRUE(simulation.timers.empty());
  EXPECT_EQ(simulation.recorder.users()[0].stopped, 50);
}

TEST(UserStop, AbandonCancelsEverythingAtOnceWithoutOnStop) {
  UserSimulation simulation(OneSlowTask(), {.stop_timeout = 1s});
  simulation.engine.AnswerAlways({.latency = 100ms});
  for (uint32_t i = 0; i < 10; ++i) simulation.Start(i);
  simulation.RunUntil(50ms);
  simulation.pool.AbandonAll();
  EXPECT_EQ(simulation.pool.alive(), 0);
  EXPECT_EQ(simulation.pool.in_flight(), 0);
  EXPECT_EQ(simulation.recorder.requests()[0].cancelled, 10);
  EXPECT_EQ(simulation.recorder.requests()[2].started, 0);
  EXPECT_EQ(simulation.recorder.users()[0].stopped, 10);
  EXPECT_EQ(simulation.UserTime(1s), 10 * 50ms);
}

// requests started = completed + failed + cancelled, whenever the end comes.
TEST(UserStop, EveryRequestIsCountedOnceWheneverTheEndComes) {
  for (int end = 1; end < 400; end += 7) {
    UserSimulation simulation(OneSlowTask(), {.stop_timeout = 40ms});
    int count = 0;
    simulation.engine.Answer([&](const SeenRequest&) {
      ++count;
      return FakeAnswer{.status = count % 5 == 0 ? 500u : 200u,
                        .latency = std::chrono::milliseconds(count * 13 % 90)};
    });
    for (uint32_t i = 0; i < 20; ++i) simulation.Start(i, std::chrono::milliseconds(11 * i));
    simulation.RunUntil(std::chrono::milliseconds(end));
    simulation.pool.StopAll(simulation.clock.Now());
    if (end % 2 == 0) simulation.pool.AbandonAll();
    simulation.RunUntil(10s);
    uint64_t started = 0, ended = 0;
    for (const Recorder::Request& r : simulation.recorder.requests()) {
      started += r.started;
      ended += r.completed + r.failed + r.cancelled;
    }
    EXPECT_EQ(started, simulation.engine.seen().size());
    EXPECT_EQ(started, ended);
    EXPECT_EQ(simulation.pool.alive(), 0);
  }
}

class Permits final : public IterationSource {
 public:
  bool TakeIteration() override {
    if (left == 0) return false;
    --left;
    return true;
  }
  int left = 0;
};

TEST(Iterations, AUserWithoutPermissionIsParkedUntilSomeArrive) {
  Permits permits;
  permits.left = 1;
  UserSimulation simulation(UserClass("A", Task(1, Get("/a"))), {.iterations = &permits});
  simulation.Start(0);
  simulation.RunUntil(500ms);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0));
  permits.left = 2;
  simulation.pool.IterationsArrived();
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 500, 510));
  EXPECT_EQ(simulation.recorder.requests()[0].response_time.max_us(), 10'000)
      << "waiting for permission is no response time";
}

TEST(Iterations, AsManyIterationsRunAsArePermittedWhateverTheNumberOfUsers) {
  Permits permits;
  permits.left = 25;
  UserSimulation simulation(UserClass("A", Task(1, Get("/a"))), {.iterations = &permits});
  for (uint32_t i = 0; i < 10; ++i) simulation.Start(i);
  simulation.RunUntil(1s);
  EXPECT_EQ(simulation.recorder.users()[0].iterations, 25);
  EXPECT_EQ(simulation.pool.running(0), 10);
}

TEST(Iterations, WhenTheyAreExhaustedParkedUsersStopAndTheOthersWhenTheyWantOne) {
  Permits permits;
  permits.left = 3;
  UserSimulation simulation(UserClass("A", Wait(1s) + Task(1, Get("/a")) + OnStop(Get("/bye", 1))),
                            {.iterations = &permits});
  for (uint32_t i = 0; i < 5; ++i) simulation.Start(i);
  simulation.RunUntil(500ms);
  simulation.pool.IterationsExhausted();
  EXPECT_EQ(simulation.pool.running(0), 3) << "those that wait do not know yet";
  simulation.RunUntil(2s);
  EXPECT_EQ(simulation.pool.alive(), 0);
  EXPECT_EQ(simulation.recorder.users()[0].stopped, 5);
  EXPECT_EQ(simulation.recorder.users()[0].ended_early, 0);
  EXPECT_EQ(simulation.recorder.requests()[0].started, 3);
  EXPECT_EQ(simulation.recorder.requests()[1].started, 5);
  EXPECT_EQ(simulation.UserTime(2s), 2 * 500ms + 3 * 1010ms);
}

TEST(Iterations, AParkedUserThatIsStoppedTakesNone) {
  Permits permits;
  UserSimulation simulation(UserClass("A", Task(1, Get("/a"))), {.iterations = &permits});
  simulation.Start(0);
  simulation.Start(1);
  simulation.Stop(0, 100ms);
  permits.left = 1;
  simulation.pool.IterationsArrived();
  EXPECT_EQ(simulation.engine.seen().size(), 1);
  EXPECT_EQ(permits.left, 0);
  EXPECT_EQ(simulation.pool.alive(), 1);
}

}  // namespace
}  // namespace aurax::load::worker
