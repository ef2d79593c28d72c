#include "worker/load_run.h"

#include <algorithm>
#include <utility>

namespace aurax::load::worker {
namespace {

// How often a stopping loop looks whether everybody has left.
constexpr Duration kQuietCheck = std::chrono::milliseconds(2);
constexpr uint32_t kMostIterationsAtHand = 256;

UserPool::Options PoolOptions(const LoadRun::Options& run, IterationSource* iterations) {
  UserPool::Options pool;
  pool.script = run.plan->script;
  pool.engine = run.engine;
  pool.timers = run.timers;
  pool.clock = run.clock;
  pool.time_zero = run.time_zero;
  pool.seed = run.plan->seed;
  pool.stop_timeout = run.plan->stop_timeout;
  pool.iterations = run.plan->iterations_limited ? iterations : nullptr;
  return pool;
}

Duration FirstIntervalEnd(Duration begin, Duration phase) {
  if (begin < phase) return phase;
  return phase + ((begin - phase) / LoadRun::kInterval + 1) * LoadRun::kInterval;
}

}  // namespace

LoadRun::LoadRun(Options options)
    : options_(std::move(options)),
      plan_(options_.plan->profile),
      classes_(options_.plan->scenario),
      recorder_(FreshRecorder()),
      pool_(PoolOptions(options_, this), recorder_.get()),
      interval_from_(options_.begin),
      cpu_at_interval_(options_.thread_cpu()),
      plan_timer_(*options_.timers, [this](MonotonicTime) { FollowPlan(options_.clock->Now()); }),
      stop_timer_(*options_.timers, [this](MonotonicTime due) { StopEverybody(due); }),
      interval_timer_(*options_.timers,
                      [this](MonotonicTime due) {
                        DeliverInterval(Offset(due), false);
                        interval_timer_.ScheduleAt(due + kInterval);
                      }),
      count_timer_(*options_.timers, [this](MonotonicTime) { EmitCounts(); }),
      lease_timer_(*options_.timers, [this](MonotonicTime) { OnTurn(options_.clock->Now()); }),
      quiet_timer_(*options_.timers, [this](MonotonicTime) { WatchForQuiet(); }),
      iterations_timer_(*options_.timers, [this](MonotonicTime) { AskForIterations(); }) {
  interval_timer_.ScheduleAt(options_.time_zero + FirstIntervalEnd(options_.begin, options_.phase));
  count_timer_.ScheduleAt(std::max(options_.clock->Now(), options_.time_zero) +
                          LoopGroup::kCountInterval);
  const LoadProfile& profile = options_.plan->profile;
  if (!profile.segments().empty()) last_change_ = profile.segments().back().start;
  if (const auto end = profile.end()) {
    plan_end_ = *end;
    stop_timer_.ScheduleAt(options_.time_zero + *end);
  }
}

LoadRun::~LoadRun() {
  if (!finished_) pool_.AbandonAll();
}

void LoadRun::SchedulePlan() {
  const auto next = stopping_ ? std::nullopt : plan_.NextAt();
  if (next) {
    plan_timer_.ScheduleAt(options_.time_zero + *next);
  } else {
    plan_timer_.Cancel();
  }
}

void LoadRun::FollowPlan(MonotonicTime until) {
  // A loop that is late must not carry out what was planned for after the stop.
  const Duration limit = std::min(Offset(until), stop_at_ - Duration(1));
  for (auto at = plan_.NextAt(); at && *at <= limit; at = plan_.NextAt()) {
    const auto planned = plan_.Pop();
    if (const auto* event = std::get_if<PlanEvent>(&planned)) {
      CarryOut(*event);
    } else {
      pool_.StopShards(std::get<ShardLoss>(planned).shards, options_.time_zero + *at);
    }
  }
  SchedulePlan();
}

void LoadRun::CarryOut(const PlanEvent& event) {
  if (exhausted_) return;  // everybody goes when it needs an iteration
  const MonotonicTime due = options_.time_zero + event.at;
  if (!event.start) {
    pool_.StopUser(event.user, due);
  } else if (const auto user_class = classes_.ClassOf(event.user)) {
    pool_.StartUser(event.user, *user_class, due, event.resumed);
  }
}

bool LoadRun::Empty() const {
  return plan_.holds_nothing() && pool_.alive() == 0 && pool_.in_flight() == 0;
}

void LoadRun::Gain(const ShardGrant& grant) {
  if (stopping_ || finished_ || grant.shards.none()) return;
  idle_ = false;
  NoteLateness(grant.at);
  plan_.Gain(grant);
  SchedulePlan();
}

void LoadRun::Lose(const ShardSet& shards, Duration at) {
  if (shards.any() && !stopping_ && !finished_) {
    NoteLateness(at);
    const MonotonicTime now = options_.clock->Now();
    plan_.Lose(shards, std::max(at, Offset(now)));
    FollowPlan(now);
  }
  options_.emit(LoopReleased{options_.loop});
}

void LoadRun::SetLease(MonotonicTime until) {
  lease_ = until;
  if (until == MonotonicTime::max()) {
    lease_timer_.Cancel();
  } else {
    // So that the loop wakes for it; one that is over already is not to count as lag.
    lease_timer_.ScheduleAt(std::max(until, options_.clock->Now()));
  }
}

void LoadRun::OnLeaseOver() {
  if (Empty()) return;
  const MonotonicTime end = LoadEnd();
  Fence();
  options_.emit(LoopFenced{options_.loop, Offset(end)});
}

void LoadRun::Fence() {
  asked_ = false;  // whatever is answered is not for those who come next
  plan_.LoseEverything();
  SchedulePlan();
  pool_.AbandonAll(LoadEnd());
}

// A loop that could not run offered nothing after the end of its lease, nor after that of the plan.
MonotonicTime LoadRun::LoadEnd() const {
  MonotonicTime end = std::min(options_.clock->Now(), lease_);
  if (const Duration planned = std::min(stop_at_, plan_end_); planned != Duration::max()) {
    end = std::min(end, options_.time_zero + planned);
  }
  return std::max(end, options_.time_zero);
}

void LoadRun::NoteLateness(Duration planned) {
  late_ = std::max(late_, Offset(options_.clock->Now()) - planned);
}

void LoadRun::ChangeProfile(const LoadProfile& profile) {
  if (stopping_) return;
  // A profile that only ends earlier repeats changes that were carried out long ago.
  if (!profile.segments().empty() && profile.segments().back().start != last_change_) {
    last_change_ = profile.segments().back().start;
    NoteLateness(last_change_);
  }
  plan_.Change(profile);
  if (const auto end = profile.end()) {
    plan_end_ = *end;
    stop_timer_.ScheduleAt(options_.time_zero + *end);
  }
  SchedulePlan();
}

void LoadRun::Stop(Duration at) {
  if (stopping_) return;
  const MonotonicTime due = options_.time_zero + at;
  NoteLateness(at);
  stop_at_ = std::min(stop_at_, at);
  if (due <= options_.clock->Now()) {
    StopEverybody(due);
  } else {
    stop_timer_.ScheduleAt(due);
  }
}

void LoadRun::StopEverybody(MonotonicTime due) {
  if (stopping_) return;
  // A loop that is late may not have come to what was planned before the stop.
  stop_at_ = std::min(stop_at_, Offset(due));
  FollowPlan(due);
  stopping_ = true;
  stop_timer_.Cancel();
  plan_timer_.Cancel();
  plan_.LoseEverything();
  pool_.StopAll(due);
  WatchForQuiet();
}

void LoadRun::WatchForQuiet() {
  if (quiet_ || finished_) return;
  if (pool_.alive() > 0) {
    return quiet_timer_.ScheduleAt(options_.clock->Now() + kQuietCheck);
  }
  quiet_ = true;
  options_.emit(LoopQuiet{options_.loop});
}

bool LoadRun::TakeIteration() {
  if (credits_ > 0) {
    --credits_;
    return true;
  }
  // Asked for once the users that are due at this moment have all been parked.
  if (!iterations_timer_.scheduled()) iterations_timer_.ScheduleAt(options_.clock->Now());
  return false;
}

void LoadRun::AskForIterations() {
  if (credits_ > 0) return pool_.IterationsArrived();
  if (exhausted_) return pool_.IterationsExhausted();
  if (asked_) return;
  asked_ = true;
  const auto users = static_cast<uint32_t>(pool_.alive());
  options_.emit(IterationsWanted{options_.loop, std::clamp(users, 1u, kMostIterationsAtHand)});
}

void LoadRun::GrantIterations(uint32_t granted) {
  asked_ = false;
  credits_ += granted;
  if (credits_ > 0) pool_.IterationsArrived();
}

void LoadRun::IterationsExhausted() {
  exhausted_ = true;
  asked_ = false;
  if (credits_ == 0) pool_.IterationsExhausted();
  WatchForQuiet();
}

void LoadRun::AbandonAll(Duration at) {
  NoteLateness(at);
  stopping_ = true;
  plan_timer_.Cancel();
  stop_timer_.Cancel();
  plan_.LoseEverything();
  pool_.AbandonAll();
}

void LoadRun::EmitCounts() {
  const MonotonicTime now = options_.clock->Now();
  const Recorder::Totals& present = recorder_->totals();
  LoopCounts counts;
  counts.loop = options_.loop;
  counts.at = std::max(Offset(now), Duration::zero());
  counts.started = before_.started + present.started;
  counts.completed = before_.completed + present.completed;
  counts.failed = before_.failed + present.failed;
  counts.cancelled = before_.cancelled + present.cancelled;
  options_.emit(counts);
  // From now on: a loop that was late has nothing to say of the times that it missed.
  count_timer_.ScheduleAt(now + LoopGroup::kCountInterval);
}

void LoadRun::DeliverInterval(Duration to, bool last) {
  pool_.AccountUserTime(options_.time_zero + to);
  LoopInterval interval;
  interval.loop = options_.loop;
  interval.number = interval_number_++;
  interval.from = std::exchange(interval_from_, to);
  interval.to = to;
  for (int c = 0; c < options_.plan->scenario.user_classes_size(); ++c) {
    interval.running.push_back(pool_.running(static_cast<uint32_t>(c)));
  }
  const Duration cpu = options_.thread_cpu();
  interval.thread_cpu = cpu - std::exchange(cpu_at_interval_, cpu);
  interval.open_connections = options_.engine->open_connections();
  interval.last = last;
  interval.late = late_;
  const bool empty = Empty();
  interval.idle = std::exchange(idle_, empty) && empty;
  const Recorder::Totals& totals = recorder_->totals();
  before_.started += totals.started;
  before_.completed += totals.completed;
  before_.failed += totals.failed;
  before_.cancelled += totals.cancelled;
  interval.recorder = std::exchange(recorder_, FreshRecorder());
  pool_.SetRecorder(recorder_.get());
  options_.emit(std::move(interval));
}

void LoadRun::Finish() {
  if (finished_) return;
  interval_timer_.Cancel();
  quiet_timer_.Cancel();
  EmitCounts();
  count_timer_.Cancel();
  lease_timer_.Cancel();
  // Not before the interval's start: a loop that is late delivers a whole interval after the moment
  // it finished.
  DeliverInterval(std::max(Offset(options_.clock->Now()), interval_from_), true);
  finished_ = true;
}

std::unique_ptr<Recorder> LoadRun::FreshRecorder() {
  if (spare_.empty()) {
    const v1::Scenario& scenario = options_.plan->scenario;
    return std::make_unique<Recorder>(static_cast<size_t>(scenario.request_names_size()),
                                      static_cast<size_t>(scenario.user_classes_size()));
  }
  std::unique_ptr<Recorder> recorder = std::move(spare_.back());
  spare_.pop_back();
  return recorder;
}

}  // namespace aurax::load::worker
