// The words of a threshold or a comparison, one after the other. Each Read takes what it wants from
// the front, or notes a mistake and returns nothing; after the first mistake nothing counts.
#ifndef AURAX_MASTER_JUDGE_THRESHOLD_READER_H_
#define AURAX_MASTER_JUDGE_THRESHOLD_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "aurax/load/v1/scenario.pb.h"
#include "master/judge/threshold_syntax.h"

namespace aurax::load::master {

class ThresholdReader {
 public:
  // `text` outlives it.
  explicit ThresholdReader(std::string_view text) : text_(text) {}

  // [ "service" ] measure: sets measure, percent, service_time, and which errors.
  bool ReadMeasure(v1::Threshold* out);
  // [ "of" name ]; the name ends before the first of `ends`, characters or a word with its blanks.
  bool ReadName(std::string_view ends, v1::Threshold* out);
  bool ReadComparison(v1::Threshold* out);
  // Of the measure and to the end of the text.
  bool ReadLimit(v1::Threshold* out);
  // The next word: letters, digits and '_'; empty: none.
  std::string_view ReadWord();
  // The next number, digits with a fraction.
  std::optional<double> ReadNumber();
  // The next character, where it is `wanted`.
  bool Take(char wanted);

  bool Fail(size_t offset, std::string message);
  bool at_end();
  size_t offset();  // of the next character that is not blank
  size_t name_offset() const { return name_offset_; }
  const std::optional<SyntaxMistake>& mistake() const { return mistake_; }

 private:
  bool ReadPercentile(v1::Threshold* out);
  bool ReadWhichErrors(v1::Threshold* out);
  bool ReadTime(v1::Threshold* out);
  bool ReadRate(v1::Threshold* out);
  bool ReadShare(v1::Threshold* out);
  bool ReadCount(v1::Threshold* out);
  bool ReadEnd();

  const std::string_view text_;
  size_t at_ = 0;
  size_t name_offset_ = 0;
  std::optional<SyntaxMistake> mistake_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_JUDGE_THRESHOLD_READER_H_
