// The small languages that a check or a capture quotes: JSON pointers and RE2 patterns.
#ifndef AURAX_MASTER_SCENARIO_POINTER_H_
#define AURAX_MASTER_SCENARIO_POINTER_H_

#include <optional>
#include <string>
#include <string_view>

#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// False, and a mistake, unless `pointer` is one by RFC 6901.
bool CheckPointer(std::string_view pointer, Place place, Mistakes& mistakes);

struct Pattern {
  std::string text;
  int groups = 0;  // capturing
};
// Nothing, and a mistake with RE2's own words, when the node is not a pattern.
std::optional<Pattern> ReadPattern(const YamlNode& node, std::string_view what, Mistakes& mistakes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_POINTER_H_
