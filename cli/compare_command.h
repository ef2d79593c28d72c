// aurax-load compare A.json B.json: what is different between two runs, and whether it is worse
// than is allowed.
#ifndef AURAX_CLI_COMPARE_COMMAND_H_
#define AURAX_CLI_COMPARE_COMMAND_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "master/compare/regression.h"

namespace aurax::load::cli {

inline constexpr char kCompareUsage[] =
    "usage: aurax-load compare A.json B.json [--fail-if 'p(95) [of NAME] worse than 10%']...\n"
    "           [--json] [--html FILE] [--seed N]";

struct CompareRequest {
  std::string a, b;
  std::vector<master::Regression> fail_if;
  bool json = false;  // instead of the tables
  std::optional<std::string> html;
  uint64_t seed = 1;  // of the bootstrap
};
// InvalidArgument, for people as it is. `arguments`: after the word.
absl::StatusOr<CompareRequest> ReadCompareRequest(const std::vector<std::string>& arguments);

// Prints the comparison; the exit code: 0, 2 (nothing to compare), 3 when one of --fail-if failed,
// 4 when it could not be written.
int RunCompare(const std::vector<std::string>& arguments);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_COMPARE_COMMAND_H_
