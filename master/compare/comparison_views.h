// A comparison for people and programs. Pure functions.
#ifndef AURAX_MASTER_COMPARE_COMPARISON_VIEWS_H_
#define AURAX_MASTER_COMPARE_COMPARISON_VIEWS_H_

#include <string>

#include "master/compare/comparison.h"

namespace aurax::load::master {

inline constexpr char kComparisonSchema[] = "aurax-load/comparison/1";

// A table for each name, then what --fail-if found. Ends with a line end.
std::string ComparisonText(const Comparison& comparison);
// docs/results.md has its keys.
std::string ComparisonJson(const Comparison& comparison);
// One page without scripts or anything from elsewhere.
std::string ComparisonHtml(const Comparison& comparison);

// "+12.3 %", "-0.5 pp" (percentage points, of shares), "-".
std::string ChangeText(const ComparedFigure& figure);
// "+9.1 % to +17.2 %", or "-".
std::string IntervalText(const ComparedFigure& figure);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_COMPARE_COMPARISON_VIEWS_H_
