#include "tests/backend_sim/plan_text.h"

#include <charconv>
#include <cmath>

#include "absl/strings/str_format.h"
#include "common/nearest_name.h"

namespace aurax::load::sim {
namespace {

std::vector<std::string_view> SplitAtCommas(std::string_view text) {
  std::vector<std::string_view> pieces;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      pieces.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')') {
      --depth;
    }
  }
  return pieces;
}

std::string Suggestion(std::string_view name) {
  std::vector<std::string> known = {"all"};
  for (size_t i = 0; i < kApiEndpoints; ++i) {
    known.emplace_back(NameOf(static_cast<Endpoint>(i)));
  }
  const auto nearest = NearestName(name, known);
  return nearest ? absl::StrFormat(", did you mean '%s'?", *nearest)
                 : ", known are generate, route, scrape, health, status and all";
}

absl::StatusOr<std::vector<Endpoint>> EndpointsNamed(std::string_view name) {
  if (name == "all") {
    std::vector<Endpoint> all;
    for (size_t i = 0; i < kApiEndpoints; ++i) all.push_back(static_cast<Endpoint>(i));
    return all;
  }
  if (const auto endpoint = ApiEndpointNamed(name)) return std::vector<Endpoint>{*endpoint};
  return absl::InvalidArgumentError(
      absl::StrFormat("unknown endpoint '%s'%s", std::string(name), Suggestion(name)));
}

}  // namespace

absl::StatusOr<std::vector<PlanEntry>> ParsePlanText(std::string_view text) {
  std::vector<PlanEntry> entries;
  for (const std::string_view piece : SplitAtCommas(text)) {
    const size_t equals = piece.find('=');
    if (equals == std::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrFormat("'%s' is not ENDPOINT=VALUE", std::string(piece)));
    }
    auto endpoints = EndpointsNamed(piece.substr(0, equals));
    if (!endpoints.ok()) return endpoints.status();
    entries.push_back({*std::move(endpoints), std::string(piece.substr(equals + 1))});
  }
  return entries;
}

absl::StatusOr<double> ParseNumber(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || !std::isfinite(value)) {
    return absl::InvalidArgumentError(absl::StrFormat("'%s' is not a number", std::string(text)));
  }
  return value;
}

}  // namespace aurax::load::sim
