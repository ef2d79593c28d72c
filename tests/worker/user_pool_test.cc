// When users do what: intended times, waits, steps, failures.
#include "worker/user_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/user_simulation.h"
#include "worker/virtual_user.h"

namespace aurax::load::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(UserPool, WaitsAfterEachTaskAndNotBeforeTheFirst) {
  UserSimulation simulation(UserClass("A", Wait(1s) + Task(1, Get("/a"))));
  simulation.Start(0, 500ms);
  simulation.RunUntil(3s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(500, 1510, 2520));  // each answer takes 10 ms
  EXPECT_EQ(simulation.recorder.users()[0].iterations, 3);
}

TEST(UserPool, PacingCountsFromTheStartOfTheIterationAndDoesNotCatchUp) {
  UserSimulation simulation(UserClass("A", Pacing(1s) + Task(1, Get("/a"))));
  int requests = 0;
  simulation.engine.Answer(
      [&](const SeenRequest&) { return FakeAnswer{.latency = ++requests == 2 ? 2500ms : 10ms}; });
  simulation.Start(0);
  simulation.RunUntil(6s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 1000, 3500, 4500, 5500));
}

TEST(UserPool, OnStartRunsOnceAndTheFirstTaskFollowsAtOnce) {
  UserSimulation simulation(
      UserClass("A", OnStart(Get("/login") + Get("/home")) + Wait(1s) + Task(1, Get("/a"))));
  simulation.Start(0);
  simulation.RunUntil(1500ms);
  EXPECT_THAT(simulation.engine.urls(), ElementsAre("http://host/login", "http://host/home",
                                                    "http://host/a", "http://host/a"));
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 10, 20, 1030));
}

TEST(UserPool, StepsFollowTheAnswerBeforePlusThinkTime) {
  UserSimulation simulation(
      UserClass("A", Wait(10s) + Task(1, Get("/a") + Think(200ms) + Get("/b") + Get("/c"))));
  simulation.Start(0);
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 210, 220));
}

TEST(UserPool, ResponseTimeCountsFromTheIntendedTimeServiceTimeFromTheSend) {
  UserSimulation simulation(UserClass("A", Wait(10s) + Task(1, Get("/a"))));
  simulation.Start(0, 100ms);
  simulation.clock.Set(MonotonicTime(150ms));  // the loop was busy elsewhere
  simulation.RunUntil(1s);
  const Recorder::Request& request = simulation.recorder.requests()[0];
  EXPECT_EQ(request.service_time.max_us(), 10'000);
  EXPECT_EQ(request.response_time.max_us(), 60'000);
  EXPECT_EQ(simulation.recorder.schedule_lag().max_us(), 50'000);
  EXPECT_EQ(request.first_start, 150ms);
  EXPECT_EQ(request.last_end, 160ms);
}

TEST(UserPool, ALateLoopDoesNotShiftThinkTimesThatFollow) {
  UserSimulation simulation(
      UserClass("A", Wait(10s) + Task(1, Think(100ms) + Think(100ms) + Get("/a"))));
  simulation.Start(0);
  simulation.timers.RunDue(simulation.clock.Now());
  simulation.clock.Set(MonotonicTime(190ms));  // 90 ms late for the first
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(200));
}

TEST(UserPool, AParallelStepSendsAllAtOnceAndEndsWithTheLast) {
  const std::string parallel = "parallel { requests {" + Get("/x").substr(9) + " requests {" +
                               Get("/y", 1).substr(9) + " requests {" + Get("/z", 2).substr(9) +
                               " }";
  UserSimulation simulation(UserClass("A", Wait(10s) + Task(1, parallel + Get("/after"))));
  simulation.engine.Answer([](const SeenRequest& request) {
    return FakeAnswer{.latency = request.url.ends_with("y") ? 300ms : 20ms};
  });
  simulation.Start(0);
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 0, 0, 300));
  EXPECT_EQ(simulation.engine.most_in_flight(), 3);
  EXPECT_EQ(simulation.engine.seen()[3].url, "http://host/after");
}

