#include "tests/simulation/sim_cluster.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/protocol.h"
#include "tests/simulation/end_check.h"

namespace aurax::load::simulation {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// A worker may only now have begun the longest wait before it dials.
constexpr Duration kLongestBackoff = seconds(6);
// 40 users that moved come back at 4 a second, and perhaps once more in a second move.
constexpr Duration kCatchUp = seconds(12);

MachineClock DrawClock(World* world) {
  const Duration offset = world->Between(hours(0), hours(9));
  return MachineClock(world, offset, 100 * world->random().Unit() - 50);
}

}  // namespace

SimCluster::SimCluster(const Course& course, bool traced)
    : course_(course),
      world_(course.seed, traced),
      weather_(course.weather),
      master_clock_(DrawClock(&world_)),
      master_(&world_, &master_clock_, course.load, course.journal_swell),
      machines_(course.machines) {
  for (uint32_t i = 0; i < course_.machines; ++i) {
    Machine& machine = machines_[i];
    machine.id = absl::StrCat("w", i);
    machine.cable.name = machine.id;
    machine.loops = course_.loops[i];
    machine.clock = std::make_unique<MachineClock>(DrawClock(&world_));
    if (i >= course_.workers) continue;
    world_.At(world_.Between(Duration(0), seconds(1)), [this, &machine] { StartWorker(machine); });
  }
  for (const Incident& incident : course_.incidents) {
    world_.At(incident.at, [this, incident] { Happen(incident); });
  }
}

void SimCluster::StartWorker(Machine& machine) {
  if (machine.worker) return;
  ++machine.starts;
  world_.Trace(absl::StrFormat("%s starts for the %d. time", machine.id, machine.starts));
  SimWorker::Options options;
  options.world = &world_;
  options.clock = machine.clock.get();
  options.truth = &truth_;
  options.id = machine.id;
  options.incarnation = machine.starts;
  options.loops = machine.loops;
  options.dial = [this, &machine](auto to_worker, auto told) {
    return master_.Accept(&weather_, &machine.cable, std::move(to_worker), std::move(told));
  };
  machine.worker = std::make_unique<SimWorker>(std::move(options));
}

void SimCluster::EndWorker(Machine& machine) { machine.worker.reset(); }

// --- What goes wrong

void SimCluster::Cut(Machine& machine, bool up, bool down, Duration lasts) {
  const Duration until = world_.now() + lasts;
  if (up) machine.cable.up.blocked_until = std::max(machine.cable.up.blocked_until, until);
  if (down) machine.cable.down.blocked_until = std::max(machine.cable.down.blocked_until, until);
  if (!machine.worker || machine.worker->stream() == nullptr) return;
  // Either side's keep-alive may give it up before the cable is whole again.
  const Duration patience = world_.Between(seconds(1), seconds(10));
  if (patience < lasts) {
    world_.After(patience, [stream = machine.worker->stream()->shared_from_this()] {
      stream->Break(seconds(3));
    });
  }
}

void SimCluster::Happen(const Incident& incident) {
  if (over_ || master_.finished()) return;
  Machine& machine = machines_[incident.machine];
  if (world_.traced()) {
    world_.Trace(absl::StrFormat("--- %s %s, %.3f s", NameOf(incident.fault), machine.id,
                                 incident.lasts == kForever ? -1 : ToSeconds(incident.lasts)));
  }
  SimWorker* const worker = machine.worker.get();
  switch (incident.fault) {
    case Fault::kKill:
      EndWorker(machine);
      if (incident.lasts == Duration::max()) return;
      return world_.After(incident.lasts, [this, &machine] { StartWorker(machine); });
    case Fault::kPause: {
      if (worker == nullptr) return;
      worker->Pause();
      return world_.After(incident.lasts, [&machine, start = machine.starts] {
        if (machine.worker && machine.starts == start) machine.worker->Resume();
      });
    }
    case Fault::kCutUp:
      return Cut(machine, true, false, incident.lasts);
    case Fault::kCutDown:
      return Cut(machine, false, true, incident.lasts);
    case Fault::kCutBoth:
      return Cut(machine, true, true, incident.lasts);
    case Fault::kReset:
      if (worker != nullptr && worker->stream() != nullptr) worker->stream()->Break(seconds(2));
      return;
    case Fault::kJoin:
      return StartWorker(machine);
    case Fault::kLeave:
      if (worker != nullptr) worker->Leave();
      return;
    case Fault::kChange:
      if (master_.up()) master_.coordinator().ChangeUsers(incident.users, incident.rate);
      return master_.FlushSoon();
    case Fault::kCrash:
      master_.Crash();
      return world_.After(incident.lasts / 2, [this] { master_.Restart(); });
  }
}

