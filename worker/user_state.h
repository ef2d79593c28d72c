// The life of a virtual user, as a table. A test holds the table in this comment equal to
// NextState().
//
//            kDue      kStepsDone  kNoPermit  kPermit  kFailed  kStop     kTimeUp  kAbandon
// kNew       kOnStart  -           -          -        -        kGone     -        kGone
// kOnStart   -         kWaiting    -          -        kGone    kLeaving  -        kGone
// kWaiting   kTask     -           kParked    -        -        kOnStop   -        kGone
// kParked    -         -           -          kTask    -        kOnStop   -        kGone
// kTask      -         kWaiting    -          -        -        kLeaving  -        kGone
// kLeaving   -         kOnStop     -          -        -        -         kOnStop  kGone
// kOnStop    -         kGone       -          -        -        -         kGone    kGone
// kGone      -         -           -          -        -        -         -        -
#ifndef AURAX_WORKER_USER_STATE_H_
#define AURAX_WORKER_USER_STATE_H_

#include <cstdint>
#include <optional>

namespace aurax::load::worker {

enum class UserState : uint8_t {
  kNew,      // its start is not due yet
  kOnStart,  // walks its on_start steps
  kWaiting,  // between iterations
  kParked,   // wants to begin an iteration, but none is at hand
  kTask,     // walks a task's steps: an iteration
  kLeaving,  // is to go, but may finish on_start or its iteration first
  kOnStop,   // walks its on_stop steps
  kGone,
};

enum class UserEvent : uint8_t {
  kDue,        // the start has come; the wait is over, with permission for an iteration
  kStepsDone,  // the last step has ended, or one could not be carried out
  kNoPermit,   // the wait is over, without permission
  kPermit,     // permission has come
  kFailed,     // on_start failed, and the class says stop_user
  kStop,       // the plan takes the user away
  kTimeUp,     // the stop time-out is over; on_stop has had its time
  kAbandon,    // everything ends at once
};

// nullopt: cannot happen.
std::optional<UserState> NextState(UserState state, UserEvent event);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_USER_STATE_H_
