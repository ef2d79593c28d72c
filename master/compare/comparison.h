// Two runs, name by name: what is different, and how sure that is. Pure functions of two result
// documents with histograms.
#ifndef AURAX_MASTER_COMPARE_COMPARISON_H_
#define AURAX_MASTER_COMPARE_COMPARISON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "master/compare/block_bootstrap.h"
#include "master/compare/regression.h"

namespace aurax::load::master {

// One figure of one name in both runs.
struct ComparedFigure {
  std::string measure;  // "p(95)", "rate", "errors", ...
  std::string unit;     // us, per_second, ratio, count
  std::optional<double> a, b;
  // (b - a) / a, or b - a where the unit is ratio; nothing: there is no a to divide by.
  std::optional<double> change;
  std::optional<Interval> interval;  // of the change, 95 %; nothing: too little time
  // "better", "worse": the interval leaves zero out (without an interval: as the change is);
  // "same": it does not; "": nobody can say, or neither is better (count).
  std::string verdict;
};

struct ComparedName {
  std::string method, name;  // of all together: "" and "Aggregated"
  std::vector<ComparedFigure> figures;
};

struct RegressionFinding {
  std::string text;
  bool failed = false;
  ComparedFigure figure;
};

struct Comparison {
  std::string a, b;  // what the documents are called
  nlohmann::ordered_json run_a, run_b;
  std::vector<ComparedName> names;  // by name and method; the total last
  std::vector<RegressionFinding> findings;
  uint64_t seed = 0;
};

struct ComparedDocument {
  std::string title;
  nlohmann::ordered_json result;  // that ParseResult() has read
};

// `seed`: of the bootstrap. NotFound: a document without histograms; InvalidArgument: they are not
// ours, or a regression is about a name that neither run has.
absl::StatusOr<Comparison> Compare(const ComparedDocument& a, const ComparedDocument& b,
                                   const std::vector<Regression>& regressions, uint64_t seed);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_COMPARE_COMPARISON_H_
