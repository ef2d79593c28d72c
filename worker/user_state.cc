#include "worker/user_state.h"

namespace aurax::load::worker {

std::optional<UserState> NextState(UserState state, UserEvent event) {
  using State = UserState;
  using Event = UserEvent;
  if (state == State::kGone) return std::nullopt;
  if (event == Event::kAbandon) return State::kGone;
  switch (state) {
    case State::kNew:
      if (event == Event::kDue) return State::kOnStart;
      if (event == Event::kStop) return State::kGone;
      break;
    case State::kOnStart:
      if (event == Event::kStepsDone) return State::kWaiting;
      if (event == Event::kFailed) return State::kGone;
      if (event == Event::kStop) return State::kLeaving;
      break;
    case State::kWaiting:
      if (event == Event::kDue) return State::kTask;
      if (event == Event::kNoPermit) return State::kParked;
      if (event == Event::kStop) return State::kOnStop;
      break;
    case State::kParked:
      if (event == Event::kPermit) return State::kTask;
      if (event == Event::kStop) return State::kOnStop;
      break;
    case State::kTask:
      if (event == Event::kStepsDone) return State::kWaiting;
      if (event == Event::kStop) return State::kLeaving;
      break;
    case State::kLeaving:
      if (event == Event::kStepsDone || event == Event::kTimeUp) return State::kOnStop;
      break;
    case State::kOnStop:
      if (event == Event::kStepsDone || event == Event::kTimeUp) return State::kGone;
      break;
    case State::kGone:
      break;
  }
  return std::nullopt;
}

}  // namespace aurax::load::worker
