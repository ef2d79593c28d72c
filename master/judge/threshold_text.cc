#include "master/judge/threshold_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/duration_text.h"

namespace aurax::load::master {

bool IsTime(v1::Threshold::Measure measure) {
  return measure == v1::Threshold::MEASURE_PERCENTILE ||
         measure == v1::Threshold::MEASURE_AVERAGE || measure == v1::Threshold::MEASURE_MIN ||
         measure == v1::Threshold::MEASURE_MAX;
}

std::string UnitOf(v1::Threshold::Measure measure) {
  if (IsTime(measure)) return "us";
  if (measure == v1::Threshold::MEASURE_RATE) return "per_second";
  return measure == v1::Threshold::MEASURE_COUNT ? "count" : "ratio";
}

std::string ComparisonText(v1::Threshold::Comparison comparison) {
  switch (comparison) {
    case v1::Threshold::COMPARISON_BELOW:
      return "<";
    case v1::Threshold::COMPARISON_AT_MOST:
      return "<=";
    case v1::Threshold::COMPARISON_ABOVE:
      return ">";
    default:
      return ">=";
  }
}

std::string ThresholdValueText(const std::string& unit, double value) {
  if (unit == "us") {
    if (value < 1000) return absl::StrFormat("%.0f us", value);
    return value < 1e6 ? absl::StrFormat("%.4g ms", value / 1e3)
                       : absl::StrFormat("%.2f s", value / 1e6);
  }
  if (unit == "ratio") return absl::StrFormat("%.4g %%", value * 100);
  if (unit == "per_second") return absl::StrFormat("%.2f/s", value);
  return absl::StrFormat("%.0f", value);
}

std::string StateText(v1::ThresholdResult::State state) {
  if (state == v1::ThresholdResult::STATE_BROKEN) return "broken";
  return state == v1::ThresholdResult::STATE_HOLDING ? "holding" : "pending";
}

std::string FindingText(const v1::ThresholdResult& result) {
  if (!result.has_value()) return "not measured";
  std::string text = ThresholdValueText(result.unit(), result.value());
  if (result.has_first_broken_us()) {
    const int64_t seconds = std::max<int64_t>(result.first_broken_us(), 0) / 1'000'000;
    absl::StrAppend(&text, ", first broken after ", FormatDuration(FromMicros(seconds * 1'000'000)),
                    " with ", ThresholdValueText(result.unit(), result.first_broken_value()));
  }
  return text;
}

int CountBroken(const v1::Report& report) {
  return static_cast<int>(std::count_if(report.thresholds().begin(), report.thresholds().end(),
                                        [](const v1::ThresholdResult& one) {
                                          return one.state() == v1::ThresholdResult::STATE_BROKEN;
                                        }));
}

}  // namespace aurax::load::master
