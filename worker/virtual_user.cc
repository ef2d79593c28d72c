#include "worker/virtual_user.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {

VirtualUser::VirtualUser(UserEnvironment* environment, uint32_t number, uint32_t user_class)
    : environment_(*environment),
      values_(environment->options.script->tables().layout, environment->options.seed, user_class,
              number),
      tasks_(environment->options.seed, user_class, number, StreamPurpose::kTasks),
      waits_(environment->options.seed, user_class, number, StreamPurpose::kWaits),
      class_index_(user_class) {}

void VirtualUser::UseSession(std::unique_ptr<HttpSession> own) {
  own_session_ = std::move(own);
  session_ = own_session_.get();
}

const ClassScript& VirtualUser::script() const {
  return environment_.options.script->classes()[class_index_];
}

Duration VirtualUser::Offset(MonotonicTime t) const { return t - environment_.options.time_zero; }

void VirtualUser::On(UserEvent event) {
  const std::optional<UserState> next = NextState(state_, event);
  assert(next.has_value());
  state_ = next.value_or(state_);
}

void VirtualUser::Arm() {
  const MonotonicTime next = std::min(wake_, deadline_);
  if (next == kNever) {
    environment_.options.timers->Cancel(this);
  } else {
    environment_.options.timers->Schedule(this, next);
  }
}

void VirtualUser::SleepUntil(MonotonicTime wake) {
  wake_ = wake;
  Arm();
}

MonotonicTime VirtualUser::YieldEnd() const {
  return std::max(intended_, environment_.options.clock->Now()) + kYield;
}

void VirtualUser::Begin(MonotonicTime due) { SleepUntil(due); }

void VirtualUser::OnTimer(MonotonicTime due) {
  if (deadline_ <= wake_) return TimeUp();
  wake_ = kNever;
  intended_ = due;
  if (deadline_ != kNever) Arm();
  if (state_ == UserState::kNew) {
    On(UserEvent::kDue);
    Enter(script().on_start);
  }
  Run();
}

void VirtualUser::Stop(MonotonicTime due) {
  wake_ = state_ == UserState::kTask || state_ == UserState::kOnStart ? wake_ : kNever;
  On(UserEvent::kStop);
  switch (state_) {
    case UserState::kOnStop:
      BeginOnStop(due);
      return Run();
    case UserState::kLeaving:
      deadline_ = due + environment_.options.stop_timeout;
      if (environment_.options.stop_timeout <= Duration::zero()) return TimeUp();
      return Arm();
    default:
      return Leave();
  }
}

void VirtualUser::TimeUp() {
  CancelFlights();
  wake_ = kNever;
  On(UserEvent::kTimeUp);
  if (state_ == UserState::kGone) return Leave();
  BeginOnStop(deadline_);
  Run();
}

void VirtualUser::Abandon() {
  CancelFlights();
  On(UserEvent::kAbandon);
  Leave();
}

void VirtualUser::CancelFlights() {
  cancelling_ = true;
  while (flights_ != nullptr) environment_.options.engine->Cancel(flights_);
  cancelling_ = false;
}

void VirtualUser::Leave() {
  environment_.options.timers->Cancel(this);
  environment_.owner->OnGone(this);
}

void VirtualUser::GrantIteration(MonotonicTime now) {
  On(UserEvent::kPermit);
  intended_ = std::max(intended_, now);
  BeginTask();
  Run();
}

void VirtualUser::Enter(StepRange steps) {
  pc_ = steps.begin;
  end_ = steps.end;
  broken_off_ = false;
}

void VirtualUser::BeginTask() {
  values_.iteration = iterations_begun_++;
  ++values_.row_span;
  begun_ = intended_;
  in_iteration_ = true;
  active_ = false;
  Enter(script().tasks[script().ChooseTask(values_.iteration, &tasks_)]);
}

void VirtualUser::BeginOnStop(MonotonicTime when) {
  intended_ = when;
  deadline_ = when + kOnStopLimit;
  in_iteration_ = false;
  ++values_.row_span;
  Enter(script().on_stop);
  Arm();
}

void VirtualUser::Run() {
  for (int left = kStepsAtOnce; left > 0; --left) {
    if (!Advance()) return;
  }
  SleepUntil(YieldEnd());
}

bool VirtualUser::Advance() {
  if (state_ == UserState::kWaiting) return BeginIteration();
  if (pc_ == end_ || broken_off_) return FinishSteps();
  return CarryOut(environment_.options.script->operations()[pc_]);
}

