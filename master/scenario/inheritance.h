// `extends:` worked out on the YAML itself, so that an inherited setting is read exactly like one's
// own.
#ifndef AURAX_MASTER_SCENARIO_INHERITANCE_H_
#define AURAX_MASTER_SCENARIO_INHERITANCE_H_

#include <string>
#include <vector>

#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

struct ClassNode {
  std::string name;
  YamlNode node;                // defaults, then the ancestors' entries, then its own
  bool ancestors_known = true;  // false: a mistake in extends, told already
  Place place = {};             // of its name
};

// Settings: the nearest wins. headers: merged by name. tasks: the ancestor's first, a task of the
// same name replaced where it stands. on_start and on_stop: replaced as a whole. Mistakes: an
// unknown class or a cycle in extends. `defaults` may be null.
std::vector<ClassNode> ResolveInheritance(const YamlNode& users, const YamlNode* defaults,
                                          Draft& draft);

// Puts `over` on top of `base`, as above.
void Overlay(const YamlNode& over, YamlNode* base);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_INHERITANCE_H_
