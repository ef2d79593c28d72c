// What must hold for any number of users on any number of pools.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <tuple>

#include "tests/fakes/user_simulation.h"

namespace aurax::load::worker {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// Two classes that draw on every kind of randomness and data.
std::string Drawing() {
  const std::string members =
      "body { " + Expr("pick: 0", "JSON_VALUE") + Lit(" ") + Expr("pick: 1") + Lit(" ") +
      Expr("int_range { low: 0 high: 1000000 }") + Lit(" ") +
      Expr("float_range { low: 0 high: 1 digits: 9 }") + Lit(" ") + Expr("uuid {}") + Lit(" ") +
      Expr("seq { start: 1 step: 1 }") + Lit(" ") + Expr("user_number {}") + Lit(" ") +
      Expr("column { source: 1 column: 0 }") + "}";
  const auto list = [](const std::string& name, const std::string& pick) {
    return "data { name: \"" + name + "\" pick: " + pick +
           " columns: \"\" cells { text: \"x\" } cells { text: \"y\" } cells { text: \"z\" } } ";
  };
  const std::string tasks = Task(3, Get("/a", 0, members)) + Task(1, Get("/b", 1, members));
  return list("random", "PICK_RANDOM") + list("sequential", "PICK_SEQUENTIAL") +
         UserClass("A", Between(100ms, 300ms) + OnStart(Get("/start", 2, members)) + tasks) +
         UserClass("B", Between(50ms, 500ms) + tasks);
}

using Sent = std::tuple<std::string, std::string, Duration>;  // url, body, when

// Everything that 60 users sent in 3 s, run by `pools` pools.
std::multiset<Sent> AllSent(uint32_t pools, uint64_t seed) {
  const std::shared_ptr<const Script> script = CompileScenario(Drawing());
  std::multiset<Sent> sent;
  for (uint32_t pool = 0; pool < pools; ++pool) {
    UserSimulation simulation(script, {.seed = seed});
    for (uint32_t user = pool; user < 60; user += pools) {
      simulation.Start(user, std::chrono::milliseconds(user * 10), user % 3 == 0 ? 1 : 0);
    }
    simulation.RunUntil(3s);
    for (const SeenRequest& request : simulation.engine.seen()) {
      sent.emplace(request.url, request.body, request.sent.time_since_epoch());
    }
  }
  return sent;
}

TEST(UserPoolProperties, TheSameSeedSendsTheSameHoweverUsersAreSplitOverPools) {
  const std::multiset<Sent> one = AllSent(1, 7);
  EXPECT_GT(one.size(), 500u);
  EXPECT_EQ(AllSent(2, 7), one);
  EXPECT_EQ(AllSent(3, 7), one);
  EXPECT_NE(AllSent(1, 8), one);
}

TEST(UserPoolProperties, TenThousandUsersMissNoTime) {
  UserSimulation simulation(UserClass("A", Between(1s, 3s) + OnStart(Get("/health", 1)) +
                                               Task(1, Get("/a") + Think(50ms) + Get("/b", 2))));
  for (uint32_t user = 0; user < 10'000; ++user) {
    simulation.Start(user, std::chrono::microseconds(user * 100));
  }
  simulation.RunUntil(10s);
  const Recorder& recorder = simulation.recorder;
  EXPECT_GT(recorder.schedule_lag().count(), 80'000u);
  EXPECT_EQ(recorder.schedule_lag().max_us(), 0u);
  EXPECT_EQ(recorder.requests()[1].completed, 10'000u);
  for (const Recorder::Request& request : recorder.requests()) {
    EXPECT_EQ(request.response_time, request.service_time);
  }
  EXPECT_EQ(simulation.UserTime(10s), 10'000 * 10s - std::chrono::microseconds(100) * 49'995'000ll);
  simulation.pool.StopAll(simulation.clock.Now());
  simulation.RunUntil(20s);
  EXPECT_EQ(simulation.pool.alive(), 0u);
}

TEST(UserPoolProperties, BuffersAreKeptForRequestsInFlightNotForUsers) {
  UserSimulation simulation(UserClass("A", Wait(10s) + Task(1, Get("/a"))));
  for (uint32_t user = 0; user < 1'000; ++user) {
    simulation.Start(user, std::chrono::milliseconds(user * 10));
  }
  simulation.RunUntil(20s);
  EXPECT_LE(simulation.engine.most_in_flight(), 3u);
}

}  // namespace
}  // namespace aurax::load::worker
