// The endpoints of the stand-in backend.
#ifndef AURAX_TESTS_BACKEND_SIM_ENDPOINT_H_
#define AURAX_TESTS_BACKEND_SIM_ENDPOINT_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace aurax::load::sim {

// The AURAX API first: those have a latency and can be made to fail. kSimRequests is the stand-in's
// own and is never counted; kOther is everything else (404, or a request too broken to have a
// path).
enum class Endpoint {
  kGenerate,
  kRoute,
  kScrape,
  kHealth,
  kStatus,
  kMetrics,
  kSimRequests,
  kOther
};

inline constexpr size_t kApiEndpoints = 5;
inline constexpr size_t kEndpoints = 8;

// The name in options, counts and metrics: "generate", "route", "scrape", "health", "status",
// "metrics", "sim", "other".
std::string_view NameOf(Endpoint endpoint);

// "generate" ... "status"; nothing for any other name.
std::optional<Endpoint> ApiEndpointNamed(std::string_view name);

// By the path of a request target; a query is ignored.
Endpoint EndpointOf(std::string_view target);

// The methods that the endpoint answers, as the Allow header gives them.
std::string_view AllowedMethods(Endpoint endpoint);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_ENDPOINT_H_
