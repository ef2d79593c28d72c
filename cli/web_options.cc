#include "cli/web_options.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/cluster_options.h"

namespace aurax::load::cli {
namespace {

// With whether they are of use in a run without a web UI too.
constexpr struct {
  const char* name;
  bool headless;
} kOfTheWebUi[] = {{"web-port", false},     {"web-base-path", false}, {"web-tls-cert", false},
                   {"web-tls-key", false},  {"web-auth-file", false}, {"web-login", false},
                   {"allowed-hosts", true}, {"locust-api", false},    {"class-picker", false},
                   {"autostart", true},     {"autoquit", false}};

}  // namespace

std::string WebHost(const Options& options) {
  return WithoutBrackets(options.web_host.value_or(kDefaultMasterHost));
}

std::vector<std::string> WebMistakes(const Options& options) {
  std::vector<std::string> mistakes;
  if (options.autoquit >= 0 && !options.autostart) {
    mistakes.emplace_back("--autoquit needs --autostart");
  }
  if (options.web_base_path && !absl::StartsWith(*options.web_base_path, "/")) {
    mistakes.push_back(
        absl::StrCat("--web-base-path: '", *options.web_base_path, "' does not begin with /"));
  }
  if (options.web_tls_cert && !options.web_tls_key) {
    mistakes.emplace_back("--web-tls-cert needs --web-tls-key");
  }
  if (!options.web_tls_cert && options.web_tls_key) {
    mistakes.emplace_back("--web-tls-key needs --web-tls-cert");
  }
  if (options.web_login && !options.web_auth_file) {
    mistakes.emplace_back("--web-login needs --web-auth-file FILE, which says who may log in");
  }
  return mistakes;
}

std::vector<std::string> WebWarnings(const Options& options, const std::set<std::string>& given) {
  if (!options.headless && !options.worker) return {};
  std::vector<std::string> ignored;
  for (const auto& [name, of_use] : kOfTheWebUi) {
    if (given.count(name) != 0 && (options.worker || !of_use)) {
      ignored.push_back(absl::StrCat("--", name));
    }
  }
  if (given.count("web-host") != 0 && !options.metrics_port) ignored.emplace_back("--web-host");
  if (ignored.empty()) return {};
  return {absl::StrCat("Ignored without a web UI: ", absl::StrJoin(ignored, ", "))};
}

std::vector<std::string> WebExposureWarnings(const Options& options) {
  if (options.headless || IsLoopback(WebHost(options))) return {};
  if (!options.web_auth_file) {
    return {
        "No logins on the web UI's port (--web-auth-file): whoever reaches it can start, change "
        "and stop runs, and read the scenario"};
  }
  if (options.web_tls_cert) return {};
  return {
      "No TLS on the web UI's port (--web-tls-cert, --web-tls-key): passwords and tokens can be "
      "read on the way"};
}

}  // namespace aurax::load::cli
