// Which requests the stand-in lets fail, and how.
#ifndef AURAX_TESTS_BACKEND_SIM_ERROR_PLAN_H_
#define AURAX_TESTS_BACKEND_SIM_ERROR_PLAN_H_

#include <array>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "common/random.h"
#include "tests/backend_sim/endpoint.h"

namespace aurax::load::sim {

enum class ErrorKind {
  k500,           // status 500 with {"success": false, ...}
  kSuccessFalse,  // status 200 with {"success": false, ...}
  kMalformed,     // status 200 with JSON that breaks off
  kReset,         // the connection is reset in place of an answer
  kStall,         // no answer; the connection stays open until the client leaves
};

inline constexpr size_t kErrorKinds = 5;

// The name in options and counts: "500", "success_false", "malformed", "reset", "stall".
std::string_view NameOf(ErrorKind kind);

class ErrorPlan {
 public:
  // Adds `text`, as in "generate=500:1%,all=reset:0.1%": ENDPOINT=KIND:RATE%, of all requests to
  // that endpoint. The same kind for the same endpoint once more replaces its rate. Errors:
  // InvalidArgument (also when an endpoint's rates come to more than 100 %), and the plan is as it
  // was.
  absl::Status Apply(std::string_view text);

  // The fate of the next request to `endpoint`; nothing: it is answered as it should be. Draws once
  // for every request to an endpoint of the API, so a rate given or not leaves the other endpoints'
  // fates alone.
  std::optional<ErrorKind> Draw(Endpoint endpoint, RandomStream& random) const;

 private:
  std::array<std::array<double, kErrorKinds>, kApiEndpoints> rates_{};  // shares of 1
};

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_ERROR_PLAN_H_
