#include "tests/backend_sim/latency.h"

#include <cmath>
#include <numbers>
#include <string>

#include "absl/strings/str_format.h"
#include "common/duration_text.h"
#include "tests/backend_sim/plan_text.h"

namespace aurax::load::sim {
namespace {

constexpr double kMaxSigma = 3;

absl::Status Invalid(std::string_view text, std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrFormat("latency '%s': %s", std::string(text), std::string(why)));
}

double StandardNormal(RandomStream& random) {  // Box and Muller, 1958
  const double radius = std::sqrt(-2 * std::log1p(-random.Unit()));
  return radius * std::cos(2 * std::numbers::pi * random.Unit());
}

}  // namespace

absl::StatusOr<Latency> Latency::Parse(std::string_view text) {
  const size_t open = text.find('(');
  if (open == std::string_view::npos) {
    const auto constant = ParseDuration(text);
    if (!constant.ok()) {
      return Invalid(text,
                     "not a duration, constant(D), uniform(LOW,HIGH) or lognormal(MEDIAN,SIGMA)");
    }
    return Latency(Shape::kConstant, *constant, *constant, 0);
  }
  if (text.back() != ')') return Invalid(text, "the closing ')' is missing");
  auto latency = FromArguments(text.substr(0, open), text.substr(open + 1, text.size() - open - 2));
  if (!latency.ok()) return Invalid(text, std::string(latency.status().message()));
  return latency;
}

absl::StatusOr<Latency> Latency::FromArguments(std::string_view name, std::string_view arguments) {
  const size_t comma = arguments.find(',');
  const bool two = comma != std::string_view::npos;
  const auto first = ParseDuration(arguments.substr(0, comma));
  if (!first.ok()) return first.status();
  const std::string_view second = two ? arguments.substr(comma + 1) : std::string_view();
  if (name == "constant") {
    if (two) return absl::InvalidArgumentError("constant takes one duration");
    return Latency(Shape::kConstant, *first, *first, 0);
  }
  if (name == "uniform") {
    if (!two) return absl::InvalidArgumentError("uniform takes two durations");
    const auto high = ParseDuration(second);
    if (!high.ok()) return high.status();
    if (*high < *first) return absl::InvalidArgumentError("the ends are the wrong way round");
    return Latency(Shape::kUniform, *first, *high, 0);
  }
  if (name == "lognormal") {
    if (!two) return absl::InvalidArgumentError("lognormal takes a median and sigma");
    const auto sigma = ParseNumber(second);
    if (!sigma.ok()) return sigma.status();
    if (*sigma < 0 || *sigma > kMaxSigma) {
      return absl::InvalidArgumentError("sigma is not between 0 and 3");
    }
    return Latency(Shape::kLognormal, *first, *first, *sigma);
  }
  return absl::InvalidArgumentError("known are constant, uniform and lognormal");
}

Duration Latency::Draw(RandomStream& random) const {
  switch (shape_) {
    case Shape::kConstant:
      return low_;
    case Shape::kUniform:
      return Duration(random.Between(low_.count(), high_.count()));
    case Shape::kLognormal:
      return FromSeconds(ToSeconds(low_) * std::exp(sigma_ * StandardNormal(random)));
  }
  return low_;
}

LatencyPlan::LatencyPlan() {
  const absl::Status status =
      Apply("generate=lognormal(120ms,0.4),route=15ms,scrape=60ms,health=1ms,status=5ms");
  static_cast<void>(status);  // a test holds it
}

absl::Status LatencyPlan::Apply(std::string_view text) {
  const auto entries = ParsePlanText(text);
  if (!entries.ok()) return entries.status();
  auto latencies = latencies_;
  for (const PlanEntry& entry : *entries) {
    const auto latency = Latency::Parse(entry.value);
    if (!latency.ok()) return latency.status();
    for (const Endpoint endpoint : entry.endpoints) {
      latencies[static_cast<size_t>(endpoint)] = *latency;
    }
  }
  latencies_ = latencies;
  return absl::OkStatus();
}

Duration LatencyPlan::Draw(Endpoint endpoint, RandomStream& random) const {
  const auto index = static_cast<size_t>(endpoint);
  return index < kApiEndpoints ? latencies_[index].Draw(random) : Duration::zero();
}

}  // namespace aurax::load::sim
