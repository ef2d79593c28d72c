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

}  // namespace

LoadRun::LoadRun(Options options)
    : options_(std::move(options)),
      cursor_(options_.plan->profile, options_.shards),
      classes_(options_.plan->scenario),
      recorder_(FreshRecorder()),
      pool_(PoolOptions(options_, this), recorder_.get()),
      cpu_at_interval_(options_.thread_cpu()),
      plan_timer_(*options_.timers, [this](MonotonicTime) { FollowPlan(options_.clock->Now()); }),
      stop_timer_(*options_.timers, [this](MonotonicTime due) { StopEverybody(due); }),
      interval_timer_(*options_.timers,
                      [this](MonotonicTime due) {
                        DeliverInterval(Offset(due), false);
                        interval_timer_.ScheduleAt(due + kInterval);
                      }),
      quiet_timer_(*options_.timers, [this](MonotonicTime) { WatchForQuiet(); }),
      iterations_timer_(*options_.timers, [this](MonotonicTime) { AskForIterations(); }) {
  interval_timer_.ScheduleAt(options_.time_zero + kInterval);
  if (const auto end = options_.plan->profile.end()) {
    stop_timer_.ScheduleAt(options_.time_zero + *end);
  }
  SchedulePlan();
}

LoadRun::~LoadRun() {
  if (!finished_) pool_.AbandonAll();
}

void LoadRun::SchedulePlan() {
  if (stopping_ || exhausted_) return plan_timer_.Cancel();
  if (const auto event = cursor_.Peek()) {
    plan_timer_.ScheduleAt(options_.time_zero + event->at);
  } else {
    plan_timer_.Cancel();
  }
}

void LoadRun::FollowPlan(MonotonicTime until) {
  // A loop that is late must not carry out what was planned for after the stop.
  const Duration limit = std::min(Offset(until), stop_at_ - Duration(1));
  for (auto event = cursor_.Peek(); event && event->at <= limit; event = cursor_.Peek()) {
    cursor_.Pop();
    const MonotonicTime due = options_.time_zero + event->at;
    if (!event->start) {
      pool_.StopUser(event->user, due);
    } else if (const auto user_class = classes_.ClassOf(event->user)) {
      pool_.StartUser(event->user, *user_class, due);
    }
  }
  SchedulePlan();
}

void LoadRun::NoteLateness(Duration planned) {
  late_ = std::max(late_, Offset(options_.clock->Now()) - planned);
}

void LoadRun::ChangeProfile(const LoadProfile& profile) {
  if (stopping_) return;
  if (!profile.segments().empty()) NoteLateness(profile.segments().back().start);
  cursor_.Change(profile);
  if (const auto end = profile.end()) stop_timer_.ScheduleAt(options_.time_zero + *end);
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
  if (!exhausted_) FollowPlan(due);
  stopping_ = true;
  stop_timer_.Cancel();
  plan_timer_.Cancel();
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
  plan_timer_.Cancel();
  if (credits_ == 0) pool_.IterationsExhausted();
  WatchForQuiet();
}

void LoadRun::AbandonAll(Duration at) {
  NoteLateness(at);
  stopping_ = true;
  plan_timer_.Cancel();
  stop_timer_.Cancel();
  pool_.AbandonAll();
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
  interval.recorder = std::exchange(recorder_, FreshRecorder());
  pool_.SetRecorder(recorder_.get());
  options_.emit(std::move(interval));
}

void LoadRun::Finish() {
  if (finished_) return;
  interval_timer_.Cancel();
  quiet_timer_.Cancel();
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
