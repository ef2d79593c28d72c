// The body of a request: one of json, form, body, body_file, multipart, folded into one template.
#ifndef AURAX_MASTER_SCENARIO_REQUEST_BODY_H_
#define AURAX_MASTER_SCENARIO_REQUEST_BODY_H_

#include <optional>
#include <string>

#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

struct RequestBody {
  v1::Template content;
  std::string content_type;   // empty: none is set
  bool is_multipart = false;  // the content type holds the boundary, so a header cannot replace it
};

// Nothing when the request has no body; a mistake when it has two.
std::optional<RequestBody> ReadBody(const YamlNode& request, Draft& draft);

// name=value&name=value, percent-encoded; a list repeats its name. For forms and queries.
v1::Template ReadPairs(const YamlNode& mapping, std::string_view what, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_REQUEST_BODY_H_
