#include "master/views/figures.h"

#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/text.h"
#include "master/latency.h"

namespace aurax::load::master {
namespace {

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// One UTF-8 character at the front of `text`: its code point and its bytes. A stray byte is a
// character of its own.
struct Character {
  uint32_t code;
  size_t bytes;
};

Character FirstCharacter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (bytes == 1 || bytes > text.size()) return {lead, 1};
  uint32_t code = lead & (0x7Fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if (!Continues(text[i])) return {lead, 1};
    code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  return {code, bytes};
}

// Unicode's East Asian Wide and Fullwidth blocks, coarsely.
int WidthOf(uint32_t code) {
  const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                    (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

double PercentileMs(const v1::Latency& latency, double percent) {
  return Ms(PercentileUs(latency, percent));
}

const char* TrustText(const v1::Verdict& verdict) {
  switch (verdict.trust()) {
    case v1::Verdict::TRUST_TRUSTED:
      return "trusted";
    case v1::Verdict::TRUST_DEGRADED:
      return "degraded";
    case v1::Verdict::TRUST_INVALID:
      return "invalid";
    default:
      return "unknown";
  }
}

std::string PythonFloat(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  // Python writes an exponent below 1e-4 and from 1e16 on (repr of float, "r" format).
  const double size = std::abs(value);
  const bool exponent = size != 0 && (size < 1e-4 || size >= 1e16);
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof(buffer), value,
                    exponent ? std::chars_format::scientific : std::chars_format::fixed)
          .ptr;
  std::string text(buffer, end);
  if (!exponent && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string TrimmedDecimal(double value) {
  std::string text = absl::StrFormat("%.3f", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string ReadableMs(double ms) {
  if (ms == 0) return "0";
  return ms < 1 ? absl::StrFormat("%.3f", ms) : absl::StrFormat("%.2f", ms);
}

std::string ReadableBytes(uint64_t bytes) {
  if (bytes < 1000) return absl::StrCat(bytes, " B");
  static constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  double scaled = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  // 999.95 would print as 1000.0.
  while (scaled >= 999.95 && unit + 1 < std::size(kUnits)) {
    scaled /= 1000;
    ++unit;
  }
  return absl::StrFormat("%.1f %s", scaled, kUnits[unit]);
}

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character c = FirstCharacter(text);
    const bool stray = c.bytes == 1 && c.code >= 0x80;
    if (c.code == '\n') {
      out += "\\n";
    } else if (c.code == '\r') {
      out += "\\r";
    } else if (c.code == '\t') {
      out += "\\t";
    } else if (c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0) || stray) {
      absl::StrAppendFormat(&out, "\\x%02x", c.code);
    } else {
      out.append(text.substr(0, c.bytes));
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character c = FirstCharacter(text);
    width += WidthOf(c.code);
    text.remove_prefix(c.bytes);
  }
  return width;
}

int CharacterCount(std::string_view text) {
  int count = 0;
  for (const char c : text) count += Continues(c) ? 0 : 1;
  return count;
}

std::string PadRight(std::string_view text, int width) {
  std::string padded(text);
  const int missing = width - CharacterCount(text);
  if (missing > 0) padded.append(static_cast<size_t>(missing), ' ');
  return padded;
}

std::string CutToWidth(std::string_view text, int columns) {
  if (DisplayWidth(text) <= columns) return std::string(text);
  if (columns <= 0) return "";
  std::string cut;
  int left = columns - 1;
  while (!text.empty()) {
    const Character c = FirstCharacter(text);
    left -= WidthOf(c.code);
    if (left < 0) break;
    cut.append(text.substr(0, c.bytes));
    text.remove_prefix(c.bytes);
  }
  return cut + "…";
}

}  // namespace aurax::load::master
