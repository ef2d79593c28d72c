// One event loop of a simulated worker: carries the plan out for its shards on its machine's clock,
// with users that "send" requests of invented length. What it does is recorded in a real Recorder
// and noted in the truth.
#ifndef AURAX_TESTS_SIMULATION_SIM_LOOP_H_
#define AURAX_TESTS_SIMULATION_SIM_LOOP_H_

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "common/class_sequence.h"
#include "tests/simulation/plain_plan.h"
#include "tests/simulation/truth.h"
#include "tests/simulation/world.h"
#include "worker/loop_group.h"

namespace aurax::load::simulation {

class SimLoop {
 public:
  struct Options {
    uint32_t index = 0;
    const MachineClock* clock = nullptr;
    Truth* truth = nullptr;
    WorkerTruth* worker = nullptr;
    std::function<void(worker::LoopEvent)> emit;
  };
  explicit SimLoop(Options options) : options_(std::move(options)) {}

  // As in worker::LoopGroup. Run() first, so that everything before has happened.
  void Start(std::shared_ptr<const worker::RunPlan> plan, MonotonicTime time_zero, Duration phase);
  void Gain(const ShardGrant& grant);
  void Lose(const ShardSet& shards, Duration at);
  void SetLease(MonotonicTime until) { lease_ = until; }
  void Fence();
  void ChangeProfile(const LoadProfile& profile);
  void Stop(Duration at);
  void GrantIterations(uint32_t granted);
  void IterationsExhausted();
  void Finish();
  void Abandon(Duration at);

  // The process is killed: the truth about it ends here.
  void Vanish();
  // Does what is due by now; the lease is looked at first.
  void Run();
  // max() where nothing is to come.
  MonotonicTime NextDue() const;

  const ShardSet& held() const { return plan_.held(); }

 private:
  struct User {
    uint32_t number, user_class;
    RandomStream random;
    size_t existence;     // index in the truth
    bool running = true;  // its user time goes on
    bool in_flight = false, parked = false;
    MonotonicTime next{};  // request ends, or the next one begins
    MonotonicTime sent{};
    MonotonicTime cut = MonotonicTime::max();  // a request in flight is cancelled
    MonotonicTime due() const { return parked ? MonotonicTime::max() : std::min(next, cut); }
  };
  struct Loss {
    Duration at;
    ShardSet shards;
  };

  MonotonicTime Now() const { return options_.clock->Now(); }
  Duration Offset(MonotonicTime t) const { return t - time_zero_; }
  MonotonicTime At(Duration offset) const { return time_zero_ + offset; }
  Duration Forward(MonotonicTime t) const { return options_.clock->WorldOf(t); }

  bool Step(MonotonicTime now);
  bool StepPlan(MonotonicTime now);
  void StepUser(User& user, MonotonicTime now);
  void StartUser(const PlainPlan::Event& event);
  void EndUserTime(User& user, MonotonicTime when);
  void StopUser(User& user, MonotonicTime due);
  void StopEverybody(MonotonicTime due);
  void BeginRequest(User& user, MonotonicTime now);
  void EndRequest(User& user);
  void CancelAll(MonotonicTime when);
  void DropShards(const ShardSet& shards, MonotonicTime when);
  void CarryOutLoss(const Loss& loss);
  void FenceAt(MonotonicTime when);
  bool TakeIteration();
  void LookForQuiet();
  void DeliverInterval(Duration to, bool last);
  void TellCounts(Duration at);
  void NoteLateness(Duration planned);
  std::unique_ptr<worker::Recorder> FreshRecorder() const;

  const Options options_;
  std::shared_ptr<const worker::RunPlan> run_;  // none: no run
  MonotonicTime time_zero_{};
  std::optional<ClassSequence> classes_;
  PlainPlan plan_;
  std::list<User> users_;
  std::vector<Loss> losses_;
  std::vector<size_t> holdings_;  // in the truth, those that go on
  MonotonicTime lease_{};

  std::unique_ptr<worker::Recorder> recorder_;
  bool idle_ = false;                  // at the end of the last interval, and nothing came since
  std::vector<uint32_t> running_;      // by class
  std::vector<Duration> unaccounted_;  // by class, see worker/user_pool.cc
  MonotonicTime accounted_{};
  Duration interval_from_{0}, interval_end_{0}, counts_due_{0};
  uint64_t interval_number_ = 0;
  worker::LoopCounts counts_;
  Duration stop_at_ = Duration::max();
  Duration late_{0};
  uint32_t credits_ = 0;
  bool asked_ = false, exhausted_ = false, stopping_ = false, quiet_ = false;
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_SIM_LOOP_H_
