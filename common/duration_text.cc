#include "common/duration_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace aurax::load {
namespace {

struct Unit {
  std::string_view name;
  int64_t ns;
};
constexpr std::array<Unit, 6> kUnits = {{{"d", 86'400'000'000'000},
                                         {"h", 3'600'000'000'000},
                                         {"m", 60'000'000'000},
                                         {"s", 1'000'000'000},
                                         {"ms", 1'000'000},
                                         {"us", 1'000}}};
constexpr double kMaxNs = 10.0 * 365 * 86'400e9;

absl::Status Invalid(std::string_view text) {
  return absl::InvalidArgumentError(absl::StrFormat(
      "'%s' is not a duration. Valid formats: 20, 20s, 3m, 2h, 1h20m, 3h30m10s, 300ms, 1.5s, etc.",
      text));
}

bool IsNumberCharacter(char c) { return (c >= '0' && c <= '9') || c == '.'; }

}  // namespace

absl::StatusOr<Duration> ParseDuration(std::string_view text) {
  std::string_view rest = text;
  double total_ns = 0;
  size_t next_unit = 0;
  bool fraction_seen = false;
  if (rest.empty()) return Invalid(text);
  while (!rest.empty()) {
    size_t digits = 0;
    while (digits < rest.size() && IsNumberCharacter(rest[digits])) ++digits;
    double number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + digits, number);
    if (digits == 0 || error != std::errc() || end != rest.data() + digits || fraction_seen) {
      return Invalid(text);
    }
    fraction_seen = rest.substr(0, digits).find('.') != std::string_view::npos;
    rest.remove_prefix(digits);
    size_t letters = 0;
    while (letters < rest.size() && !IsNumberCharacter(rest[letters])) ++letters;
    const std::string_view name = rest.substr(0, letters);
    rest.remove_prefix(letters);
    if (name.empty()) {  // a bare number stands alone and means seconds
      if (next_unit != 0) return Invalid(text);
      total_ns = number * 1e9;
      break;
    }
    while (next_unit < kUnits.size() && kUnits[next_unit].name != name) ++next_unit;
    if (next_unit == kUnits.size()) return Invalid(text);
    total_ns += number * static_cast<double>(kUnits[next_unit++].ns);
  }
  if (total_ns > kMaxNs) {
    return absl::InvalidArgumentError(absl::StrFormat("'%s' is longer than ten years", text));
  }
  return Duration(std::llround(total_ns));
}

std::string FormatDuration(Duration d) {
  int64_t ns = d.count();
  std::string out;
  for (const Unit& unit : kUnits) {
    if (unit.name == "d" || ns < unit.ns) continue;
    if (unit.ns <=
        1'000'000'000) {  // the last one: seconds or smaller, with a fraction where needed
      absl::StrAppendFormat(&out, "%.6f", static_cast<double>(ns) / static_cast<double>(unit.ns));
      out.erase(out.find_last_not_of('0') + 1);
      if (out.back() == '.') out.pop_back();
      return absl::StrCat(out, std::string(unit.name));
    }
    absl::StrAppendFormat(&out, "%d%s", ns / unit.ns, unit.name);
    ns %= unit.ns;
  }
  return out.empty() ? "0s" : out;
}

}  // namespace aurax::load
