// One virtual user: walks the steps of its class, sends what they say and waits in between. Small
// while it waits; what it needs to send and to judge answers belongs to the pool. Belongs to the
// loop's thread.
//
// Every time that it computes is an intended one: an iteration begins when its wait is over,
// however late the loop is; a step begins when the answer to the one before ended, plus think time.
// Response times count from there.
#ifndef AURAX_WORKER_VIRTUAL_USER_H_
#define AURAX_WORKER_VIRTUAL_USER_H_

#include <cstdint>
#include <memory>

#include "common/clock.h"
#include "common/random.h"
#include "worker/flight.h"
#include "worker/recorder.h"
#include "worker/response_judge.h"
#include "worker/script.h"
#include "worker/template_renderer.h"
#include "worker/timer_queue.h"
#include "worker/user_pool.h"
#include "worker/user_state.h"

namespace aurax::load::worker {

// Told by a user what its pool must know.
class UserOwner {
 public:
  // It wants an iteration; GrantIteration() gives it one, Stop() none.
  virtual void OnParked(VirtualUser* user) = 0;
  // It leaves at `when` because no iterations are left, and will be gone after its on_stop steps.
  virtual void OnIterationsOver(VirtualUser* user, MonotonicTime when) = 0;
  // Its scenario ended it at `when`. It is gone next.
  virtual void OnEndedEarly(VirtualUser* user, MonotonicTime when) = 0;
  // Nothing will happen to it any more. It must not be destroyed within the call.
  virtual void OnGone(VirtualUser* user) = 0;

 protected:
  ~UserOwner() = default;
};

// What the users of one pool share.
struct UserEnvironment {
  UserEnvironment(const UserPool::Options& pool_options, Recorder* first_recorder, UserOwner* pool,
                  ExchangeSink* pool_sink)
      : options(pool_options),
        recorder(first_recorder),
        owner(pool),
        sink(pool_sink),
        renderer(options.script->tables(), *options.clock),
        judge(&renderer) {}

  const UserPool::Options options;
  Recorder* recorder;
  UserOwner* const owner;
  ExchangeSink* const sink;  // passes a Flight on to its user's OnFlightDone
  bool iterations_over = false;
  TemplateRenderer renderer;
  ResponseJudge judge;
  FlightPool flights;
};

class VirtualUser final : public Timer {
 public:
  // The session outlives the user; nothing happens before Begin. Requires a class of the script.
  VirtualUser(UserEnvironment* environment, uint32_t number, uint32_t user_class);
  ~VirtualUser() = default;

  void UseSession(HttpSession* shared) { session_ = shared; }
  void UseSession(std::unique_ptr<HttpSession> own);

  // The on_start steps begin at `due`.
  void Begin(MonotonicTime due);
  // See UserPool::StopUser. Requires that it was not stopped before.
  void Stop(MonotonicTime due);
  void Abandon();
  // Requires kParked. The iteration is intended at `now`.
  void GrantIteration(MonotonicTime now);

  void OnTimer(MonotonicTime due) override;
  void OnFlightDone(Flight* flight);

  uint32_t number() const { return values_.number; }
  uint32_t user_class() const { return class_index_; }
  UserState state() const { return state_; }
  // For the pool's list of users.
  size_t position = 0;

  static constexpr Duration kOnStopLimit = std::chrono::seconds(5);
  // The least pause after an iteration which sent nothing and thought of nothing, and after
  // kStepsAtOnce steps that did nothing: such a user must not keep the loop from the others. It
  // counts from the clock, or a late loop would never be done with the pauses that are over.
  static constexpr Duration kYield = std::chrono::milliseconds(1);
  static constexpr int kStepsAtOnce = 10'000;

 private:
  static constexpr MonotonicTime kNever = MonotonicTime::max();

  const ClassScript& script() const;
  void On(UserEvent event);

  // Walks until something must be waited for. Requires nothing in flight and no wait.
  void Run();
  // One operation, or the end of a step list. False: something must be waited for.
  bool Advance();
  bool CarryOut(const Operation& operation);
  bool SendAll(const Operation& operation);
  bool Send(const RequestScript& request);
  void Record(const Flight& flight, Duration response_time, bool failed);

  void Enter(StepRange steps);
  bool FinishSteps();
  bool BeginIteration();
  void BeginTask();
  void BeginOnStop(MonotonicTime when);
  void TimeUp();
  void CancelFlights();
  void Leave();

  void SleepUntil(MonotonicTime wake);
  MonotonicTime YieldEnd() const;
  void Arm();
  Duration Offset(MonotonicTime t) const;

  UserEnvironment& environment_;
  UserValues values_;
  RandomStream tasks_, waits_;
  std::unique_ptr<HttpSession> own_session_;
  HttpSession* session_ = nullptr;
  Flight* flights_ = nullptr;

  uint64_t iterations_begun_ = 0;
  MonotonicTime intended_{};         // of what comes next
  MonotonicTime begun_{};            // the iteration's intended start
  MonotonicTime wake_ = kNever;      // end of a wait or of thinking
  MonotonicTime deadline_ = kNever;  // kLeaving, kOnStop: when time is up
  uint32_t class_index_;
  uint32_t pc_ = 0, end_ = 0;
  UserState state_ = UserState::kNew;
  bool in_iteration_ = false;
  bool broken_off_ = false;  // the rest of the steps is skipped
  bool active_ = false;      // the iteration sent or thought
  bool cancelling_ = false;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_VIRTUAL_USER_H_
