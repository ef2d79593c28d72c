#include "worker/user_pool.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "worker/virtual_user.h"

namespace aurax::load::worker {

class UserPool::Impl final : public UserOwner, public ExchangeSink, public Timer {
 public:
  Impl(const Options& options, Recorder* recorder)
      : environment_(options, recorder, this, this),
        classes_(options.script->classes().size()),
        accounted_(options.time_zero) {}

  ~Impl() {
    AbandonAll();
    environment_.options.timers->Cancel(this);
  }

  void StartUser(uint32_t number, uint32_t user_class, MonotonicTime due, bool resumed);
  void StopUser(uint32_t number, MonotonicTime due);
  void StopShards(const ShardSet& shards, MonotonicTime due);
  void AbandonAll(MonotonicTime when);
  void AbandonAll() { AbandonAll(environment_.options.clock->Now()); }
  void IterationsArrived();
  void IterationsExhausted();
  void AccountUserTime(MonotonicTime now);

  // UserOwner
  void OnParked(VirtualUser* user) override { parked_.push_back(user); }
  void OnIterationsOver(VirtualUser* user, MonotonicTime when) override { CountStop(user, when); }
  void OnEndedEarly(VirtualUser* user, MonotonicTime when) override;
  void OnGone(VirtualUser* user) override;

  void OnExchangeDone(HttpExchange* exchange) override {
    Flight* const flight = static_cast<Flight*>(exchange);
    flight->user->OnFlightDone(flight);
  }

  // Users that are gone are destroyed in a turn of their own: here their callers are still at work
  // on them.
  void OnTimer(MonotonicTime) override { gone_.clear(); }

  UserEnvironment& environment() { return environment_; }
  uint32_t running(uint32_t user_class) const { return classes_[user_class].running; }
  size_t alive() const { return users_.size(); }

 private:
  struct ClassUsers {
    uint32_t running = 0;
    // User time that `running` since the last accounting does not yield: of those who came, went or
    // were negative.
    Duration unaccounted{0};
    std::vector<std::unique_ptr<HttpSession>> shared_sessions;
  };

  void GiveSession(VirtualUser* user, const ClassScript& script, ClassUsers* fellows);
  // Its user time ends; it is not the plan's any more.
  void CountEnd(VirtualUser* user, MonotonicTime when);
  void CountStop(VirtualUser* user, MonotonicTime when);
  // Requires that it is not parked any more.
  void StopFound(VirtualUser* user, MonotonicTime due);

