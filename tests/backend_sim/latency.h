// How long the stand-in takes to answer.
#ifndef AURAX_TESTS_BACKEND_SIM_LATENCY_H_
#define AURAX_TESTS_BACKEND_SIM_LATENCY_H_

#include <array>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/clock.h"
#include "common/random.h"
#include "tests/backend_sim/endpoint.h"

namespace aurax::load::sim {

// A distribution of durations, written constant(50ms) (or just 50ms), uniform(10ms,90ms), or
// lognormal(800ms,0.5): the median, and sigma, the standard deviation of the logarithm, from 0
// to 3.
class Latency {
 public:
  // Errors: InvalidArgument, quoting `text`.
  static absl::StatusOr<Latency> Parse(std::string_view text);

  Latency() = default;  // constant(0s)

  // Draws once, or twice for lognormal; a constant draws nothing.
  Duration Draw(RandomStream& random) const;

 private:
  enum class Shape { kConstant, kUniform, kLognormal };

  Latency(Shape shape, Duration low, Duration high, double sigma)
      : shape_(shape), low_(low), high_(high), sigma_(sigma) {}

  static absl::StatusOr<Latency> FromArguments(std::string_view name, std::string_view arguments);

  Shape shape_ = Shape::kConstant;
  Duration low_{};   // the constant, the lower end, or the median
  Duration high_{};  // the upper end
  double sigma_ = 0;
};

// A latency for each endpoint of the API.
class LatencyPlan {
 public:
  // Realistic, but quick: generate lognormal(120ms,0.4), route 15 ms, scrape 60 ms, health 1 ms,
  // status 5 ms.
  LatencyPlan();

  // Changes the plan by `text`, as in "all=5ms,generate=lognormal(800ms,0.5)"; a later entry wins.
  // Errors: InvalidArgument, and the plan is as it was.
  absl::Status Apply(std::string_view text);

  // Zero for endpoints outside the API.
  Duration Draw(Endpoint endpoint, RandomStream& random) const;

 private:
  std::array<Latency, kApiEndpoints> latencies_;
};

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_LATENCY_H_
