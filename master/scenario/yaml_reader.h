// From YAML text to YamlNode. The one place that knows the YAML library.
#ifndef AURAX_MASTER_SCENARIO_YAML_READER_H_
#define AURAX_MASTER_SCENARIO_YAML_READER_H_

#include <optional>
#include <string>

#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

constexpr size_t kMaxYamlBytes = 8 << 20;      // more belongs in data files
constexpr size_t kMaxYamlDepth = 64;           // of lists and mappings in one another
constexpr size_t kMaxExpandedNodes = 100'000;  // that aliases may stand for, all together

// Reads the one document of `text`. Mistakes: text that is empty, too big, not UTF-8 or not YAML
// (then nothing is returned); keys given twice (the first counts), keys that are not text, tags
// other than !!str, merge keys, nesting beyond kMaxYamlDepth, aliases beyond kMaxExpandedNodes or
// within their own anchor.
std::optional<YamlNode> ReadYaml(const std::string& text, int file, Mistakes& mistakes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_YAML_READER_H_
