#include "tests/backend_sim/error_plan.h"

#include <numeric>
#include <string>

#include "absl/strings/str_format.h"
#include "tests/backend_sim/plan_text.h"

namespace aurax::load::sim {
namespace {

constexpr std::array<std::string_view, kErrorKinds> kNames = {"500", "success_false", "malformed",
                                                              "reset", "stall"};

struct KindAndRate {
  size_t kind = 0;
  double rate = 0;
};

absl::Status Invalid(std::string_view text, std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrFormat("error '%s': %s", std::string(text), std::string(why)));
}

absl::StatusOr<KindAndRate> Parse(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.back() != '%') return Invalid(text, "not KIND:RATE%");
  KindAndRate parsed;
  while (parsed.kind < kErrorKinds && kNames[parsed.kind] != text.substr(0, colon)) ++parsed.kind;
  if (parsed.kind == kErrorKinds) {
    return Invalid(text, "known kinds are 500, success_false, malformed, reset and stall");
  }
  const auto percent = ParseNumber(text.substr(colon + 1, text.size() - colon - 2));
  if (!percent.ok()) return Invalid(text, std::string(percent.status().message()));
  if (*percent < 0 || *percent > 100) return Invalid(text, "the rate is not between 0% and 100%");
  parsed.rate = *percent / 100;
  return parsed;
}

}  // namespace

std::string_view NameOf(ErrorKind kind) { return kNames[static_cast<size_t>(kind)]; }

absl::Status ErrorPlan::Apply(std::string_view text) {
  const auto entries = ParsePlanText(text);
  if (!entries.ok()) return entries.status();
  auto rates = rates_;
  for (const PlanEntry& entry : *entries) {
    const auto parsed = Parse(entry.value);
    if (!parsed.ok()) return parsed.status();
    for (const Endpoint endpoint : entry.endpoints) {
      auto& row = rates[static_cast<size_t>(endpoint)];
      row[parsed->kind] = parsed->rate;
      if (std::accumulate(row.begin(), row.end(), 0.0) > 1 + 1e-9) {
        return Invalid(entry.value, absl::StrFormat("the rates of %s come to more than 100%%",
                                                    std::string(NameOf(endpoint))));
      }
    }
  }
  rates_ = rates;
  return absl::OkStatus();
}

std::optional<ErrorKind> ErrorPlan::Draw(Endpoint endpoint, RandomStream& random) const {
  const auto index = static_cast<size_t>(endpoint);
  if (index >= kApiEndpoints) return std::nullopt;
  double left = random.Unit();
  for (size_t kind = 0; kind < kErrorKinds; ++kind) {
    if (left < rates_[index][kind]) return static_cast<ErrorKind>(kind);
    left -= rates_[index][kind];
  }
  return std::nullopt;
}

}  // namespace aurax::load::sim
