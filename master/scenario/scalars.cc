#include "master/scenario/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/duration_text.h"

namespace aurax::load::master {
namespace {

void AddWrongType(const YamlNode& node, std::string_view what, std::string_view wanted,
                  Mistakes& mistakes) {
  const bool scalar = node.kind == YamlNode::Kind::kScalar;
  if (scalar && TypeOf(node) == ScalarType::kTrap) {
    mistakes.Add(node.place, absl::StrCat(std::string(what), ": ", TrapMessage(node)));
    return;
  }
  mistakes.Add(node.place, absl::StrCat(std::string(what), " must be ", std::string(wanted),
                                        ", not ", Describe(node)));
}

template <typename T>
std::optional<T> ParseWhole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct SizeUnit {
  std::string_view name;
  uint64_t bytes;
};
constexpr std::array<SizeUnit, 9> kSizeUnits = {{{"KiB", 1ull << 10},
                                                 {"MiB", 1ull << 20},
                                                 {"GiB", 1ull << 30},
                                                 {"TiB", 1ull << 40},
                                                 {"KB", 1'000},
                                                 {"MB", 1'000'000},
                                                 {"GB", 1'000'000'000},
                                                 {"TB", 1'000'000'000'000},
                                                 {"B", 1}}};

}  // namespace

bool RequireList(const YamlNode& node, std::string_view what, Mistakes& mistakes) {
  if (node.kind == YamlNode::Kind::kList) return true;
  AddWrongType(node, what, "a list", mistakes);
  return false;
}

bool RequireMapping(const YamlNode& node, std::string_view what, Mistakes& mistakes) {
  if (node.kind == YamlNode::Kind::kMapping) return true;
  AddWrongType(node, what, "a mapping", mistakes);
  return false;
}

bool CheckKeysOf(const YamlNode& node, const KeyTable& table, std::string_view what,
                 Mistakes& mistakes) {
  if (!RequireMapping(node, what, mistakes)) return false;
  for (const YamlEntry& entry : node.entries) {
    if (std::find(table.keys.begin(), table.keys.end(), entry.key) == table.keys.end()) {
      mistakes.AddUnknown(entry.key_place, "key", entry.key, table.keys);
    }
  }
  return true;
}

std::optional<std::string> ReadText(const YamlNode& node, std::string_view what,
                                    Mistakes& mistakes) {
  if (node.kind == YamlNode::Kind::kScalar && TypeOf(node) != ScalarType::kNull) return node.text;
  AddWrongType(node, what, "text", mistakes);
  return std::nullopt;
}

std::optional<bool> ReadBool(const YamlNode& node, std::string_view what, Mistakes& mistakes) {
  if (node.kind == YamlNode::Kind::kScalar && TypeOf(node) == ScalarType::kBool) {
    return node.text == "true";
  }
  AddWrongType(node, what, "true or false", mistakes);
  return std::nullopt;
}

std::optional<int64_t> ReadInteger(const YamlNode& node, std::string_view what, int64_t low,
                                   int64_t high, Mistakes& mistakes) {
  if (node.kind == YamlNode::Kind::kScalar && TypeOf(node) == ScalarType::kInteger) {
    const std::optional<int64_t> value = ParseInteger(node.text);
    if (value && *value >= low && *value <= high) return value;
  }
  AddWrongType(node, what, absl::StrCat("a whole number from ", low, " to ", high), mistakes);
  return std::nullopt;
}

std::optional<double> ReadNumber(const YamlNode& node, std::string_view what, double low,
                                 bool above, Mistakes& mistakes) {
  if (node.kind == YamlNode::Kind::kScalar) {
    const ScalarType type = TypeOf(node);
    const bool numeric = type == ScalarType::kInteger || type == ScalarType::kReal;
    const std::optional<double> value = numeric ? ParseNumber(node.text) : std::nullopt;
    if (value && std::isfinite(*value) && (above ? *value > low : *value >= low)) return value;
  }
  AddWrongType(node, what, absl::StrCat("a number ", above ? "above " : "of at least ", low),
               mistakes);
  return std::nullopt;
}

std::optional<int64_t> ReadMicros(const YamlNode& node, std::string_view what, Mistakes& mistakes) {
  if (node.kind != YamlNode::Kind::kScalar || TypeOf(node) == ScalarType::kNull) {
    AddWrongType(node, what, "a duration such as 1.5s", mistakes);
    return std::nullopt;
  }
  const absl::StatusOr<Duration> duration = ParseDuration(node.text);
  if (duration.ok()) return ToMicros(*duration);
  mistakes.Add(node.place,
               absl::StrCat(std::string(what), ": ", std::string(duration.status().message())));
  return std::nullopt;
}

std::optional<uint64_t> ReadSize(const YamlNode& node, std::string_view what, Mistakes& mistakes) {
  constexpr double kMost = 1e15;
  if (node.kind == YamlNode::Kind::kScalar) {
    std::string_view number = node.text;
    uint64_t unit = 1;
    for (const SizeUnit& u : kSizeUnits) {
      if (!number.ends_with(u.name)) continue;
      number.remove_suffix(u.name.size());
      unit = u.bytes;
      break;
    }
    while (!number.empty() && number.back() == ' ') number.remove_suffix(1);
    const std::optional<double> value = ParseNumber(number);
    const double bytes = value ? *value * static_cast<double>(unit) : -1;
    if (bytes >= 0 && bytes <= kMost) return static_cast<uint64_t>(bytes);
  }
  AddWrongType(node, what, "a size such as 500 or 10KB", mistakes);
  return std::nullopt;
}

std::optional<int64_t> ParseInteger(std::string_view text) { return ParseWhole<int64_t>(text); }

std::optional<double> ParseNumber(std::string_view text) { return ParseWhole<double>(text); }

}  // namespace aurax::load::master
