// What a seed makes of a simulated run: how many workers of which size, which load, in which
// weather, and what goes wrong when.
#ifndef AURAX_TESTS_SIMULATION_COURSE_H_
#define AURAX_TESTS_SIMULATION_COURSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "master/coordinator.h"
#include "tests/simulation/sim_network.h"

namespace aurax::load::simulation {

enum class Fault {
  kKill,     // SIGKILL of the worker; it may come back as a new process
  kPause,    // SIGSTOP, later SIGCONT
  kCutUp,    // nothing reaches the master
  kCutDown,  // nothing reaches the worker
  kCutBoth,
  kReset,   // the stream breaks
  kJoin,    // the machine's worker starts, if it is not there
  kLeave,   // it gives its shards back and goes
  kChange,  // users and rate
  kCrash,   // of the master, which starts again
};

struct Incident {
  Duration at;
  Fault fault;
  uint32_t machine = 0;
  Duration lasts{0};  // kKill: max(): for good
  uint32_t users = 0;
  double rate = 1;
};

struct Course {
  // Everything by the seed.
  static Course OfSeed(uint64_t seed);
  // The same load, with nothing going wrong.
  static Course Calm(uint64_t seed, uint32_t workers);

  uint64_t seed = 0;
  uint32_t workers = 1;  // at the start
  uint32_t machines = 1;
  std::vector<uint32_t> loops;  // by machine
  Weather weather;
  master::Coordinator::Options load;  // without clock, journal and log
  std::vector<Incident> incidents;
  Duration calm_at{0};              // nothing goes wrong from here on
  std::optional<Duration> stop_at;  // in the midst of it; else once all is whole again
  bool stop_now = false;            // and again at once
  uint64_t journal_swell = 1;
};

// A scenario of two user classes, the second one with this many users and no more (0: by weight).
v1::Scenario SimulatedScenario(uint32_t fixed_count);
std::string_view NameOf(Fault fault);

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_COURSE_H_
