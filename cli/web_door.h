// What this program serves over HTTP: the web UI with its API, and --metrics-port.
#ifndef AURAX_CLI_WEB_DOOR_H_
#define AURAX_CLI_WEB_DOOR_H_

#include <memory>

#include "absl/status/statusor.h"
#include "cli/run_control.h"
#include "cli/run_host.h"
#include "master/run_store.h"
#include "master/web/http_server.h"
#include "master/web/log_lines.h"
#include "master/web/web_front.h"

namespace aurax::load::cli {

class WebDoor {
 public:
  // Listens: the web UI unless --headless, and --metrics-port where it is given; says where in the
  // log. What is handed in outlives it. Errors are for people as they are.
  static absl::StatusOr<std::unique_ptr<WebDoor>> Open(const RunParts& run, RunHost* host,
                                                       master::LogLines* logs);

 private:
  WebDoor() = default;
  absl::Status OpenFront(const RunParts& run, RunHost* host, master::LogLines* logs);
  absl::Status OpenMetrics(const RunParts& run, RunHost* host);

  std::unique_ptr<master::RunStore> store_;  // the front's own: a store belongs to one thread
  std::unique_ptr<master::WebFront> front_;
  std::unique_ptr<master::HttpServer> metrics_;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_WEB_DOOR_H_
