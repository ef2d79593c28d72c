// What a client of Locust's POST /swarm asks for. A pure function.
#ifndef AURAX_MASTER_WEB_LOCUST_SWARM_H_
#define AURAX_MASTER_WEB_LOCUST_SWARM_H_

#include <string>

#include "absl/status/statusor.h"
#include "master/web/http_server.h"
#include "master/web/run_commands.h"

namespace aurax::load::master {

// The form (application/x-www-form-urlencoded) or JSON object of its body. Members that are
// Locust's own and mean nothing here (shape_class, profile, custom options) are passed over.
// Errors: InvalidArgument, with Locust's message where Locust has one.
absl::StatusOr<RunRequest> ReadSwarm(const HttpRequest& request);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_LOCUST_SWARM_H_
