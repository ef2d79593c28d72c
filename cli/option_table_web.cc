// The options of the web UI and metrics.
#include "cli/option_table_parts.h"

namespace aurax::load::cli {
namespace {

constexpr std::string_view kWeb = "Web UI and metrics";
constexpr int64_t kMaxPort = 65'535;

constexpr OptionSpec kTable[] = {
    {.name = "web-host",
     .field = &Options::web_host,
     .value_name = "ADDRESS",
     .locust_variable = "LOCUST_WEB_HOST",
     .group = kWeb,
     .help = "the address of the web UI, * for all (default: the loopback, 127.0.0.1)"},
    {.name = "web-port",
     .short_name = 'P',
     .field = &Options::web_port,
     .value_name = "PORT",
     .locust_variable = "LOCUST_WEB_PORT",
     .group = kWeb,
     .help = "the port of the web UI; 0: any that is free, named in the log",
     .low = 0,
     .high = kMaxPort},
    {.name = "web-base-path",
     .field = &Options::web_base_path,
     .value_name = "PATH",
     .locust_variable = "LOCUST_WEB_BASE_PATH",
     .group = kWeb,
     .help = "what stands before every path of the web UI, such as /load behind a proxy"},
    {.name = "web-tls-cert",
     .alias = "tls-cert",
     .field = &Options::web_tls_cert,
     .value_name = "FILE",
     .locust_variable = "LOCUST_TLS_CERT",
     .group = kWeb,
     .help = "serve the web UI over HTTPS with this certificate (PEM)"},
    {.name = "web-tls-key",
     .alias = "tls-key",
     .field = &Options::web_tls_key,
     .value_name = "FILE",
     .locust_variable = "LOCUST_TLS_KEY",
     .group = kWeb,
     .help = "its private key (PEM)"},
    {.name = "web-auth-file",
     .field = &Options::web_auth_file,
     .value_name = "FILE",
     .group = kWeb,
     .help = "who may log in: lines name:role:hash, roles viewer and operator, hashes by "
             "'aurax-load hash-password'"},
    {.name = "web-login",
     .field = &Options::web_login,
     .locust_variable = "LOCUST_WEB_LOGIN",
     .group = kWeb,
     .help = "insist on a login: needs --web-auth-file, which alone does the same"},
    {.name = "allowed-hosts",
     .field = &Options::allowed_hosts,
     .value_name = "PATTERN...",
     .group = kWeb,
     .help = "aim no run at other hosts: names or addresses, such as localhost *.example.com"},
    {.name = "locust-api",
     .field = &Options::locust_api,
     .group = kWeb,
     .help = "take Locust's GET /stop and /stats/reset from everybody (default: from this machine "
             "alone)"},
    {.name = "class-picker",
     .field = &Options::class_picker,
     .locust_variable = "LOCUST_USERCLASS_PICKER",
     .group = kWeb,
     .help = "choose user classes in the web UI; always so"},
    {.name = "metrics-port",
     .field = &Options::metrics_port,
     .value_name = "PORT",
     .group = kWeb,
     .help = "serve /metrics, /healthz and /readyz on this port too, on a worker and without web "
             "UI as well, at --web-host; 0: any that is free",
     .low = 0,
     .high = kMaxPort},
};

}  // namespace

std::span<const OptionSpec> WebOptions() { return kTable; }

}  // namespace aurax::load::cli
