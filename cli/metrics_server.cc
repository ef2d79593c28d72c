#include "cli/metrics_server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/cluster_options.h"
#include "cli/web_options.h"
#include "master/views/metrics_text.h"

namespace aurax::load::cli {
namespace {

using master::HttpRequest;
using master::HttpResponse;

HttpResponse Text(int status, std::string text, std::string type = "text/plain; charset=utf-8") {
  HttpResponse response;
  response.status = status;
  response.content_type = std::move(type);
  response.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  response.body = std::make_shared<const std::string>(std::move(text));
  return response;
}

}  // namespace

HttpResponse MetricsResponse(const HttpRequest& request, const MetricsSource& source) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  if (path != "/metrics" && path != "/healthz" && path != "/readyz") {
    return Text(404, "there are /metrics, /healthz and /readyz\n");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse refusal = Text(405, "GET only\n");
    refusal.headers.emplace_back("Allow", "GET, HEAD");
    return refusal;
  }
  if (path == "/metrics") return Text(200, source.text(), master::kMetricsContentType);
  if (path == "/healthz") return Text(200, "ok\n");
  return source.ready() ? Text(200, "ready\n") : Text(503, "not ready\n");
}

absl::StatusOr<std::unique_ptr<master::HttpServer>> StartMetricsServer(const Options& options,
                                                                       MetricsSource source,
                                                                       Log* log) {
  master::HttpServer::Options server;
  server.host = WebHost(options);
  server.port = static_cast<uint16_t>(*options.metrics_port);
  server.handler = [source = std::move(source)](HttpRequest request, master::HttpReply reply) {
    reply.Send(MetricsResponse(request, source));
  };
  auto started = master::HttpServer::Start(std::move(server));
  if (!started.ok()) return started.status();
  log->Info(absl::StrCat(
      "Metrics at http://",
      HostAndPort(WebHost(options) == "*" ? "0.0.0.0" : WebHost(options), (*started)->port()),
      "/metrics"));
  return started;
}

}  // namespace aurax::load::cli