TEST(UserPool, AFailedRequestDoesNotEndTheTask) {
  UserSimulation simulation(UserClass("A", Wait(10s) + Task(1, Get("/a") + Get("/b", 1))));
  simulation.engine.AnswerAlways({.status = 500});
  simulation.Start(0);
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.engine.seen(), SizeIs(2));
  EXPECT_THAT(simulation.Errors(),
              ElementsAre(Pair("status: status 500", 1), Pair("status: status 500", 1)));
  EXPECT_EQ(simulation.recorder.requests()[0].failed, 1);
  EXPECT_EQ(simulation.recorder.requests()[0].completed, 0);
}

TEST(UserPool, WithoutAnAnswerTheEnginesOutcomeIsTheError) {
  UserSimulation simulation(UserClass("A", Wait(10s) + Task(1, Get("/a"))));
  simulation.engine.AnswerAlways({.outcome = Outcome::kReset, .error = "connection reset"});
  simulation.Start(0);
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.Errors(), ElementsAre(Pair("reset: connection reset", 1)));
  EXPECT_THAT(simulation.recorder.requests()[0].status, ElementsAre(Pair(0u, 1u)));
}

TEST(UserPool, AStepThatNeedsAVariableNeverCapturedIsNotSentAndEndsTheIteration) {
  UserSimulation simulation(
      "variables: \"token\"" +
      UserClass("A", Wait(1s) + Task(1, Get("/a") +
                                            Get("/b?", 1,
                                                "headers { name: \"T\" value { " +
                                                    Expr("variable_slot: 0") + "} }") +
                                            Get("/c", 2))));
  simulation.Start(0);
  simulation.RunUntil(500ms);
  EXPECT_THAT(simulation.engine.urls(), ElementsAre("http://host/a"));
  ASSERT_THAT(simulation.recorder.exceptions(), SizeIs(1));
  EXPECT_EQ(simulation.recorder.exceptions().begin()->first,
            "variable 'token' was not captured, so the step was not sent");
  EXPECT_EQ(simulation.recorder.users()[0].iterations, 1);
  EXPECT_EQ(simulation.recorder.requests()[1].started, 0);
  simulation.RunUntil(1500ms);
  EXPECT_THAT(simulation.engine.urls(), SizeIs(2)) << "the next iteration begins after the wait";
}

TEST(UserPool, CapturedVariablesTravelToLaterStepsAndIterations) {
  UserSimulation simulation(
      "variables: \"token\"" +
      UserClass("A", OnStart(Get("/login", 0, "captures { variable_slot: 0 json: \"/t\" }")) +
                         Wait(1s) +
                         Task(1, Get("/a", 1,
                                     "headers { name: \"Authorization\" value { " + Lit("Bearer ") +
                                         Expr("variable_slot: 0", "HEADER") + "} }"))));
  simulation.engine.AnswerAlways({.body = R"({"t": "abc"})"});
  simulation.Start(0);
  simulation.RunUntil(1500ms);
  ASSERT_THAT(simulation.engine.seen(), SizeIs(3));
  EXPECT_EQ(simulation.engine.seen()[1].Header("Authorization"), "Bearer abc");
  EXPECT_EQ(simulation.engine.seen()[2].Header("Authorization"), "Bearer abc");
}

TEST(UserPool, BranchesAndLoopsAreWalkedAsWritten) {
  const std::string branch =
      "branch { condition { variable_slot: 0 test: TEST_EQUALS operand: \"yes\" } then { " +
      Get("/then") + "} otherwise { " + Get("/otherwise") + "} } ";
  const std::string loop = "repeat { count: 2 steps { repeat { count: 3 steps { " + Get("/in") +
                           "} } } steps { " + Get("/out") + "} } repeat { count: 0 steps { " +
                           Get("/never") + "} }";
  UserSimulation simulation(
      "variables: \"v\"" +
      UserClass(
          "A",
          Wait(100s) + Task(1, branch + Get("/set", 0, "captures { variable_slot: 0 json: \"\" }") +
                                   branch + loop)));
  simulation.engine.AnswerAlways({.body = "\"yes\""});
  simulation.Start(0);
  simulation.RunUntil(10s);
  std::vector<std::string> paths;
  for (const std::string& url : simulation.engine.urls()) paths.push_back(url.substr(11));
  EXPECT_THAT(paths, ElementsAre("/otherwise", "/set", "/then", "/in", "/in", "/in", "/out", "/in",
                                 "/in", "/in", "/out"));
}

