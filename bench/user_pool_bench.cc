// What a full generate_text step costs above the engine: templated body, status and JSON check,
// recording. With --benchmark_counters_tabular=true: time and allocations are per step.
#include <benchmark/benchmark.h>

#include "tests/fakes/allocation_count.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/instant_engine.h"
#include "tests/fakes/scenario_text.h"
#include "worker/recorder.h"
#include "worker/user_pool.h"

namespace aurax::load::worker {
namespace {

void RunSteps(benchmark::State& state, const std::string& scenario) {
  const std::shared_ptr<const Script> script = CompileScenario(scenario);
  FakeClock clock;
  TimerQueue timers;
  InstantEngine engine(&clock, kGenerateAnswer);
  Recorder recorder(script->request_names(), script->classes().size());
  UserPool pool({script, &engine, &timers, &clock, MonotonicTime(), 1, Duration(0), nullptr},
                &recorder);
  for (uint32_t user = 0; user < state.range(0); ++user) pool.StartUser(user, 0, clock.Now());
  const auto turn = [&] {
    clock.Advance(std::chrono::milliseconds(1));
    timers.RunDue(clock.Now());
    engine.AnswerAll();
  };
  while (engine.answered() < 20'000) turn();
  const uint64_t answered = engine.answered();
  const uint64_t before = AllocationCount();
  while (state.KeepRunningBatch(state.range(0))) turn();
  const auto steps = static_cast<double>(engine.answered() - answered);
  state.SetItemsProcessed(static_cast<int64_t>(steps));
  state.counters["allocations/step"] = static_cast<double>(AllocationCount() - before) / steps;
}

void BM_GenerateTextStep(benchmark::State& state) { RunSteps(state, GenerateText()); }
BENCHMARK(BM_GenerateTextStep)->Arg(10)->Arg(1'000);

void BM_BareGetStep(benchmark::State& state) {
  RunSteps(state, UserClass("A", Task(1, Get("/health"))));
}
BENCHMARK(BM_BareGetStep)->Arg(10)->Arg(1'000);

// Each step through the timer queue as well.
void BM_BareGetStepWithWait(benchmark::State& state) {
  RunSteps(state,
           UserClass("A", Between(std::chrono::microseconds(1), std::chrono::microseconds(900)) +
                              Task(1, Get("/health"))));
}
BENCHMARK(BM_BareGetStepWithWait)->Arg(1'000);

}  // namespace
}  // namespace aurax::load::worker

BENCHMARK_MAIN();
