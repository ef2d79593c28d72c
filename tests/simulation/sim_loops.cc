#include "tests/simulation/sim_loops.h"

#include <algorithm>
#include <utility>

namespace aurax::load::simulation {

using std::chrono::microseconds;
using std::chrono::milliseconds;

SimLoops::SimLoops(Options options) : options_(std::move(options)), seats_(options_.loops) {
  for (uint32_t i = 0; i < options_.loops; ++i) {
    Seat* const seat = &seats_[i];
    seat->loop = std::make_unique<SimLoop>(
        SimLoop::Options{i, options_.clock, options_.truth, options_.worker,
                         [this, seat](worker::LoopEvent e) { Emit(*seat, std::move(e)); }});
  }
}

void SimLoops::Post(uint32_t loop, Command command) {
  Seat& seat = seats_[loop];
  seat.commands.push_back(std::move(command));
  World& world = *options_.world;
  seat.command_at =
      std::max(seat.command_at, world.now() + world.Skewed(microseconds(1), milliseconds(5)));
  SetWake(seat, seat.command_at);
}

void SimLoops::PostAll(const Command& command) {
  for (uint32_t i = 0; i < options_.loops; ++i) Post(i, command);
}

void SimLoops::SetWake(Seat& seat, Duration at) {
  if (at >= seat.wake_at) return;
  seat.wake_at = at;
  options_.world->At(at, [this, &seat, at, alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired() || seat.wake_at != at) return;
    seat.wake_at = kForever;
    if (!paused_) Turn(seat);
  });
}

// Timers first, then what was posted, as the event loop does.
void SimLoops::Turn(Seat& seat) {
  seat.loop->Run();
  if (options_.world->now() >= seat.command_at) {
    while (!seat.commands.empty()) {
      const Command command = std::move(seat.commands.front());
      seat.commands.pop_front();
      command(*seat.loop);
      seat.loop->Run();
    }
  } else if (!seat.commands.empty()) {
    SetWake(seat, seat.command_at);
  }
  const MonotonicTime due = seat.loop->NextDue();
  if (due != MonotonicTime::max()) SetWake(seat, options_.clock->WorldOf(due));
}

void SimLoops::Emit(Seat& seat, worker::LoopEvent event) {
  World& world = *options_.world;
  seat.events.push_back(std::move(event));
  seat.event_at =
      std::max(seat.event_at, world.now() + world.Skewed(microseconds(1), milliseconds(3)));
  world.At(seat.event_at, [this, &seat, alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    worker::LoopEvent next = std::move(seat.events.front());
    seat.events.pop_front();
    options_.emit(std::move(next));
  });
}

void SimLoops::Resume() {
  paused_ = false;
  for (Seat& seat : seats_) {
    seat.wake_at = kForever;
    SetWake(seat, options_.world->now() + options_.world->Skewed(Duration(0), milliseconds(2)));
  }
}

void SimLoops::Vanish() {
  for (Seat& seat : seats_) seat.loop->Vanish();
}

// --- To all loops, or one

void SimLoops::Start(std::shared_ptr<const worker::RunPlan> plan, MonotonicTime time_zero,
                     Duration phase) {
  PostAll([=](SimLoop& loop) { loop.Start(plan, time_zero, phase); });
}

// Dealt one by one, so that neighbouring users spread over the loops.
void SimLoops::Gain(const ShardGrant& grant) {
  std::vector<ShardGrant> parts(options_.loops, grant);
  for (ShardGrant& part : parts) part.shards.reset();
  for (uint32_t s = 0, next = 0; s < kShards; ++s) {
    if (grant.shards[s]) parts[next++ % options_.loops].shards.set(s);
  }
  for (uint32_t i = 0; i < options_.loops; ++i) {
    if (parts[i].shards.none()) continue;
    Post(i, [part = parts[i]](SimLoop& loop) { loop.Gain(part); });
  }
}

void SimLoops::Lose(const ShardSet& shards, Duration at) {
  PostAll([=](SimLoop& loop) { loop.Lose(shards & loop.held(), at); });
}

void SimLoops::SetLease(MonotonicTime until) {
  PostAll([=](SimLoop& loop) { loop.SetLease(until); });
}

void SimLoops::Fence() {
  PostAll([](SimLoop& loop) { loop.Fence(); });
}

void SimLoops::ChangeProfile(const LoadProfile& profile) {
  PostAll([=](SimLoop& loop) { loop.ChangeProfile(profile); });
}

void SimLoops::Stop(Duration at) {
  PostAll([=](SimLoop& loop) { loop.Stop(at); });
}

void SimLoops::GrantIterations(uint32_t loop, uint32_t granted) {
  Post(loop, [=](SimLoop& l) { l.GrantIterations(granted); });
}

void SimLoops::IterationsExhausted() {
  PostAll([](SimLoop& loop) { loop.IterationsExhausted(); });
}

void SimLoops::Finish() {
  PostAll([](SimLoop& loop) { loop.Finish(); });
}

void SimLoops::Abandon(Duration at) {
  PostAll([=](SimLoop& loop) { loop.Abandon(at); });
}

}  // namespace aurax::load::simulation
