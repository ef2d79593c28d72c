// What the users of a simulated loop do.
#include <algorithm>

#include "tests/simulation/sim_loop.h"

namespace aurax::load::simulation {

using std::chrono::microseconds;
using std::chrono::milliseconds;

void SimLoop::StartUser(const PlainPlan::Event& event) {
  const auto user_class = classes_->ClassOf(event.user);
  if (!user_class) return;
  const MonotonicTime now = Now(), due = At(event.at);
  std::deque<Existence>& existences = options_.truth->existences;
  existences.push_back(
      {options_.worker, event.user, *user_class, event.at, event.resumed, Forward(now), kForever});
  event.resumed ? recorder_->UserResumed(*user_class) : recorder_->UserStarted(*user_class);
  ++running_[*user_class];
  unaccounted_[*user_class] += accounted_ - due;
  users_.push_back({event.user, *user_class,
                    RandomStream(run_->seed, *user_class, event.user, StreamPurpose::kValues),
                    existences.size() - 1});
  users_.back().next = now;
}

void SimLoop::EndUserTime(User& user, MonotonicTime when) {
  user.running = false;
  --running_[user.user_class];
  unaccounted_[user.user_class] += when - accounted_;
  recorder_->UserStopped(user.user_class);
  options_.truth->existences[user.existence].to = Forward(Now());
}

// A request in flight may end within the grace.
void SimLoop::StopUser(User& user, MonotonicTime due) {
  EndUserTime(user, due);
  user.parked = false;
  user.cut = due + run_->stop_timeout;
}

void SimLoop::CancelAll(MonotonicTime when) {
  for (User& user : users_) {
    if (user.running) {
      EndUserTime(user, std::min(when, Now()));
      options_.truth->existences[user.existence].to = Forward(std::min(when, Now()));
    }
    if (!user.in_flight) continue;
    recorder_->RequestCancelled(0, 0);
    ++counts_.cancelled;
    ++options_.worker->cancelled;
  }
  users_.clear();
}

bool SimLoop::TakeIteration() {
  if (!run_->iterations_limited) return true;
  if (credits_ > 0) {
    --credits_;
    return true;
  }
  if (!asked_ && !exhausted_) {
    asked_ = true;
    options_.emit(worker::IterationsWanted{
        options_.index, static_cast<uint32_t>(std::max<size_t>(1, users_.size()))});
  }
  return false;
}

void SimLoop::StepUser(User& user, MonotonicTime now) {
  if (!user.running) {  // the grace
    if (now >= user.next && user.next <= user.cut) return EndRequest(user);
    user.in_flight = false;
    recorder_->RequestCancelled(user.number % 2, 0);
    ++counts_.cancelled;
    ++options_.worker->cancelled;
    return;
  }
  if (user.in_flight) return EndRequest(user);
  if (TakeIteration()) return BeginRequest(user, now);
  user.parked = true;
  if (exhausted_) StopUser(user, now);
}

void SimLoop::BeginRequest(User& user, MonotonicTime now) {
  user.in_flight = true;
  user.sent = now;
  const int64_t longest = user.random.Below(20) == 0 ? 3'000'000 : 300'000;
  user.next = now + microseconds(user.random.Between(500, longest));
  recorder_->RequestStarted(user.number % 2, Offset(now), Duration(0));
  ++counts_.started;
  ++options_.worker->started;
}

void SimLoop::EndRequest(User& user) {
  worker::ExchangeRecord record;
  record.name_id = user.number % 2;
  record.response_time = record.service_time = user.next - user.sent;
  record.status = 200;
  record.failed = user.random.Below(10) == 0;
  record.ended = Offset(user.next);
  recorder_->RequestFinished(record);
  ++(record.failed ? counts_.failed : counts_.completed);
  ++(record.failed ? options_.worker->failed : options_.worker->completed);
  user.in_flight = false;
  if (user.running) recorder_->IterationDone(user.user_class);
  user.next += milliseconds(user.random.Between(20, 800));
}

void SimLoop::GrantIterations(uint32_t granted) {
  if (!run_) return;
  asked_ = false;
  credits_ += granted;
  for (User& user : users_) {
    if (!user.parked || credits_ == 0) continue;
    --credits_;
    user.parked = false;
    BeginRequest(user, Now());
  }
}

void SimLoop::IterationsExhausted() {
  if (!run_) return;
  exhausted_ = true;
  asked_ = false;
  for (User& user : users_) {
    if (user.parked && user.running && credits_ == 0) StopUser(user, Now());
  }
  std::erase_if(users_, [](const User& u) { return !u.running && !u.in_flight; });
  LookForQuiet();
}

}  // namespace aurax::load::simulation