void SimCluster::Calm() {
  world_.Trace("=== calm");
  calm_ = true;
  weather_ = Weather();
  master_.Restart();
  bool anybody = false;
  for (Machine& machine : machines_) {
    machine.cable.up.blocked_until = machine.cable.down.blocked_until = Duration(0);
    if (!machine.worker) continue;
    machine.worker->Resume();
    anybody = anybody || !machine.worker->leaving();
  }
  for (Machine& machine : machines_) {
    if (!anybody && !machine.worker) {
      StartWorker(machine);
      anybody = true;
    }
  }
}

// --- The run

void SimCluster::LookAfter() {
  for (Machine& machine : machines_) {
    if (machine.worker && machine.worker->gone()) EndWorker(machine);
  }
  // A run that nobody is left for would wait for ever.
  const bool anybody = std::any_of(machines_.begin(), machines_.end(),
                                   [](const Machine& m) { return m.worker != nullptr; });
  if (calm_ && !over_ && !anybody) StartWorker(machines_.front());
  const bool asked = master_.up() && (master_.resumed() ||
                                      master_.coordinator().state() != master::RunState::kIdle);
  if (!asked && master_.up() && master_.coordinator().ready_workers() > 0 &&
      (master_.coordinator().ready_workers() >= course_.workers || world_.now() > seconds(3))) {
    master_.coordinator().Start();
    master_.FlushSoon();
  }
  world_.After(milliseconds(50), [this] { LookAfter(); });
}

std::string SimCluster::Run() {
  LookAfter();
  const auto going = [this] { return !master_.finished(); };
  if (course_.stop_at) {
    world_.RunUntil(std::min(*course_.stop_at, course_.calm_at), going);
    if (master_.up()) {
      master_.coordinator().Stop("the course says so");
      if (course_.stop_now) master_.coordinator().StopNow();
      master_.FlushSoon();
    }
  }
  world_.RunUntil(course_.calm_at, going);
  Calm();
  if (!course_.stop_at) {
    const std::string wrong = WaitUntilWhole();
    if (!wrong.empty()) return wrong;
  }
  const std::string wrong = WaitUntilFinished();
  return wrong.empty() ? CheckEnd() : wrong;
}

// Everybody is back, and has caught up with the plan, at most so long after the last fault.
std::string SimCluster::WaitUntilWhole() {
  const auto going = [this] { return !master_.finished(); };
  world_.RunUntil(world_.now() + kLease + seconds(1) + kLongestBackoff, going);
  if (!going() || !master_.time_zero()) return "";
  const LoadProfile& profile = master_.profile();
  Duration offset = world_.now() - *master_.time_zero();
  const Duration settled = std::max(offset, profile.LastChange()) + kCatchUp;
  world_.RunUntil(*master_.time_zero() + settled, going);
  offset = world_.now() - *master_.time_zero();
  if (!going() || (profile.end() && offset + seconds(1) > *profile.end())) return "";
  if (master_.coordinator().state() == master::RunState::kStopping) return "";
  if (course_.load.iterations) return "";
  const bool anybody = std::any_of(machines_.begin(), machines_.end(), [](const Machine& m) {
    return m.worker && !m.worker->leaving();
  });
  if (!anybody) return "";
  const std::string wrong = truth_.NotWhole(world_.now(), profile.UsersAt(offset));
  if (!wrong.empty() && world_.traced()) {
    for (const Machine& machine : machines_) {
      if (!machine.worker) continue;
      world_.Trace(absl::StrCat(machine.id, " holds ", machine.worker->session().held().count()));
    }
    const v1::Report report = master_.coordinator().BuildReport();
    for (const v1::WorkerStatus& worker : report.workers()) {
      world_.Trace(absl::StrCat("master: ", worker.worker_id(), "/", worker.incarnation(), " ",
                                worker.state(), " has ", worker.shards()));
    }
  }
  return wrong;
}

std::string SimCluster::WaitUntilFinished() {
  const auto going = [this] { return !master_.finished(); };
  // Whoever stops a run sees to it that it does: a crash may have lost the course's own stop, and a
  // master that has just started again has no run yet.
  const bool ends_itself = !course_.stop_at && (course_.load.run_time || course_.load.iterations);
  const Duration patience = ends_itself ? seconds(90) : Duration(0);
  const Duration begin = world_.now();
  while (going() && world_.now() < begin + patience + seconds(90)) {
    if (world_.now() >= begin + patience) master_.coordinator().Stop("that will do");
    master_.FlushSoon();
    world_.RunUntil(world_.now() + seconds(1), going);
  }
  if (going()) return absl::StrCat("the run does not finish", master_.wrong());
  report_ = master_.coordinator().BuildReport();
  over_ = true;
  world_.RunUntil(world_.now() + seconds(8));
  return "";
}

std::string SimCluster::CheckEnd() {
  for (Machine& machine : machines_) {
    if (!machine.worker || machine.worker->session().state() != worker::SessionState::kRunning)
      continue;
    return absl::StrCat(machine.id, " still runs");
  }
  if (!master_.time_zero()) return "";
  return WrongAtEnd(report_, truth_, *master_.time_zero(), !course_.stop_now);
}

}  // namespace aurax::load::simulation
