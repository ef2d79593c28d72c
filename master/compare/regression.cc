#include "master/compare/regression.h"

#include "absl/strings/str_cat.h"
#include "master/judge/threshold_reader.h"

namespace aurax::load::master {
namespace {

// "worse" "than", one after the other.
bool ReadWords(ThresholdReader& reader) {
  for (const char* word : {"worse", "than"}) {
    const size_t at = reader.offset();
    if (reader.ReadWord() != word) {
      return reader.Fail(at, "'worse than N%' is wanted here");
    }
  }
  return true;
}

bool ReadPercent(ThresholdReader& reader, double* limit) {
  const size_t at = reader.offset();
  const auto number = reader.ReadNumber();
  if (!number || !reader.Take('%')) return reader.Fail(at, "how much worse is written 10%");
  *limit = *number / 100;
  return reader.at_end() || reader.Fail(reader.offset(), "nothing more is wanted here");
}

bool ReadComparable(ThresholdReader& reader, v1::Threshold* out) {
  if (!reader.ReadMeasure(out)) return false;
  if (out->measure() == v1::Threshold::MEASURE_COUNT) {
    return reader.Fail(0, "no count is better than another");
  }
  const bool some = out->status_low() > 0 || !out->error_kind().empty();
  return !some || reader.Fail(0, "results do not tell which errors a second had: errors alone");
}

}  // namespace

absl::StatusOr<Regression> ParseRegression(std::string_view text) {
  Regression regression;
  regression.text = std::string(text);
  ThresholdReader reader(text);
  (void)(ReadComparable(reader, &regression.measure) &&
         reader.ReadName(" worse ", &regression.measure) && ReadWords(reader) &&
         ReadPercent(reader, &regression.limit));
  if (!reader.mistake()) return regression;
  return absl::InvalidArgumentError(absl::StrCat("'", regression.text, "': column ",
                                                 reader.mistake()->offset + 1, ": ",
                                                 reader.mistake()->message));
}

}  // namespace aurax::load::master
