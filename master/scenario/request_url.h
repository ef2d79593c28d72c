// The URL of a request, and the name it has in statistics unless the scenario gives one.
#ifndef AURAX_MASTER_SCENARIO_REQUEST_URL_H_
#define AURAX_MASTER_SCENARIO_REQUEST_URL_H_

#include <string>

#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

struct RequestUrl {
  v1::Template url;
  std::string name;  // as written, ${...} unexpanded, without the query
};

// `query` may be null; it is appended behind ? or &. Values inside the URL are percent-encoded, but
// for one at its very beginning, which may be a whole URL that was captured. Mistakes: a URL that
// begins with neither / nor http:// or https://, that holds white space, control characters or a
// fragment.
RequestUrl ReadUrl(const YamlNode& node, const YamlNode* query, Draft& draft);

// http://... or https://... with a host; for `host:` and --host.
bool IsBaseUrl(std::string_view url);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_REQUEST_URL_H_
