// multipart/form-data (RFC 7578), folded into one template with a boundary fixed at load time.
#ifndef AURAX_MASTER_SCENARIO_MULTIPART_H_
#define AURAX_MASTER_SCENARIO_MULTIPART_H_

#include "master/scenario/request_body.h"

namespace aurax::load::master {

// The boundary depends on the content alone and occurs neither in it nor in any cell of the
// scenario's data.
RequestBody ReadMultipart(const YamlNode& node, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_MULTIPART_H_
