// A YAML document as our own values: every node knows its place, mappings keep their order, aliases
// are expanded.
//
// Scalars are text until someone asks. TypeOf() then follows YAML 1.2's core schema as far as JSON
// goes; what YAML readers disagree about (yes, 010, 0x1f, 1_000, .inf, True) is none of the types
// but a trap, and named as one.
#ifndef AURAX_MASTER_SCENARIO_YAML_NODE_H_
#define AURAX_MASTER_SCENARIO_YAML_NODE_H_

#include <string>
#include <string_view>
#include <vector>

#include "master/scenario/mistakes.h"

namespace aurax::load::master {

struct YamlEntry;

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMapping };

  // Null when absent, or when this is no mapping.
  const YamlNode* Find(std::string_view key) const;
  YamlNode* Find(std::string_view key);
  // The place of the scalar's character `offset`, where the file writes the text as it is; else the
  // scalar's own.
  Place At(size_t offset) const;

  Kind kind = Kind::kNull;
  Place place;
  std::string text;                // of a scalar
  bool quoted = false;             // the scalar is text whatever it looks like
  bool verbatim = false;           // the file holds exactly `text` there, on one line
  std::vector<YamlNode> items;     // of a list
  std::vector<YamlEntry> entries;  // of a mapping, in file order, keys distinct
};

struct YamlEntry {
  std::string key;
  Place key_place;
  YamlNode value;
};

enum class ScalarType { kText, kNull, kBool, kInteger, kReal, kTrap };

// Requires a scalar or null.
ScalarType TypeOf(const YamlNode& node);
// What to write instead. Requires TypeOf() == kTrap.
std::string TrapMessage(const YamlNode& node);
// For "..., not a list": "a list", "a mapping", "nothing", or the text in quotes.
std::string Describe(const YamlNode& node);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_YAML_NODE_H_
