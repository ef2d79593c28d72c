#include "master/scenario/yaml_node.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace aurax::load::master {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

size_t SkipDigits(std::string_view text, size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// JSON's grammar of numbers (RFC 8259, 6).
ScalarType NumberType(std::string_view text) {
  size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const size_t whole = SkipDigits(text, at);
  if (whole == at || (text[at] == '0' && whole > at + 1)) return ScalarType::kText;
  if (whole == text.size()) return ScalarType::kInteger;
  at = whole;
  if (text[at] == '.') {
    const size_t end = SkipDigits(text, at + 1);
    if (end == at + 1) return ScalarType::kText;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const size_t end = SkipDigits(text, at);
    if (end == at) return ScalarType::kText;
    at = end;
  }
  return at == text.size() ? ScalarType::kReal : ScalarType::kText;
}

bool IsWordTrap(const std::string& lower) {
  constexpr std::array<std::string_view, 7> kWords = {"yes",  "no",    "on",  "off",
                                                      "true", "false", "null"};
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

// Numbers to some YAML readers, text to others, or not the number they look like.
bool IsNumberTrap(const std::string& lower) {
  std::string_view body = lower;
  if (!body.empty() && (body[0] == '-' || body[0] == '+')) body.remove_prefix(1);
  if (body == ".inf" || body == ".nan") return true;
  if (body.empty() ||
      !(IsDigit(body[0]) || (body[0] == '.' && body.size() > 1 && IsDigit(body[1]))))
    return false;
  if (body.size() > 2 && body[0] == '0' && (body[1] == 'x' || body[1] == 'o' || body[1] == 'b')) {
    return std::all_of(body.begin() + 2, body.end(),
                       [](unsigned char c) { return std::isxdigit(c) || c == '_'; });
  }
  return std::all_of(body.begin(), body.end(),
                     [](char c) { return IsDigit(c) || c == '_' || c == '.'; }) &&
         std::count(body.begin(), body.end(), '.') <= 1;
}

}  // namespace

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const YamlEntry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

YamlNode* YamlNode::Find(std::string_view key) {
  return const_cast<YamlNode*>(static_cast<const YamlNode*>(this)->Find(key));
}

Place YamlNode::At(size_t offset) const {
  Place at = place;
  if (verbatim) at.column += static_cast<int>(offset) + (quoted ? 1 : 0);
  return at;
}

ScalarType TypeOf(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kNull) return ScalarType::kNull;
  if (node.quoted) return ScalarType::kText;
  if (node.text == "null" || node.text == "~") return ScalarType::kNull;
  if (node.text == "true" || node.text == "false") return ScalarType::kBool;
  const ScalarType number = NumberType(node.text);
  if (number != ScalarType::kText) return number;
  const std::string lower = absl::AsciiStrToLower(node.text);
  return IsWordTrap(lower) || IsNumberTrap(lower) ? ScalarType::kTrap : ScalarType::kText;
}

std::string TrapMessage(const YamlNode& node) {
  const std::string lower = absl::AsciiStrToLower(node.text);
  if (lower == "null") return absl::StrCat("'", node.text, "': write null, or quote the text");
  if (IsWordTrap(lower)) {
    const bool yes = lower == "yes" || lower == "on" || lower == "true";
    return absl::StrCat("'", node.text,
                        "' is a truth value to some YAML readers and text to others: write ",
                        yes ? "true" : "false", ", or quote the text");
  }
  return absl::StrCat("'", node.text,
                      "' is not the same number to all YAML readers: write it in plain decimal, "
                      "or quote the text");
}

std::string Describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return absl::StrCat("'", node.text, "'");
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMapping:
      break;
  }
  return "a mapping";
}

}  // namespace aurax::load::master
