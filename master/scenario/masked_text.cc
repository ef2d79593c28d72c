#include "master/scenario/masked_text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "common/credentials.h"

namespace aurax::load::master {
namespace {

constexpr std::array kSecrets = {
    "password",      "passwd",    "passphrase", "pwd",        "secret",    "token",
    "authorization", "apikey",    "accesskey",  "privatekey", "signature", "credential",
    "cookie",        "sessionid", "bearer",     "passcode",
};

bool IsNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

size_t SkipSpaces(std::string_view line, size_t at) {
  while (at < line.size() && IsSpace(line[at])) ++at;
  return at;
}

// Past "${name}" or "Bearer ${name}" with or without quotes; `at` if there is none.
size_t PastReference(std::string_view line, size_t at) {
  size_t i = at;
  const char quote = i < line.size() && (line[i] == '"' || line[i] == '\'') ? line[i++] : '\0';
  for (const std::string_view scheme : {"Bearer ", "Basic ", "Token "}) {
    if (line.substr(i, scheme.size()) == scheme) i += scheme.size();
  }
  if (line.substr(i, 2) != "${") return at;
  i += 2;
  const size_t name = i;
  while (i < line.size() && IsNameCharacter(line[i])) ++i;
  if (i == name || i >= line.size() || line[i++] != '}') return at;
  if (quote == '\0') return i;
  return i < line.size() && line[i] == quote ? i + 1 : at;
}

// Masks one line after the other; remembers what a value that goes on needs.
class Masking {
 public:
  std::string Line(std::string_view line);

 private:
  std::string Hidden(std::string_view line) const;
  bool StillInValue(std::string_view line);
  size_t PastValue(std::string_view line, size_t at, char separator);
  size_t PastQuoted(std::string_view line, size_t at);
  size_t PastBrackets(std::string_view line, size_t at);
  // Where what a value of an earlier line leaves begins; npos: nothing is left of this line.
  size_t Resume(std::string_view line);
  void Rest(std::string_view line, size_t at, std::string* out);