TEST(UserPool, AFailedOnStartEndsTheUserOnlyIfTheClassSaysSo) {
  for (const bool stop : {true, false}) {
    UserSimulation simulation(
        UserClass("A", OnStart(Get("/login") + Get("/home")) + Wait(1s) + Task(1, Get("/a")) +
                           OnStop(Get("/bye")) +
                           (stop ? "on_start_failure: ON_START_FAILURE_STOP_USER" : "")));
    simulation.engine.AnswerAlways({.status = 403});
    simulation.Start(7);
    simulation.RunUntil(500ms);
    EXPECT_THAT(simulation.engine.urls(), SizeIs(stop ? 1 : 3));
    EXPECT_EQ(simulation.recorder.users()[0].ended_early, stop ? 1 : 0);
    EXPECT_EQ(simulation.pool.running(0), stop ? 0 : 1);
    EXPECT_EQ(simulation.pool.alive(), stop ? 0 : 1);
    EXPECT_EQ(simulation.engine.sessions(), stop ? 0 : 1);
    EXPECT_EQ(simulation.UserTime(500ms), stop ? 10ms : 500ms);
    simulation.Stop(7, 600ms);  // of a user that is not there any more: nothing
    EXPECT_EQ(simulation.recorder.users()[0].stopped, stop ? 0 : 1);
  }
}

TEST(UserPool, EachUserHasItsOwnSessionAsLongAsItLives) {
  UserSimulation simulation(UserClass("A", Wait(1s) + Task(1, Get("/a"))));
  for (uint32_t i = 0; i < 5; ++i) simulation.Start(i);
  EXPECT_EQ(simulation.engine.sessions(), 5);
  simulation.Stop(3, 500ms);
  EXPECT_EQ(simulation.engine.sessions(), 4);
}

TEST(UserPool, SharedConnectionsMakeUsersShareSessionsByNumber) {
  UserSimulation simulation(
      UserClass("A", "http { shared_connections: 2 }" + Wait(1s) + Task(1, Get("/a"))));
  for (uint32_t i = 0; i < 5; ++i) simulation.Start(i, milliseconds(i));
  simulation.RunUntil(100ms);
  EXPECT_EQ(simulation.engine.sessions(), 2);
  const auto& seen = simulation.engine.seen();
  EXPECT_EQ(seen[0].session, seen[2].session);
  EXPECT_EQ(seen[1].session, seen[3].session);
  EXPECT_NE(seen[0].session, seen[1].session);
}

TEST(UserPool, UserTimeIsTheSumOfLivesHoweverOftenItIsAccounted) {
  UserSimulation simulation(UserClass("A", Wait(1s) + Task(1, Get("/a"))));
  simulation.Start(0, 100ms);
  simulation.Start(1, 250ms);
  Duration last{0};
  for (Duration t = 300ms; t < 2s; t += 170ms) {
    simulation.RunUntil(t);
    last = simulation.UserTime(t);
    EXPECT_EQ(last, (t - 100ms) + (t - 250ms));
  }
  simulation.RunUntil(2s);
  simulation.pool.StopUser(0, MonotonicTime(1950ms));
  simulation.pool.StopUser(1, MonotonicTime(2s));
  EXPECT_EQ(simulation.UserTime(3s), 1850ms + 1750ms);
  EXPECT_EQ(simulation.recorder.users()[0].started, 2);
  EXPECT_EQ(simulation.recorder.users()[0].stopped, 2);
}

TEST(UserPool, ARecorderHandedOverMidFlightTakesWhatEndsAfterwards) {
  Recorder next(4, 1);
  UserSimulation simulation(UserClass("A", Wait(1s) + Task(1, Get("/a"))));
  simulation.Start(0);
  simulation.RunUntil(5ms);
  simulation.pool.SetRecorder(&next);
  simulation.RunUntil(20ms);
  EXPECT_EQ(simulation.recorder.requests()[0].started, 1);
  EXPECT_EQ(simulation.recorder.requests()[0].completed, 0);
  EXPECT_EQ(next.requests()[0].completed, 1);
}

