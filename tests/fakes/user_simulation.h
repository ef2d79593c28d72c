// A user pool in a world of its own: a clock that a test moves, a fake engine, a recorder. Time
// goes from one timer to the next, so everything happens exactly when it is due.
#ifndef AURAX_TESTS_FAKES_USER_SIMULATION_H_
#define AURAX_TESTS_FAKES_USER_SIMULATION_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_engine.h"
#include "tests/fakes/scenario_text.h"
#include "worker/recorder.h"
#include "worker/script.h"
#include "worker/user_pool.h"

namespace aurax::load::worker {

class UserSimulation {
 public:
  struct Options {
    uint64_t seed = 1;
    Duration stop_timeout{0};
    IterationSource* iterations = nullptr;
  };
  explicit UserSimulation(const std::string& scenario) : UserSimulation(scenario, Options()) {}
  UserSimulation(const std::string& scenario, Options options)
      : UserSimulation(CompileScenario(scenario), options) {}
  UserSimulation(std::shared_ptr<const Script> script, Options options)
      : recorder(script->request_names(), script->classes().size()),
        pool({script, &engine, &timers, &clock, MonotonicTime(), options.seed, options.stop_timeout,
              options.iterations},
             &recorder) {}

  void Start(uint32_t number, Duration due = Duration(0), uint32_t user_class = 0) {
    pool.StartUser(number, user_class, MonotonicTime(due));
  }
  // At its due time, as the plan's timers do.
  void Stop(uint32_t number, Duration due) {
    RunUntil(due);
    pool.StopUser(number, MonotonicTime(due));
    timers.RunDue(clock.Now());
  }

  // Runs every timer up to `end`, each at its time, and leaves the clock there.
  void RunUntil(Duration end) {
    const MonotonicTime until{end};
    while (!timers.empty() && timers.NextDue() <= until) {
      if (timers.NextDue() > clock.Now()) clock.Set(timers.NextDue());
      timers.RunDue(clock.Now());
    }
    clock.Set(until);
  }

  // Offsets at which requests were sent, in milliseconds.
  std::vector<int64_t> SentAt() const {
    std::vector<int64_t> at;
    for (const SeenRequest& request : engine.seen()) {
      at.push_back(ToMicros(request.sent.time_since_epoch()) / 1000);
    }
    return at;
  }
  std::vector<std::pair<std::string, uint64_t>> Errors() const {  // "kind: message", count
    std::vector<std::pair<std::string, uint64_t>> errors;
    for (const auto& [key, error] : recorder.errors()) {
      errors.emplace_back(key.kind + ": " + key.message, error.count);
    }
    return errors;
  }
  Duration UserTime(Duration until, uint32_t user_class = 0) {
    pool.AccountUserTime(MonotonicTime(until));
    return recorder.users()[user_class].time;
  }

  FakeClock clock;
  TimerQueue timers;
  FakeEngine engine{&timers, &clock};
  Recorder recorder;
  UserPool pool;
};

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_FAKES_USER_SIMULATION_H_
