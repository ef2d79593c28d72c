// The life of a run, as a table. Everything that the console, a signal, a key or a worker can do to
// a run is an event.
#ifndef AURAX_MASTER_RUN_STATE_H_
#define AURAX_MASTER_RUN_STATE_H_

#include <optional>
#include <string_view>

namespace aurax::load::master {

enum class RunState { kIdle, kPreparing, kRamping, kRunning, kStopping, kFinished };

enum class RunEvent {
  kStart,        // somebody wants a run
  kPrepared,     // every worker has compiled the scenario
  kFailed,       // a worker cannot run it
  kRamped,       // the profile has reached its last target
  kChanged,      // users or rate changed
  kStop,         // time limit, signal, key: users stop
  kAllFinished,  // every worker has delivered everything
};

//             | start     | prepared | failed   | ramped  | changed | stop     | all finished
//   ----------+-----------+----------+----------+---------+---------+----------+-------------
//   idle      | preparing |          |          |         |         |          |
//   preparing |           | ramping  | finished |         |         | stopping |
//   ramping   |           |          |          | running | ramping | stopping | finished
//   running   |           |          |          |         | ramping | stopping | finished
//   stopping  |           |          |          |         |         | stopping | finished
//   finished  | preparing |          |          |         |         |          |
//
// Nothing: the event means nothing in that state and is ignored.
std::optional<RunState> Next(RunState state, RunEvent event);

// Locust's word for it (reference 4): ready, spawning, running, stopping, stopped.
std::string_view LocustName(RunState state);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_RUN_STATE_H_
