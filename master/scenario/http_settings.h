// How a user class speaks HTTP: the keys that `defaults:` and a class share.
#ifndef AURAX_MASTER_SCENARIO_HTTP_SETTINGS_H_
#define AURAX_MASTER_SCENARIO_HTTP_SETTINGS_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

// What holds where the scenario says nothing: 60 s for a request, 10 s to connect, certificates
// verified, up to 30 redirects, HTTP/1.1, connections of each user's own, nothing decoded, no
// proxy.
v1::HttpSettings DefaultHttpSettings();

// Reads the keys of DefaultsKeys() out of the mapping; others are not looked at.
v1::HttpSettings ReadHttpSettings(const YamlNode& node, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_HTTP_SETTINGS_H_