  UserEnvironment environment_;
  std::vector<ClassUsers> classes_;
  std::vector<std::unique_ptr<VirtualUser>> users_;        // alive; position is the index
  absl::flat_hash_map<uint32_t, VirtualUser*> by_number_;  // running
  std::deque<VirtualUser*> parked_;
  std::vector<std::unique_ptr<VirtualUser>> gone_;
  MonotonicTime accounted_;
};

void UserPool::Impl::GiveSession(VirtualUser* user, const ClassScript& script,
                                 ClassUsers* fellows) {
  HttpEngine* const engine = environment_.options.engine;
  const uint32_t sharing = script.http.shared_connections();
  if (sharing == 0) return user->UseSession(engine->NewSession(script.http));
  fellows->shared_sessions.resize(sharing);
  std::unique_ptr<HttpSession>& session = fellows->shared_sessions[user->number() % sharing];
  if (session == nullptr) session = engine->NewSession(script.http);
  user->UseSession(session.get());
}

void UserPool::Impl::StartUser(uint32_t number, uint32_t user_class, MonotonicTime due,
                               bool resumed) {
  ClassUsers& fellows = classes_[user_class];
  users_.push_back(std::make_unique<VirtualUser>(&environment_, number, user_class));
  VirtualUser* const user = users_.back().get();
  user->position = users_.size() - 1;
  by_number_[number] = user;
  ++fellows.running;
  fellows.unaccounted += accounted_ - due;
  if (resumed) {
    environment_.recorder->UserResumed(user_class);
  } else {
    environment_.recorder->UserStarted(user_class);
  }
  GiveSession(user, environment_.options.script->classes()[user_class], &fellows);
  user->Begin(due);
}

void UserPool::Impl::CountEnd(VirtualUser* user, MonotonicTime when) {
  ClassUsers& fellows = classes_[user->user_class()];
  --fellows.running;
  fellows.unaccounted += when - accounted_;
  by_number_.erase(user->number());
}

void UserPool::Impl::CountStop(VirtualUser* user, MonotonicTime when) {
  CountEnd(user, when);
  environment_.recorder->UserStopped(user->user_class());
}

void UserPool::Impl::OnEndedEarly(VirtualUser* user, MonotonicTime when) {
  CountEnd(user, when);
  environment_.recorder->UserEndedEarly(user->user_class());
}

void UserPool::Impl::OnGone(VirtualUser* user) {
  const size_t position = user->position;
  std::swap(users_[position], users_.back());
  users_[position]->position = position;
  gone_.push_back(std::move(users_.back()));
  users_.pop_back();
  if (!scheduled()) environment_.options.timers->Schedule(this, environment_.options.clock->Now());
}

void UserPool::Impl::StopUser(uint32_t number, MonotonicTime due) {
  const auto found = by_number_.find(number);
  if (found == by_number_.end()) return;
  VirtualUser* const user = found->second;
  if (user->state() == UserState::kParked) {
    parked_.erase(std::find(parked_.begin(), parked_.end(), user));
  }
  StopFound(user, due);
}

void UserPool::Impl::StopFound(VirtualUser* user, MonotonicTime due) {
  CountStop(user, due);
  user->Stop(due);
}

void UserPool::Impl::StopShards(const ShardSet& shards, MonotonicTime due) {
  // All at once: looked for one by one, many that are parked would take for ever.
  std::erase_if(parked_, [&](const VirtualUser* user) { return shards[ShardOf(user->number())]; });
  std::vector<uint32_t> numbers;
  for (const auto& [number, user] : by_number_) {
    if (shards[ShardOf(number)]) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  for (const uint32_t number : numbers) {
    if (const auto found = by_number_.find(number); found != by_number_.end()) {
      StopFound(found->second, due);
    }
  }
}

void UserPool::Impl::AbandonAll(MonotonicTime when) {
  parked_.clear();
  while (!by_number_.empty()) CountStop(by_number_.begin()->second, when);
  while (!users_.empty()) users_.back()->Abandon();
}

void UserPool::Impl::IterationsArrived() {
  const MonotonicTime now = environment_.options.clock->Now();
  while (!parked_.empty() && environment_.options.iterations->TakeIteration()) {
    VirtualUser* const user = parked_.front();
    parked_.pop_front();
    user->GrantIteration(now);
  }
}

void UserPool::Impl::IterationsExhausted() {
  environment_.iterations_over = true;
  const MonotonicTime now = environment_.options.clock->Now();
  while (!parked_.empty()) StopUser(parked_.front()->number(), now);
}

void UserPool::Impl::AccountUserTime(MonotonicTime now) {
  for (uint32_t i = 0; i < classes_.size(); ++i) {
    ClassUsers& users = classes_[i];
    const Duration offered = users.unaccounted + users.running * (now - accounted_);
    // Below zero if a user went before the last accounting, but was stopped after it: kept until
    // there is enough.
    const Duration told = std::max(offered, Duration::zero());
    users.unaccounted = offered - told;
    if (told != Duration::zero()) environment_.recorder->UserTime(i, told);
  }
  accounted_ = now;
}

UserPool::UserPool(Options options, Recorder* recorder)
    : impl_(std::make_unique<Impl>(options, recorder)) {}
UserPool::~UserPool() = default;

void UserPool::StartUser(uint32_t number, uint32_t user_class, MonotonicTime due, bool resumed) {
  impl_->StartUser(number, user_class, due, resumed);
}
void UserPool::StopUser(uint32_t number, MonotonicTime due) { impl_->StopUser(number, due); }
void UserPool::StopShards(const ShardSet& shards, MonotonicTime due) {
  impl_->StopShards(shards, due);
}
void UserPool::StopAll(MonotonicTime due) { impl_->StopShards(ShardSet().set(), due); }
void UserPool::AbandonAll(MonotonicTime when) { impl_->AbandonAll(when); }
void UserPool::AbandonAll() { impl_->AbandonAll(); }
void UserPool::IterationsArrived() { impl_->IterationsArrived(); }
void UserPool::IterationsExhausted() { impl_->IterationsExhausted(); }
void UserPool::AccountUserTime(MonotonicTime now) { impl_->AccountUserTime(now); }
void UserPool::SetRecorder(Recorder* recorder) { impl_->environment().recorder = recorder; }
uint32_t UserPool::running(uint32_t user_class) const { return impl_->running(user_class); }
size_t UserPool::alive() const { return impl_->alive(); }
size_t UserPool::in_flight() const { return impl_->environment().flights.in_flight(); }

}  // namespace aurax::load::worker
