#include "master/web/json_writer.h"

#include <charconv>
#include <cmath>

#include "common/utf8.h"

namespace aurax::load::master {
namespace {

template <typename T>
void AppendChars(std::string* out, T value) {
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), value);
  out->append(text, static_cast<size_t>(end.ptr - text));
}

void AppendEscaped(std::string* out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      *out += '\\';
      *out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out->append("\\u00");
      *out += kHex[byte >> 4];
      *out += kHex[byte & 15];
    } else {
      *out += c;
    }
  }
}

}  // namespace

void AppendNumber(std::string* out, double value) {
  AppendChars(out, std::isfinite(value) ? value : 0.0);
}
void AppendNumber(std::string* out, int64_t value) { AppendChars(out, value); }
void AppendNumber(std::string* out, uint64_t value) { AppendChars(out, value); }

void AppendQuoted(std::string* out, std::string_view text) {
  *out += '"';
  AppendEscaped(out, ValidUtf8(text));
  *out += '"';
}

void JsonWriter::Separate() {
  if (!first_) *out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::Begin(char bracket) {
  Separate();
  *out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::End(char bracket) {
  *out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  Separate();
  *out_ += '"';
  out_->append(key);
  out_->append("\":");
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  Separate();
  out_->append(json);
  return *this;
}

}  // namespace aurax::load::master