bool VirtualUser::CarryOut(const Operation& operation) {
  const Script& all = *environment_.options.script;
  ++pc_;
  switch (operation.kind) {
    case Operation::Kind::kSend:
      return SendAll(operation);
    case Operation::Kind::kThink: {
      const Duration think = all.thinks()[operation.index].Draw(&waits_);
      if (think == Duration::zero()) return true;
      active_ = true;
      SleepUntil(intended_ + think);
      return false;
    }
    case Operation::Kind::kJumpUnless:
      if (!all.conditions()[operation.index].Holds(*values_.memory)) pc_ = operation.target;
      return true;
    case Operation::Kind::kJump:
      pc_ = operation.target;
      return true;
    case Operation::Kind::kLoop:
      values_.memory->loops[operation.index] = operation.count;
      if (operation.count == 0) pc_ = operation.target;
      return true;
    case Operation::Kind::kLoopEnd:
      if (--values_.memory->loops[operation.index] > 0) pc_ = operation.target;
      return true;
  }
  return true;
}

bool VirtualUser::SendAll(const Operation& operation) {
  for (uint32_t i = 0; i < operation.count && !broken_off_; ++i) {
    broken_off_ = !Send(environment_.options.script->requests()[operation.index + i]);
  }
  return flights_ == nullptr;
}

bool VirtualUser::Send(const RequestScript& request) {
  Flight* const flight = environment_.flights.Take();
  if (!request.Fill(flight, &environment_.renderer, &values_)) {
    environment_.flights.Return(flight);
    environment_.recorder->Exception(environment_.renderer.failure(), Offset(intended_));
    return false;
  }
  flight->sink = environment_.sink;
  flight->session = session_;
  flight->user = this;
  flight->request = &request;
  flight->intended = intended_;
  flight->next = std::exchange(flights_, flight);
  active_ = true;
  environment_.options.engine->Start(flight);
  environment_.recorder->RequestStarted(request.name_id(), Offset(flight->sent),
                                        flight->sent - intended_);
  return true;
}

void VirtualUser::OnFlightDone(Flight* flight) {
  Flight** link = &flights_;
  while (*link != flight) link = &(*link)->next;
  *link = flight->next;
  if (flight->outcome == Outcome::kCancelled) {
    environment_.recorder->RequestCancelled(flight->request->name_id(), flight->bytes_sent);
  } else {
    const Duration response_time = flight->ended - flight->intended;
    const Verdict verdict =
        environment_.judge.Judge(*flight->request, flight, response_time, &values_);
    Record(*flight, response_time, !verdict.good());
    if (!verdict.good()) {
      environment_.recorder->RequestError(flight->request->name_id(), verdict.kind, verdict.message,
                                          Offset(flight->ended));
      if (state_ == UserState::kOnStart && script().stop_on_failed_start) broken_off_ = true;
    }
  }
  intended_ = std::max(intended_, flight->ended);
  environment_.flights.Return(flight);
  if (flights_ == nullptr && !cancelling_) Run();
}

void VirtualUser::Record(const Flight& flight, Duration response_time, bool failed) {
  ExchangeRecord record;
  record.name_id = flight.request->name_id();
  record.response_time = response_time;
  record.service_time = flight.ended - flight.sent;
  record.dns = flight.dns;
  record.connect = flight.connect;
  record.tls = flight.tls;
  record.first_byte = flight.first_byte;
  record.transfer = flight.transfer;
  record.bytes_sent = flight.bytes_sent;
  record.bytes_received = flight.bytes_received;
  record.body_bytes = flight.body_bytes;
  record.new_connections = flight.new_connections;
  record.status = flight.status;
  record.failed = failed;
  record.ended = Offset(flight.ended);
  environment_.recorder->RequestFinished(record);
}

bool VirtualUser::FinishSteps() {
  if (in_iteration_) environment_.recorder->IterationDone(class_index_);
  if (state_ == UserState::kOnStart && broken_off_ && script().stop_on_failed_start) {
    On(UserEvent::kFailed);
    environment_.owner->OnEndedEarly(this, intended_);
    Leave();
    return false;
  }
  On(UserEvent::kStepsDone);
  if (state_ == UserState::kGone) {
    Leave();
    return false;
  }
  if (state_ == UserState::kOnStop) {
    BeginOnStop(intended_);
    return true;
  }
  if (!in_iteration_) return true;  // the first iteration begins when on_start ends
  in_iteration_ = false;
  const MonotonicTime waited = script().wait.NextStart(begun_, intended_, &waits_);
  const MonotonicTime next = active_ ? waited : std::max(waited, YieldEnd());
  if (next <= intended_) return true;
  SleepUntil(next);
  return false;
}

bool VirtualUser::BeginIteration() {
  if (script().tasks.empty()) {
    environment_.recorder->Exception(absl::StrCat("user class '", script().name, "' has no tasks"),
                                     Offset(intended_));
    return false;
  }
  IterationSource* const iterations = environment_.options.iterations;
  if (iterations != nullptr && environment_.iterations_over) {
    environment_.owner->OnIterationsOver(this, intended_);
    On(UserEvent::kStop);
    BeginOnStop(intended_);
    return true;
  }
  if (iterations != nullptr && !iterations->TakeIteration()) {
    On(UserEvent::kNoPermit);
    environment_.owner->OnParked(this);
    return false;
  }
  On(UserEvent::kDue);
  BeginTask();
  return true;
}

}  // namespace aurax::load::worker
