// A request in a steady state allocates nothing: rendering, sending, judging and recording live on
// kept memory.
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

#include "tests/fakes/allocation_count.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/instant_engine.h"
#include "tests/fakes/scenario_text.h"
#include "worker/recorder.h"
#include "worker/user_pool.h"

namespace aurax::load::worker {
namespace {

TEST(UserAllocations, ASteadyRequestAllocatesNothing) {
  if (!CountsAllocations()) GTEST_SKIP() << "a sanitizer counts for itself";
  const std::shared_ptr<const Script> script = CompileScenario(GenerateText());
  FakeClock clock;
  TimerQueue timers;
  InstantEngine engine(&clock, kGenerateAnswer);
  Recorder recorder(script->request_names(), script->classes().size());
  UserPool pool({script, &engine, &timers, &clock, MonotonicTime(), 1, Duration(0), nullptr},
                &recorder);
  for (uint32_t user = 0; user < 20; ++user) pool.StartUser(user, 0, clock.Now());
  const auto turn = [&] {
    clock.Advance(std::chrono::microseconds(100));
    timers.RunDue(clock.Now());
    engine.AnswerAll();
  };
  for (int i = 0; i < 2'000; ++i) turn();
  const uint64_t answered = engine.answered();
  const uint64_t before = AllocationCount();
  for (int i = 0; i < 1'000; ++i) turn();
  EXPECT_EQ(AllocationCount() - before, 0u);
  EXPECT_EQ(engine.answered() - answered, 20'000u);
  EXPECT_TRUE(recorder.errors().empty());
  EXPECT_GE(recorder.requests()[0].completed, 50'000u);
}

}  // namespace
}  // namespace aurax::load::worker
