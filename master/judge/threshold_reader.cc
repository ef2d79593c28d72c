#include "master/judge/threshold_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/duration_text.h"
#include "common/nearest_name.h"
#include "master/judge/threshold_text.h"

namespace aurax::load::master {
namespace {

using Threshold = v1::Threshold;

struct NamedMeasure {
  const char* word;
  Threshold::Measure measure;
};
constexpr std::array<NamedMeasure, 9> kMeasures = {{{"p", Threshold::MEASURE_PERCENTILE},
                                                    {"avg", Threshold::MEASURE_AVERAGE},
                                                    {"med", Threshold::MEASURE_PERCENTILE},
                                                    {"min", Threshold::MEASURE_MIN},
                                                    {"max", Threshold::MEASURE_MAX},
                                                    {"count", Threshold::MEASURE_COUNT},
                                                    {"rate", Threshold::MEASURE_RATE},
                                                    {"errors", Threshold::MEASURE_ERRORS},
                                                    {"checks", Threshold::MEASURE_CHECKS}}};
constexpr char kMeasureList[] =
    "p(95), avg, med, min, max, rate, count, errors or checks is wanted here";

// The kinds of snapshot.proto that are requests'.
constexpr std::array<std::string_view, 9> kErrorKinds = {
    "status", "check", "timeout", "connect", "dns", "tls", "reset", "protocol", "other"};

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsWordCharacter(char c) {
  return c == '_' || absl::ascii_isalnum(static_cast<unsigned char>(c));
}

std::optional<uint32_t> StatusOf(std::string_view text) {
  uint32_t status = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return status >= 100 && status <= 999 ? std::optional(status) : std::nullopt;
}

// "5xx", "503", "500-504".
bool SetStatuses(std::string_view which, Threshold* out) {
  if (which.size() == 3 && which[0] >= '1' && which[0] <= '9' && which.substr(1) == "xx") {
    out->set_status_low(static_cast<uint32_t>(which[0] - '0') * 100);
    out->set_status_high(out->status_low() + 99);
    return true;
  }
  const size_t dash = which.find('-');
  const auto low = StatusOf(which.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : StatusOf(which.substr(dash + 1));
  if (!low || !high || *low > *high) return false;
  out->set_status_low(*low);
  out->set_status_high(*high);
  return true;
}

}  // namespace

bool ThresholdReader::Fail(size_t offset, std::string message) {
  if (!mistake_) mistake_ = {std::min(offset, text_.size()), std::move(message)};
  return false;
}

size_t ThresholdReader::offset() {
  while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  return at_;
}

bool ThresholdReader::at_end() { return offset() == text_.size(); }

bool ThresholdReader::Take(char wanted) {
  if (at_end() || text_[at_] != wanted) return false;
  ++at_;
  return true;
}

std::string_view ThresholdReader::ReadWord() {
  const size_t begin = offset();
  while (at_ < text_.size() && IsWordCharacter(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::optional<double> ThresholdReader::ReadNumber() {
  const size_t begin = offset();
  if (at_end() || !IsDigit(text_[at_])) return std::nullopt;  // from_chars takes "inf" and "-1"
  double number = 0;
  const auto [end, error] = std::from_chars(text_.data() + begin, text_.data() + text_.size(),
                                            number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  at_ = static_cast<size_t>(end - text_.data());
  return number;
}

bool ThresholdReader::ReadMeasure(Threshold* out) {
  size_t begin = offset();
  std::string_view word = ReadWord();
  if (word == "service") {
    out->set_service_time(true);
    begin = offset();
    word = ReadWord();
  }
  const auto found = std::find_if(kMeasures.begin(), kMeasures.end(),
                                  [word](const NamedMeasure& one) { return one.word == word; });
  if (found == kMeasures.end()) {
    if (word.size() > 1 && word[0] == 'p' && IsDigit(word[1])) {
      return Fail(begin, absl::StrCat("write p(", std::string(word.substr(1)), ")"));
    }
    std::vector<std::string> known;
    known.reserve(kMeasures.size());
    for (const NamedMeasure& one : kMeasures) known.emplace_back(one.word);
    const auto nearest = NearestName(word, known);
    if (!nearest || word.empty()) return Fail(begin, kMeasureList);
    return Fail(begin, absl::StrCat("unknown measure '", std::string(word), "', did you mean '",
                                    *nearest, "'?"));
  }
  out->set_measure(found->measure);
  if (out->service_time() && !IsTime(found->measure)) {
    return Fail(begin, "service goes with times: p(95), avg, med, min or max");
  }
  if (word == "p") return ReadPercentile(out);
  if (word == "med") out->set_percent(50);
  return word != "errors" || ReadWhichErrors(out);
}

bool ThresholdReader::ReadPercentile(Threshold* out) {
  if (!Take('(')) return Fail(offset(), "a percentile is written p(95)");
  const size_t begin = offset();
  const auto percent = ReadNumber();
  if (!percent || *percent > 100) return Fail(begin, "a percentile is from 0 to 100");
  out->set_percent(*percent);
  return Take(')') || Fail(offset(), "')' is missing");
}

bool ThresholdReader::ReadWhichErrors(Threshold* out) {
  if (!Take('{')) return true;
  const size_t begin = offset();
  const size_t end = text_.find('}', begin);
  if (end == std::string_view::npos) return Fail(text_.size(), "'}' is missing");
  std::string_view which = text_.substr(begin, end - begin);
  while (!which.empty() && IsBlank(which.back())) which.remove_suffix(1);
  at_ = end + 1;
  if (std::find(kErrorKinds.begin(), kErrorKinds.end(), which) != kErrorKinds.end()) {
    out->set_error_kind(std::string(which));
    return true;
  }
  if (SetStatuses(which, out)) return true;
  return Fail(begin, absl::StrCat("'", std::string(which),
                                  "' is neither a status (5xx, 503, 500-504) nor a kind of error "
                                  "(timeout, connect, dns, tls, reset, protocol, status, check, "
                                  "other)"));
}

bool ThresholdReader::ReadName(std::string_view ends, Threshold* out) {
  const size_t before = offset();
  if (ReadWord() != "of") {
    at_ = before;
    return true;
  }
  name_offset_ = offset();
  if (Take('"')) {
    const size_t end = text_.find('"', at_);
    if (end == std::string_view::npos) return Fail(name_offset_, "the name's quote has no end");
    out->set_name(std::string(text_.substr(at_, end - at_)));
    at_ = end + 1;
  } else {
    const bool word = IsBlank(ends[0]);
    const size_t found = word ? text_.find(ends, at_) : text_.find_first_of(ends, at_);
    std::string_view name = text_.substr(at_, std::min(found, text_.size()) - at_);
    at_ += name.size();
    while (!name.empty() && IsBlank(name.back())) name.remove_suffix(1);
    out->set_name(std::string(name));
  }
  return !out->name().empty() || Fail(name_offset_, "of which name?");
}

bool ThresholdReader::ReadComparison(Threshold* out) {
  const size_t begin = offset();
  const bool below = Take('<');
  if (!below && !Take('>')) return Fail(begin, "<, <=, > or >= is wanted here");
  const bool equal = at_ < text_.size() && text_[at_] == '=';
  at_ += equal ? 1 : 0;
  out->set_comparison(below
                          ? (equal ? Threshold::COMPARISON_AT_MOST : Threshold::COMPARISON_BELOW)
                          : (equal ? Threshold::COMPARISON_AT_LEAST : Threshold::COMPARISON_ABOVE));
  return true;
}

bool ThresholdReader::ReadLimit(Threshold* out) {
  if (at_end()) return Fail(text_.size(), "the limit is missing");
  switch (out->measure()) {
    case Threshold::MEASURE_RATE:
      return ReadRate(out) && ReadEnd();
    case Threshold::MEASURE_COUNT:
      return ReadCount(out) && ReadEnd();
    case Threshold::MEASURE_ERRORS:
    case Threshold::MEASURE_CHECKS:
      return ReadShare(out) && ReadEnd();
    default:
      return ReadTime(out);
  }
}

bool ThresholdReader::ReadEnd() {
  return at_end() || Fail(offset(), absl::StrCat("'", std::string(text_.substr(offset())),
                                                 "' does not belong here"));
}

bool ThresholdReader::ReadTime(Threshold* out) {
  const size_t begin = offset();
  std::string_view text = text_.substr(begin);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  if (IsDigit(text.back())) return Fail(begin, "a time needs its unit, such as 500ms or 2s");
  const auto time = ParseDuration(text);
  if (!time.ok()) return Fail(begin, std::string(time.status().message()));
  out->set_limit(static_cast<double>(ToMicros(*time)));
  return true;
}

bool ThresholdReader::ReadRate(Threshold* out) {
  const size_t begin = offset();
  const auto number = ReadNumber();
  const bool slash = number && Take('/');
  const std::string_view unit = slash ? ReadWord() : "";
  const double seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (seconds == 0) return Fail(begin, "a rate is written 10/s (or /m, /h)");
  out->set_limit(*number / seconds);
  return true;
}

bool ThresholdReader::ReadShare(Threshold* out) {
  const size_t begin = offset();
  const auto number = ReadNumber();
  if (!number) return Fail(begin, "a share is written 1% or 0.01");
  const bool percent = Take('%');
  if (*number > (percent ? 100 : 1)) {
    return Fail(begin, percent ? "a share is at most 100%" : "a share is written 1% or 0.01");
  }
  out->set_limit(percent ? *number / 100 : *number);
  return true;
}

bool ThresholdReader::ReadCount(Threshold* out) {
  const size_t begin = offset();
  const auto number = ReadNumber();
  if (!number || *number != static_cast<double>(static_cast<uint64_t>(std::min(*number, 1e15)))) {
    return Fail(begin, "a count is a whole number, at most 10^15");
  }
  out->set_limit(*number);
  return true;
}

}  // namespace aurax::load::master
