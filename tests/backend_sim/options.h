// The command line of aurax-backend-sim.
#ifndef AURAX_TESTS_BACKEND_SIM_OPTIONS_H_
#define AURAX_TESTS_BACKEND_SIM_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/backend_sim/error_plan.h"
#include "tests/backend_sim/latency.h"

namespace aurax::load::sim {

struct Options {
  std::string host = "127.0.0.1";  // a numeric address, or localhost
  uint16_t port = 8000;            // 0: any that is free
  uint64_t seed = 1;
  int workers = 1;  // threads, each with an event loop of its own
  bool track_ids = false;
  LatencyPlan latency;
  ErrorPlan errors;
  std::string help;  // not empty: print it and end, nothing else counts
};

// `arguments`: without the program's name. Errors: InvalidArgument, with one line fit for people.
absl::StatusOr<Options> ParseOptions(const std::vector<std::string>& arguments);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_OPTIONS_H_