  char quote_ = '\0';   // a quoted value goes on
  size_t depth_ = 0;    // brackets that a value has opened
  bool block_ = false;  // a value goes on in all lines that are indented deeper
  bool list_ = false;   // ... or begin with a dash at that depth
  size_t indent_ = 0;
};

size_t IndentOf(std::string_view line) { return SkipSpaces(line, 0); }

std::string Masking::Hidden(std::string_view line) const {
  const size_t indent = IndentOf(line);
  if (indent == line.size()) return std::string(line);
  return std::string(line.substr(0, indent)) + kCredentialMask;
}

bool Masking::StillInValue(std::string_view line) {
  if (!block_) return false;
  const size_t indent = IndentOf(line);
  if (indent == line.size() || indent > indent_) return true;
  if (list_ && indent == indent_ && line[indent] == '-') return true;
  block_ = false;
  return false;
}

// From behind the opening quote.
size_t Masking::PastQuoted(std::string_view line, size_t at) {
  for (; at < line.size(); ++at) {
    if (quote_ == '"' && line[at] == '\\') {
      ++at;
    } else if (line[at] == quote_) {
      if (quote_ == '\'' && at + 1 < line.size() && line[at + 1] == '\'') {
        ++at;
        continue;
      }
      quote_ = '\0';
      return at + 1;
    }
  }
  return line.size();
}

size_t Masking::PastBrackets(std::string_view line, size_t at) {
  while (at < line.size()) {
    const char c = line[at++];
    if (c == '"' || c == '\'') {
      quote_ = c;
      at = PastQuoted(line, at);
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      return at;
    }
  }
  return line.size();
}

size_t Masking::Resume(std::string_view line) {
  size_t at = 0;
  if (quote_ != '\0') at = PastQuoted(line, 0);
  if (depth_ > 0) at = PastBrackets(line, at);
  return quote_ != '\0' || depth_ > 0 ? std::string_view::npos : at;
}

// `at`: the value's first character. In a flow or a text, where other keys may follow.
size_t Masking::PastValue(std::string_view line, size_t at, char separator) {
  const char c = line[at];
  if (line.substr(at, 2) == "\\\"") {  // JSON in a quoted text
    const size_t end = line.find("\\\"", at + 2);
    return end == std::string_view::npos ? line.size() : end + 2;
  }
  if (c == '"' || c == '\'') {
    quote_ = c;
    return PastQuoted(line, at + 1);
  }
  if (c == '{' || c == '[') return PastBrackets(line, at);
  const bool flow = line.find_first_of("{[") < at;
  if (separator == ':' && !flow) return line.size();
  const size_t end = line.find_first_of(separator == '=' ? "& \t\"'" : ",}]", at);
  return std::min(end, line.size());
}

// The line from `at` on, its secrets masked.
void Masking::Rest(std::string_view line, size_t at, std::string* out) {
  // A key that is the line's first word, but for dashes and a comment's sign.
  const size_t first = line.find_first_not_of(" \t-#?\"'");
  while (at < line.size()) {
    if (!IsNameCharacter(line[at])) {
      *out += line[at++];
      continue;
    }
    const size_t begin = at;
    while (at < line.size() && IsNameCharacter(line[at])) ++at;
    const std::string_view name = line.substr(begin, at - begin);
    *out += name;
    if (!NamesSecret(name)) continue;
    size_t value = at;
    while (value < line.size() &&
           (line[value] == '\\' || line[value] == '"' || line[value] == '\''))
      ++value;
    value = SkipSpaces(line, value);
    if (value >= line.size() || (line[value] != ':' && line[value] != '=')) continue;
    const char separator = line[value];
    value = SkipSpaces(line, value + 1);
    out->append(line.substr(at, value - at));
    at = value;
    const bool block = separator == ':' && begin == first;
    if (block) {
      block_ = true;
      indent_ = IndentOf(line);
      list_ = value >= line.size();
    }
    if (value >= line.size()) return;
    if (const size_t past = PastReference(line, value);
        past > value && (block ? SkipSpaces(line, past) == line.size()
                               : past == line.size() || !IsNameCharacter(line[past]))) {
      out->append(line.substr(value, past - value));
      at = past;
      continue;
    }
    at = PastValue(line, value, separator);
    *out += kCredentialMask;
    // Whatever stands behind the value of a line's first key is its own, or a comment.
    if (block) return;
  }
}

std::string WithoutUrlCredentials(std::string line) {
  for (size_t end = line.size(); end > 0;) {
    const size_t scheme = line.rfind("://", end - 1);
    if (scheme == std::string::npos) break;
    const size_t stop = std::min(line.find_first_of(" \t", scheme), line.size());
    const std::string url = WithoutCredentials(line.substr(scheme, stop - scheme));
    line.replace(scheme, stop - scheme, url);
    end = scheme;
  }
  return line;
}

std::string Masking::Line(std::string_view line) {
  // A quote or bracket that never closes ends with its block at the latest.
  if (StillInValue(line)) {
    Resume(line);
    return Hidden(line);
  }
  const size_t at = Resume(line);
  if (at == std::string_view::npos) return Hidden(line);
  std::string out = at > 0 ? Hidden(line.substr(0, at)) : "";
  Rest(line, at, &out);
  return WithoutUrlCredentials(std::move(out));
}

}  // namespace

bool NamesSecret(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '_' && c != '-' && c != '.') {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return std::any_of(kSecrets.begin(), kSecrets.end(), [&plain](const char* secret) {
    return plain.find(secret) != std::string::npos;
  });
}

std::string MaskedScenarioText(std::string_view text) {
  std::string out;
  Masking masking;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const bool last = end == std::string_view::npos;
    out += masking.Line(text.substr(0, end));
    if (!last) out += '\n';
    text.remove_prefix(last ? text.size() : end + 1);
  }
  return out;
}

std::string MaskedOption(std::string_view name, std::string_view value) {
  if (NamesSecret(name) && !value.empty()) return kCredentialMask;
  return MaskedScenarioText(value);
}

}  // namespace aurax::load::master
