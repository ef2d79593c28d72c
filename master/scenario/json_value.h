// A YAML value as the template of a JSON text. A text that is one ${...} alone stays typed (a
// number is written bare); with other text around, it is part of a string.
#ifndef AURAX_MASTER_SCENARIO_JSON_VALUE_H_
#define AURAX_MASTER_SCENARIO_JSON_VALUE_H_

#include <optional>
#include <string>

#include "master/scenario/draft.h"
#include "master/scenario/template_writer.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// Without white space. What YAML readers disagree about (yes, 010) is a mistake.
void WriteJson(const YamlNode& node, Draft& draft, TemplateWriter* writer);

// The same without ${...} (it stays as written): a cell of data.
v1::Value ReadCell(const YamlNode& node, Mistakes& mistakes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_JSON_VALUE_H_
