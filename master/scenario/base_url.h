// Base URLs: `host:` of a scenario or a class, and --host.
#ifndef AURAX_MASTER_SCENARIO_BASE_URL_H_
#define AURAX_MASTER_SCENARIO_BASE_URL_H_

#include <optional>
#include <string>

#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// http:// or https://, a host, perhaps a path; without trailing slashes, since paths are appended.
// May hold env() and file(). Nothing, and a mistake, otherwise.
std::optional<std::string> ReadBaseUrl(const YamlNode& node, Draft& draft);
std::optional<std::string> CheckBaseUrl(std::string url, std::string_view what, Place place,
                                        Mistakes& mistakes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_BASE_URL_H_
