#include "cli/run_control.h"

#include <algorithm>

namespace aurax::load::cli {
namespace {

using master::Coordinator;

constexpr double kKeyRate = 100;  // users/s, as in Locust
constexpr Duration kSuspendPatience = std::chrono::milliseconds(200);

}  // namespace

LogLevel LogLevelOf(Coordinator::LogLevel level) {
  switch (level) {
    case Coordinator::LogLevel::kInfo:
      return LogLevel::kInfo;
    case Coordinator::LogLevel::kWarning:
      return LogLevel::kWarning;
    case Coordinator::LogLevel::kError:
      return LogLevel::kError;
  }
  return LogLevel::kError;
}

void RunControl::Poll(RunOutput* output, Coordinator* coordinator) {
  while (const auto event = run_.signals->Poll()) Apply(*event, output, coordinator);
  while (const auto key = run_.keyboard->Poll()) Apply(*key, coordinator);
}

void RunControl::AskToStop(const std::string& why, Coordinator* coordinator) {
  if (stop_asked_) return coordinator->StopNow();
  stop_asked_ = true;
  coordinator->Stop(why);
}

void RunControl::Apply(Key key, Coordinator* coordinator) {
  const auto users = static_cast<int64_t>(coordinator->target_users());
  const auto change = [&](int64_t by) {
    coordinator->ChangeUsers(static_cast<uint32_t>(std::max<int64_t>(0, users + by)), kKeyRate);
  };
  switch (key) {
    case Key::kAddUser:
      return change(1);
    case Key::kAddTen:
      return change(10);
    case Key::kRemoveUser:
      return change(-1);
    case Key::kRemoveTen:
      return change(-10);
    case Key::kQuit:
      return AskToStop("Stopping: q was pressed (once more: at once)", coordinator);
  }
}

void RunControl::Apply(SignalEvent event, RunOutput* output, Coordinator* coordinator) {
  switch (event) {
    case SignalEvent::kStopGracefully:
      return AskToStop("Stopping: a signal asked for it (once more: at once)", coordinator);
    case SignalEvent::kStopNow:
      stop_asked_ = true;
      return coordinator->StopNow();
    case SignalEvent::kSuspend:
      output->ClearLiveView();
      (void)run_.console->Drain(kSuspendPatience, [] { return false; });
      run_.keyboard->Restore();
      return SuspendProcess();
  }
}

}  // namespace aurax::load::cli
