#include "worker/text_encoding.h"

#include <cstddef>
#include <cstdint>

#include "common/utf8.h"

namespace aurax::load::worker {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

uint8_t Byte(std::string_view text, size_t i) { return static_cast<uint8_t>(text[i]); }

void AppendControl(char c, std::string* out) {
  switch (c) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\b':
      out->append("\\b");
      return;
    case '\f':
      out->append("\\f");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      out->append("\\u00");
      out->push_back(kHex[static_cast<uint8_t>(c) >> 4]);
      out->push_back(kHex[static_cast<uint8_t>(c) & 15]);
  }
}

bool Unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

void AppendJsonText(std::string_view text, std::string* out) {
  size_t plain = 0;  // what lies before is written
  const auto flush = [&](size_t end) { out->append(text.substr(plain, end - plain)); };
  for (size_t i = 0; i < text.size();) {
    const uint8_t c = Byte(text, i);
    if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
      ++i;
      continue;
    }
    if (c < 0x80) {
      flush(i);
      AppendControl(text[i], out);
      plain = ++i;
      continue;
    }
    if (const size_t length = Utf8CharacterLength(text.substr(i)); length != 0) {
      i += length;
      continue;
    }
    flush(i);
    out->append(kReplacement);
    plain = ++i;
  }
  flush(text.size());
}

void AppendUrlText(std::string_view text, std::string* out) {
  for (const char c : text) {
    if (Unreserved(c)) {
      out->push_back(c);
      continue;
    }
    out->push_back('%');
    out->push_back(kHex[static_cast<uint8_t>(c) >> 4]);
    out->push_back(kHex[static_cast<uint8_t>(c) & 15]);
  }
}

void AppendHeaderText(std::string_view text, std::string* out) {
  for (const char c : text) {
    if (c != '\r' && c != '\n' && c != '\0') out->push_back(c);
  }
}

void AppendBase64(std::string_view bytes, std::string* out) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = bytes.size() - i;
    const uint32_t group = static_cast<uint32_t>(Byte(bytes, i)) << 16 |
                           (left > 1 ? static_cast<uint32_t>(Byte(bytes, i + 1)) << 8 : 0u) |
                           (left > 2 ? static_cast<uint32_t>(Byte(bytes, i + 2)) : 0u);
    out->push_back(kAlphabet[group >> 18]);
    out->push_back(kAlphabet[(group >> 12) & 63]);
    out->push_back(left > 1 ? kAlphabet[(group >> 6) & 63] : '=');
    out->push_back(left > 2 ? kAlphabet[group & 63] : '=');
  }
}

}  // namespace aurax::load::worker
