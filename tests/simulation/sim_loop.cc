#include "tests/simulation/sim_loop.h"

#include <algorithm>
#include <utility>

namespace aurax::load::simulation {

using worker::LoopGroup;

void SimLoop::Start(std::shared_ptr<const worker::RunPlan> plan, MonotonicTime time_zero,
                    Duration phase) {
  run_ = std::move(plan);
  time_zero_ = time_zero;
  options_.worker->time_zero = Forward(time_zero);
  classes_.emplace(run_->scenario);
  plan_ = PlainPlan();
  interval_from_ = std::max(Duration(0), Offset(Now()));
  plan_.Change(run_->profile, interval_from_);
  for (size_t n = losses_.size(); n > 0; --n) options_.emit(worker::LoopReleased{options_.index});
  losses_.clear();
  lease_ = MonotonicTime::max();
  const auto classes = static_cast<size_t>(run_->scenario.user_classes_size());
  running_.assign(classes, 0);
  unaccounted_.assign(classes, Duration(0));
  accounted_ = At(interval_from_);
  interval_end_ = phase;
  while (interval_end_ <= interval_from_) interval_end_ += std::chrono::seconds(1);
  counts_due_ = interval_from_ + LoopGroup::kCountInterval;
  interval_number_ = 0;
  counts_ = worker::LoopCounts{options_.index};
  stop_at_ = run_->profile.end().value_or(Duration::max());
  late_ = Duration(0);
  credits_ = 0;
  asked_ = exhausted_ = stopping_ = quiet_ = false;
  recorder_ = FreshRecorder();
}

std::unique_ptr<worker::Recorder> SimLoop::FreshRecorder() const {
  return std::make_unique<worker::Recorder>(
      static_cast<size_t>(run_->scenario.request_names_size()), running_.size());
}

// --- Shards

void SimLoop::Gain(const ShardGrant& grant) {
  if (!run_) return;
  idle_ = false;
  NoteLateness(grant.at);
  plan_.Gain(grant, std::max(Duration(0), Offset(Now())));
  holdings_.push_back(options_.truth->holdings.size());
  options_.truth->holdings.push_back(
      {options_.worker, grant.shards, Forward(std::max(Now(), At(grant.at))), kForever});
}

void SimLoop::Lose(const ShardSet& shards, Duration at) {
  if (!run_) return;
  if (shards.none()) return options_.emit(worker::LoopReleased{options_.index});
  losses_.push_back({at, shards});
}

void SimLoop::CarryOutLoss(const Loss& loss) {
  NoteLateness(loss.at);
  for (User& user : users_) {
    if (user.running && loss.shards[ShardOf(user.number)]) StopUser(user, At(loss.at));
  }
  std::erase_if(users_, [](const User& u) { return !u.running && !u.in_flight; });
  DropShards(loss.shards, Now());
  options_.emit(worker::LoopReleased{options_.index});
  if (exhausted_) LookForQuiet();
}

void SimLoop::DropShards(const ShardSet& shards, MonotonicTime when) {
  plan_.Lose(shards);
  std::deque<Holding>& holdings = options_.truth->holdings;
  std::erase_if(holdings_, [&](size_t index) {
    Holding lost = holdings[index];
    holdings[index].shards &= ~shards;
    lost.shards &= shards;
    lost.to = Forward(when);
    if (lost.shards.any()) holdings.push_back(lost);
    return holdings[index].shards.none();
  });
}

void SimLoop::Fence() {
  if (run_) FenceAt(std::min(Now(), lease_));
}

void SimLoop::FenceAt(MonotonicTime when) {
  const Duration at = Offset(Now());
  if (stop_at_ != Duration::max()) when = std::min(when, At(stop_at_));
  CancelAll(when);
  DropShards(ShardSet().set(), when);
  losses_.clear();
  lease_ = MonotonicTime::max();
  asked_ = false;  // the session has forgotten the question
  TellCounts(at);
  options_.emit(worker::LoopFenced{options_.index, at});
  if (stopping_ || exhausted_) LookForQuiet();
}

void SimLoop::Vanish() {
  if (!run_) return;
  const MonotonicTime when = std::min(Now(), lease_);
  for (User& user : users_) {
    if (user.running) options_.truth->existences[user.existence].to = Forward(when);
  }
  DropShards(ShardSet().set(), when);
}

// --- The run

void SimLoop::NoteLateness(Duration planned) { late_ = std::max(late_, Offset(Now()) - planned); }

void SimLoop::ChangeProfile(const LoadProfile& profile) {
  if (!run_ || stopping_) return;
  if (!profile.segments().empty()) NoteLateness(profile.segments().back().start);
  plan_.Change(profile, std::max(Duration(0), Offset(Now())));
  if (const auto end = profile.end()) stop_at_ = std::min(stop_at_, *end);
}

void SimLoop::Stop(Duration at) {
  if (!run_ || stopping_) return;
  stop_at_ = std::min(stop_at_, at);
}

void SimLoop::StopEverybody(MonotonicTime due) {
  NoteLateness(Offset(due));
  stopping_ = true;
  for (User& user : users_) {
    if (user.running) StopUser(user, due);
  }
  std::erase_if(users_, [](const User& u) { return !u.running && !u.in_flight; });
  LookForQuiet();
}

void SimLoop::Abandon(Duration at) {
  if (!run_) return;
  NoteLateness(at);
  stopping_ = true;
  CancelAll(Now());
  Finish();
}

void SimLoop::Finish() {
  if (!run_) return;
  TellCounts(Offset(Now()));
  DeliverInterval(std::max(Offset(Now()), interval_from_), true);
  DropShards(ShardSet().set(), Now());
  run_.reset();
}

void SimLoop::LookForQuiet() {
  if (!run_ || quiet_ || !users_.empty()) return;
  quiet_ = true;
  options_.emit(worker::LoopQuiet{options_.index});
}

// --- Time

MonotonicTime SimLoop::NextDue() const {
  if (!run_) return MonotonicTime::max();
  MonotonicTime next = std::min({lease_, At(interval_end_), At(counts_due_)});
  for (const User& user : users_) next = std::min(next, user.due());
  for (const Loss& loss : losses_) next = std::min(next, At(loss.at));
  if (!stopping_) {
    if (stop_at_ != Duration::max()) next = std::min(next, At(stop_at_));
    if (const auto event = plan_.Peek(); event && !exhausted_) next = std::min(next, At(event->at));
  }
  return next;
}

void SimLoop::Run() {
  const MonotonicTime now = Now();
  if (run_ && now >= lease_) FenceAt(lease_);
  while (run_ && Step(now)) {
  }
}

// The plan up to now, then what users do; false when nothing is due any more.
bool SimLoop::Step(MonotonicTime now) {
  if (StepPlan(now)) return true;
  for (auto it = users_.begin(); it != users_.end(); ++it) {
    if (it->due() > now) continue;
    StepUser(*it, now);
    if (!it->running && !it->in_flight) users_.erase(it);
    if (stopping_ || exhausted_) LookForQuiet();
    return true;
  }
  if (At(counts_due_) <= now) {
    while (At(counts_due_) <= now) counts_due_ += LoopGroup::kCountInterval;
    TellCounts(Offset(now));
    return true;
  }
  if (At(interval_end_) > now) return false;
  DeliverInterval(interval_end_, false);
  interval_end_ += std::chrono::seconds(1);
  return true;
}

bool SimLoop::StepPlan(MonotonicTime now) {
  const auto loss = std::min_element(losses_.begin(), losses_.end(),
                                     [](const Loss& a, const Loss& b) { return a.at < b.at; });
  Duration due = stopping_ ? Duration::max() : stop_at_;
  if (loss != losses_.end()) due = std::min(due, loss->at);
  const auto event = plan_.Peek();
  if (event && !stopping_ && !exhausted_ && event->at < due) {
    if (At(event->at) > now) return false;
    plan_.Pop();
    if (event->start) {
      StartUser(*event);
      return true;
    }
    for (User& user : users_) {
      if (user.running && user.number == event->user) StopUser(user, At(event->at));
    }
    std::erase_if(users_, [](const User& u) { return !u.running && !u.in_flight; });
    return true;
  }
  if (due == Duration::max() || At(due) > now) return false;
  if (loss != losses_.end() && loss->at == due) {
    const Loss lost = *loss;
    losses_.erase(loss);
    CarryOutLoss(lost);
  } else {
    StopEverybody(At(due));
  }
  return true;
}

// --- Records

void SimLoop::TellCounts(Duration at) {
  counts_.at = at;
  options_.emit(counts_);
}

void SimLoop::DeliverInterval(Duration to, bool last) {
  const MonotonicTime until = At(to);
  worker::LoopInterval interval;
  for (uint32_t c = 0; c < running_.size(); ++c) {
    const Duration offered = unaccounted_[c] + running_[c] * (until - accounted_);
    const Duration told = std::max(offered, Duration(0));
    unaccounted_[c] = offered - told;
    recorder_->UserTime(c, told);
  }
  accounted_ = until;
  interval.loop = options_.index;
  interval.number = interval_number_++;
  interval.from = std::exchange(interval_from_, to);
  interval.to = to;
  interval.recorder = std::exchange(recorder_, FreshRecorder());
  interval.running = running_;
  interval.last = last;
  const bool empty = users_.empty() && plan_.held().none();
  interval.idle = std::exchange(idle_, empty) && empty;
  interval.late = late_;
  options_.emit(std::move(interval));
}

}  // namespace aurax::load::simulation
