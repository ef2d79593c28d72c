// Typed values out of YAML scalars. Each reader either returns the value or adds one mistake that
// names `what`.
#ifndef AURAX_MASTER_SCENARIO_SCALARS_H_
#define AURAX_MASTER_SCENARIO_SCALARS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "master/scenario/keys.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// False, and a mistake, unless the node is a mapping; every key that is not in `table` is a mistake
// of its own.
bool CheckKeysOf(const YamlNode& node, const KeyTable& table, std::string_view what,
                 Mistakes& mistakes);
// False, and a mistake, unless the node is of the kind (null is an empty list and an empty mapping
// to neither).
bool RequireList(const YamlNode& node, std::string_view what, Mistakes& mistakes);
bool RequireMapping(const YamlNode& node, std::string_view what, Mistakes& mistakes);

// Any scalar but null, as it is written.
std::optional<std::string> ReadText(const YamlNode& node, std::string_view what,
                                    Mistakes& mistakes);
std::optional<bool> ReadBool(const YamlNode& node, std::string_view what, Mistakes& mistakes);
// Within [low, high].
std::optional<int64_t> ReadInteger(const YamlNode& node, std::string_view what, int64_t low,
                                   int64_t high, Mistakes& mistakes);
// Finite, and at least `low` (above it when `above`).
std::optional<double> ReadNumber(const YamlNode& node, std::string_view what, double low,
                                 bool above, Mistakes& mistakes);
// Microseconds; as common/duration_text.h reads them.
std::optional<int64_t> ReadMicros(const YamlNode& node, std::string_view what, Mistakes& mistakes);
// Bytes: 500, 10KB (thousands), 10KiB (1024s), up to TB and TiB.
std::optional<uint64_t> ReadSize(const YamlNode& node, std::string_view what, Mistakes& mistakes);

// A whole text as a number; nothing when there is anything else in it.
std::optional<int64_t> ParseInteger(std::string_view text);
std::optional<double> ParseNumber(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_SCALARS_H_
