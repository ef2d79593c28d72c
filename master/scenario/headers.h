// Request headers, of a class or of one request.
#ifndef AURAX_MASTER_SCENARIO_HEADERS_H_
#define AURAX_MASTER_SCENARIO_HEADERS_H_

#include <string_view>

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

using Headers = google::protobuf::RepeatedPtrField<v1::Header>;

// Adds the mapping's headers. Mistakes: a name that HTTP does not allow (RFC 9110, 5.6.2) or that
// is there in another case, a line break in a value.
void ReadHeaders(const YamlNode& node, Draft& draft, Headers* headers);

// Names compare without case.
bool HasHeader(const Headers& headers, std::string_view name);
bool IsHeaderName(std::string_view name);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_HEADERS_H_
