// A threshold's figures in words: the same everywhere.
#ifndef AURAX_MASTER_JUDGE_THRESHOLD_TEXT_H_
#define AURAX_MASTER_JUDGE_THRESHOLD_TEXT_H_

#include <string>

#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load::master {

// Percentile, average, min, max.
bool IsTime(v1::Threshold::Measure measure);

// Of the limit and the value: "us", "ratio", "per_second", "count".
std::string UnitOf(v1::Threshold::Measure measure);

// "<", "<=", ">", ">=".
std::string ComparisonText(v1::Threshold::Comparison comparison);

// "812 ms", "2.31 s", "1.25 %", "9.30/s", "812".
std::string ThresholdValueText(const std::string& unit, double value);

// "pending", "holding", "broken".
std::string StateText(v1::ThresholdResult::State state);

// What is known of it, without its own text: "2.31 s, first broken after 12s with 2.5 s", "not
// measured".
std::string FindingText(const v1::ThresholdResult& result);

int CountBroken(const v1::Report& report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_JUDGE_THRESHOLD_TEXT_H_
