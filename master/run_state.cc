#include "master/run_state.h"

namespace aurax::load::master {

std::optional<RunState> Next(RunState state, RunEvent event) {
  using enum RunState;
  const bool loaded = state == kRamping || state == kRunning;
  switch (event) {
    case RunEvent::kStart:
      if (state == kIdle || state == kFinished) return kPreparing;
      break;
    case RunEvent::kPrepared:
      if (state == kPreparing) return kRamping;
      break;
    case RunEvent::kFailed:
      if (state == kPreparing) return kFinished;
      break;
    case RunEvent::kRamped:
      if (state == kRamping) return kRunning;
      break;
    case RunEvent::kChanged:
      if (loaded) return kRamping;
      break;
    case RunEvent::kStop:
      if (loaded || state == kPreparing || state == kStopping) return kStopping;
      break;
    case RunEvent::kAllFinished:
      if (loaded || state == kStopping) return kFinished;
      break;
  }
  return std::nullopt;
}

std::string_view LocustName(RunState state) {
  switch (state) {
    case RunState::kIdle:
      return "ready";
    case RunState::kPreparing:
    case RunState::kRamping:
      return "spawning";
    case RunState::kRunning:
      return "running";
    case RunState::kStopping:
      return "stopping";
    case RunState::kFinished:
      return "stopped";
  }
  return "";
}

}  // namespace aurax::load::master
