// --metrics-port: /metrics, /healthz and /readyz for scrapers and probes, and nothing else.
#ifndef AURAX_CLI_METRICS_SERVER_H_
#define AURAX_CLI_METRICS_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/logging.h"
#include "cli/options.h"
#include "master/web/http_server.h"

namespace aurax::load::cli {

// Called on the server's thread; must not block.
struct MetricsSource {
  std::function<std::string()> text;  // kMetricsContentType
  std::function<bool()> ready;
};

master::HttpResponse MetricsResponse(const master::HttpRequest& request,
                                     const MetricsSource& source);

// Listens at --web-host and says so in the log. REQUIRES: --metrics-port is given. Errors as
// HttpServer::Start().
absl::StatusOr<std::unique_ptr<master::HttpServer>> StartMetricsServer(const Options& options,
                                                                       MetricsSource source,
                                                                       Log* log);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_METRICS_SERVER_H_
