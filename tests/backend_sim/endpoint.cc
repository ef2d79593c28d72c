#include "tests/backend_sim/endpoint.h"

namespace aurax::load::sim {
namespace {

struct Row {
  std::string_view name;
  std::string_view path;
  std::string_view allowed;
};

constexpr std::array<Row, kEndpoints> kRows = {{
    {"generate", "/generate", "POST"},
    {"route", "/route", "POST"},
    {"scrape", "/scrape", "POST"},
    {"health", "/health", "GET, HEAD"},
    {"status", "/system/status", "GET, HEAD"},
    {"metrics", "/metrics", "GET, HEAD"},
    {"sim", "/sim/requests", "GET, HEAD"},
    {"other", "", ""},
}};

}  // namespace

std::string_view NameOf(Endpoint endpoint) { return kRows[static_cast<size_t>(endpoint)].name; }

std::optional<Endpoint> ApiEndpointNamed(std::string_view name) {
  for (size_t i = 0; i < kApiEndpoints; ++i) {
    if (kRows[i].name == name) return static_cast<Endpoint>(i);
  }
  return std::nullopt;
}

Endpoint EndpointOf(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  for (size_t i = 0; i + 1 < kEndpoints; ++i) {
    if (kRows[i].path == path) return static_cast<Endpoint>(i);
  }
  return Endpoint::kOther;
}

std::string_view AllowedMethods(Endpoint endpoint) {
  return kRows[static_cast<size_t>(endpoint)].allowed;
}

}  // namespace aurax::load::sim
