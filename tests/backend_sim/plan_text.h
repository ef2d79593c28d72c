// What --latency and --errors have in common: a list of ENDPOINT=VALUE, separated by commas.
#ifndef AURAX_TESTS_BACKEND_SIM_PLAN_TEXT_H_
#define AURAX_TESTS_BACKEND_SIM_PLAN_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/backend_sim/endpoint.h"

namespace aurax::load::sim {

struct PlanEntry {
  std::vector<Endpoint> endpoints;  // several for `all`
  std::string value;                // what stands after the `=`
};

// Splits at commas outside parentheses. Errors: InvalidArgument, naming the entry: no `=`, or an
// unknown endpoint.
absl::StatusOr<std::vector<PlanEntry>> ParsePlanText(std::string_view text);

// All of `text` as a finite decimal number.
absl::StatusOr<double> ParseNumber(std::string_view text);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_PLAN_TEXT_H_
