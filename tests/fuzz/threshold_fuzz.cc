// Texts of thresholds: never a crash; a mistake lies within the text, and what is understood can be
// measured and shown.
#include <string>

#include "master/judge/outcome_sums.h"
#include "master/judge/threshold_syntax.h"
#include "master/judge/threshold_text.h"
#include "tests/fuzz/fuzz_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace aurax::load;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const master::ParsedThreshold parsed = master::ParseThreshold(text);
  if (parsed.mistake) {
    Require(parsed.mistake->offset <= size, "a mistake lies in the text");
    Require(!parsed.mistake->message.empty(), "a mistake says what it is");
    return 0;
  }
  const v1::Threshold& threshold = parsed.threshold;
  Require(threshold.measure() != v1::Threshold::MEASURE_UNSPECIFIED, "something is measured");
  Require(threshold.comparison() != v1::Threshold::COMPARISON_UNSPECIFIED, "and compared");
  Require(threshold.limit() >= 0, "with a limit");
  Require(threshold.percent() >= 0 && threshold.percent() <= 100, "a percentile is one");
  Require(parsed.name_offset <= size, "the name lies in the text");
  v1::RequestStats stats;
  stats.set_completed(1);
  Histogram times;
  times.RecordMicros(1000);
  times.Encode(stats.mutable_response_time());
  times.Encode(stats.mutable_service_time());
  master::OutcomeSums sums;
  sums.Add(stats);
  const auto value = sums.ValueOf(threshold, 1);
  Require(value.has_value(), "what is there is measured");
  Require(!master::ThresholdValueText(master::UnitOf(threshold.measure()), *value).empty(),
          "and shown");
  return 0;
}
