#include "master/judge/threshold_syntax.h"

#include "master/judge/threshold_reader.h"

namespace aurax::load::master {

ParsedThreshold ParseThreshold(std::string_view text) {
  ParsedThreshold parsed;
  v1::Threshold* const threshold = &parsed.threshold;
  ThresholdReader reader(text);
  threshold->set_text(std::string(text));
  (void)(reader.ReadMeasure(threshold) && reader.ReadName("<>", threshold) &&
         reader.ReadComparison(threshold) && reader.ReadLimit(threshold));
  parsed.name_offset = reader.name_offset();
  parsed.mistake = reader.mistake();
  return parsed;
}

}  // namespace aurax::load::master
