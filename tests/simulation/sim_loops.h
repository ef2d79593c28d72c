// The loops of a simulated worker. As with threads, what they are told reaches them a moment later,
// each loop for itself, and what they tell reaches the session a moment later still.
#ifndef AURAX_TESTS_SIMULATION_SIM_LOOPS_H_
#define AURAX_TESTS_SIMULATION_SIM_LOOPS_H_

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "tests/simulation/sim_loop.h"

namespace aurax::load::simulation {

class SimLoops final : public worker::LoopGroup {
 public:
  struct Options {
    World* world = nullptr;  // these outlive the loops
    const MachineClock* clock = nullptr;
    Truth* truth = nullptr;
    WorkerTruth* worker = nullptr;
    uint32_t loops = 1;
    std::function<void(worker::LoopEvent)> emit;  // to the session
  };
  explicit SimLoops(Options options);

  uint32_t loops() const override { return options_.loops; }
  void Start(std::shared_ptr<const worker::RunPlan> plan, MonotonicTime time_zero,
             Duration phase) override;
  void Gain(const ShardGrant& grant) override;
  void Lose(const ShardSet& shards, Duration at) override;
  void SetLease(MonotonicTime until) override;
  void Fence() override;
  void ChangeProfile(const LoadProfile& profile) override;
  void Stop(Duration at) override;
  void GrantIterations(uint32_t loop, uint32_t granted) override;
  void IterationsExhausted() override;
  void Finish() override;
  void Abandon(Duration at) override;
  void Recycle(uint32_t, std::unique_ptr<worker::Recorder>) override {}

  // The process gets no time (SIGSTOP), or again some.
  void Pause() { paused_ = true; }
  void Resume();
  void Vanish();

 private:
  using Command = std::function<void(SimLoop&)>;
  struct Seat {
    std::unique_ptr<SimLoop> loop;
    std::deque<Command> commands;
    std::deque<worker::LoopEvent> events;  // on their way to the session
    Duration command_at{0}, event_at{0};   // of the last ones
    Duration wake_at = kForever;           // the next turn that is set
  };

  void Post(uint32_t loop, Command command);
  void PostAll(const Command& command);
  void Turn(Seat& seat);
  void SetWake(Seat& seat, Duration at);
  void Emit(Seat& seat, worker::LoopEvent event);

  const Options options_;
  bool paused_ = false;
  std::vector<Seat> seats_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_SIM_LOOPS_H_