// Nothing to wait for, nothing to send: the loop must still get to the others.
TEST(UserPool, AUserThatDoesNothingCannotKeepTheLoop) {
  const std::string idle_branch =
      "branch { condition { variable_slot: 0 test: TEST_EXISTS } then { " + Get("/a") + "} }";
  for (const std::string& steps :
       {idle_branch, Think(Duration(0)),
        "repeat { count: 4000000000 steps { " + Think(Duration(0)) + "} }"}) {
    UserSimulation simulation("variables: \"v\"" + UserClass("A", Task(1, steps)));
    simulation.Start(0);
    EXPECT_LE(simulation.timers.RunDue(simulation.clock.Now()), 3u);
    simulation.RunUntil(10ms);
    EXPECT_THAT(simulation.engine.seen(), IsEmpty());
  }
}

TEST(UserPool, UsersThatDoNothingCannotKeepALateLoopAndStillGoOn) {
  constexpr uint32_t kUsers = 100;
  UserSimulation simulation(UserClass("A", Task(1, Think(Duration(0)))));
  for (uint32_t user = 0; user < kUsers; ++user) simulation.Start(user);
  simulation.clock.Set(MonotonicTime(10s));
  simulation.timers.RunDue(simulation.clock.Now());
  EXPECT_EQ(simulation.timers.RunDue(simulation.clock.Now()), 0u) << "nothing is left that is due";
  for (uint64_t turn = 1; turn <= 20; ++turn) {
    EXPECT_EQ(simulation.recorder.users()[0].iterations, turn * kUsers);
    simulation.clock.Advance(50ms);  // later each time than a user would like to go on
    simulation.timers.RunDue(simulation.clock.Now());
  }
}

TEST(UserPool, ADueTimeInTheFutureIsWaitedFor) {
  UserSimulation simulation(UserClass("A", Wait(1s) + Task(1, Get("/a"))));
  simulation.Start(0, 2s);
  simulation.RunUntil(1s);
  EXPECT_THAT(simulation.engine.seen(), IsEmpty());
  simulation.Stop(0, 1500ms);
  EXPECT_EQ(simulation.pool.alive(), 0);
  simulation.RunUntil(5s);
  EXPECT_THAT(simulation.engine.seen(), IsEmpty());
}

TEST(UserPool, AClassWithoutTasksIdlesAndSaysSo) {
  UserSimulation simulation(UserClass("A", OnStart(Get("/a"))));
  simulation.Start(0);
  simulation.RunUntil(1s);
  EXPECT_EQ(simulation.pool.running(0), 1);
  ASSERT_THAT(simulation.recorder.exceptions(), SizeIs(1));
  EXPECT_EQ(simulation.recorder.exceptions().begin()->first, "user class 'A' has no tasks");
  simulation.Stop(0, 2s);
  EXPECT_EQ(simulation.pool.alive(), 0);
}

TEST(UserPool, ARequestTimesOutAfterItsOwnLimitElseTheClasss) {
  UserSimulation simulation(
      UserClass("A", "http { timeout_us: 500000 }" + Wait(10s) +
                         Task(1, Get("/a") + Get("/b", 1, "timeout_us: 100000"))));
  simulation.engine.AnswerAlways({.latency = 1s});
  simulation.Start(0);
  simulation.RunUntil(2s);
  EXPECT_THAT(simulation.SentAt(), ElementsAre(0, 500));
  EXPECT_EQ(simulation.recorder.requests()[1].response_time.max_us(), 100'000);
  EXPECT_THAT(simulation.Errors(),
              ElementsAre(Pair("timeout: timed out", 1), Pair("timeout: timed out", 1)));
}

TEST(VirtualUser, IsSmallWhileItWaits) { EXPECT_LE(sizeof(VirtualUser), 256); }

}  // namespace
}  // namespace aurax::load::worker
