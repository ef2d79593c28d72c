// What a comparison is not to show: --fail-if "MEASURE [of NAME] worse than N%", measure and name
// as in a threshold (judge/threshold_syntax.h; errors and checks of all kinds alone, no count).
#ifndef AURAX_MASTER_COMPARE_REGRESSION_H_
#define AURAX_MASTER_COMPARE_REGRESSION_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load::master {

struct Regression {
  std::string text;
  v1::Threshold measure;  // what is measured, and the name; empty: all requests
  double limit = 0;       // a share: 0.1 is 10 %; of errors and checks 10 percentage points
};

// InvalidArgument: "TEXT: column N: what is wrong".
absl::StatusOr<Regression> ParseRegression(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_COMPARE_REGRESSION_H_
