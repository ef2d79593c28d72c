#include "cli/cluster_options.h"

#include <algorithm>
#include <span>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace aurax::load::cli {
namespace {

constexpr size_t kMostIdBytes = 200;

bool IsPrintable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) != 0x7f;
  });
}

std::vector<std::string> TlsMistakes(const Options& options) {
  const bool certificate = options.cluster_tls_cert.has_value();
  std::vector<std::string> mistakes;
  if (certificate && !options.cluster_tls_key) {
    mistakes.emplace_back("--cluster-tls-cert needs --cluster-tls-key");
  }
  if (!certificate && options.cluster_tls_key) {
    mistakes.emplace_back("--cluster-tls-key needs --cluster-tls-cert");
  }
  if (IsMaster(options) && !certificate && options.cluster_tls_ca) {
    mistakes.emplace_back(
        "--cluster-tls-ca on a master needs --cluster-tls-cert and --cluster-tls-key");
  }
  if (options.worker && certificate && !options.cluster_tls_ca) {
    mistakes.emplace_back(
        "--cluster-tls-cert on a worker needs --cluster-tls-ca, to know the master by");
  }
  return mistakes;
}

// Locust's --master-host is a host alone, and so is this.
std::vector<std::string> MasterHostMistakes(const Options& options) {
  if (!options.master_host) return {};
  const std::string& host = *options.master_host;
  const size_t colon = host.rfind(':');
  const bool is_url = absl::StrContains(host, "://");
  const bool has_port = colon != std::string::npos &&
                        (host.find(':') == colon || (colon > 0 && host[colon - 1] == ']'));
  if (!is_url && !has_port) return {};
  return {absl::StrCat("--master-host: '", host, "' is ", is_url ? "a URL" : "a host and a port",
                       ", but a host alone is wanted; the port goes to --master-port")};
}

std::vector<std::string> GivenOf(std::span<const char* const> names,
                                 const std::set<std::string>& given) {
  std::vector<std::string> found;
  for (const char* const name : names) {
    if (given.count(name) != 0) found.push_back(absl::StrCat("--", name));
  }
  return found;
}

}  // namespace

std::vector<std::string> ClusterWarnings(const Options& options,
                                         const std::set<std::string>& given) {
  constexpr const char* kOfMasters[] = {"expect-workers", "expect-workers-max-wait",
                                        "master-bind-host", "master-bind-port"};
  // What a run is, and its results: the master has both. No scenario: Locust's workers need one
  // on their command line.
  constexpr const char* kNotOfWorkers[] = {"host",
                                           "tags",
                                           "exclude-tags",
                                           "user-classes",
                                           "config-users",
                                           "equal-weights",
                                           "users",
                                           "spawn-rate",
                                           "run-time",
                                           "iterations",
                                           "stop-timeout",
                                           "seed",
                                           "csv",
                                           "csv-full-history",
                                           "json",
                                           "json-file",
                                           "html",
                                           "junit",
                                           "print-stats",
                                           "only-summary",
                                           "reset-stats",
                                           "locust-rounding",
                                           "expect-workers",
                                           "expect-workers-max-wait",
                                           "master-bind-host",
                                           "master-bind-port",
                                           "exit-code-on-error"};
  std::vector<std::string> warnings;
  if (NeedsNoScenario(options)) {
    const std::vector<std::string> ignored = GivenOf(kNotOfWorkers, given);
    if (!ignored.empty()) {
      warnings.push_back(absl::StrCat("Ignored by a worker: ", absl::StrJoin(ignored, ", ")));
    }
    return warnings;
  }
  if (!options.worker && !IsMaster(options)) {
    for (const std::string& name : GivenOf(kOfMasters, given)) {
      warnings.push_back(absl::StrCat(name, " has no effect without --master"));
    }
  }
  return warnings;
}

std::vector<std::string> ClusterMistakes(const Options& options) {
  std::vector<std::string> mistakes;
  if (options.master && options.worker) {
    mistakes.emplace_back("--master and --worker: a process is one or the other");
  }
  if (options.master && options.processes) {
    mistakes.emplace_back(
        "--master and --processes: --processes alone is a master with workers, "
        "--worker --processes are workers only");
  }
  if (options.processes == 0) {
    mistakes.emplace_back(
        "--processes: '0' is neither a number of processes nor -1 (one per core)");
  }
  if (options.state_dir && options.worker) {
    mistakes.emplace_back("--state-dir is the master's, a --worker has none");
  }
  if (options.worker_id &&
      (options.worker_id->size() > kMostIdBytes || !IsPrintable(*options.worker_id))) {
    mistakes.push_back(
        absl::StrCat("--worker-id: at most ", kMostIdBytes, " bytes, without control characters"));
  }
  for (std::string& mistake : MasterHostMistakes(options)) mistakes.push_back(std::move(mistake));
  for (std::string& mistake : TlsMistakes(options)) mistakes.push_back(std::move(mistake));
  return mistakes;
}

bool IsMaster(const Options& options) {
  return options.master || (options.processes && !options.worker);
}

bool NeedsNoScenario(const Options& options) {
  const bool instead =
      options.check || options.list || options.show_task_ratio || options.show_task_ratio_json;
  return options.worker && !instead;
}

TlsFiles ClusterTls(const Options& options) {
  return {
      .certificate = options.cluster_tls_cert,
      .key = options.cluster_tls_key,
      .ca = options.cluster_tls_ca,
  };
}

absl::StatusOr<JoinToken> JoinTokenOf(const Options& options) {
  if (!options.join_token_file) return JoinToken();
  auto token = ReadJoinToken(*options.join_token_file);
  if (token.ok()) return token;
  return absl::Status(token.status().code(),
                      absl::StrCat("--join-token-file: ", token.status().message()));
}

std::string BindHost(const Options& options) {
  if (options.master_bind_host) return WithoutBrackets(*options.master_bind_host);
  return options.processes ? kDefaultMasterHost : "*";
}

std::string MasterHost(const Options& options) {
  return WithoutBrackets(options.master_host.value_or(kDefaultMasterHost));
}

std::string HostAndPort(const std::string& host, int64_t port) {
  const bool is_ipv6 = absl::StrContains(host, ":");
  return is_ipv6 ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

std::vector<std::string> ExposureWarnings(const Options& options) {
  if (IsLoopback(BindHost(options))) return {};
  std::vector<std::string> warnings;
  if (!options.cluster_tls_cert) {
    warnings.emplace_back(
        "No TLS on the cluster's port (--cluster-tls-cert, --cluster-tls-key): whoever is on the "
        "network's path can read and change what master and workers say");
  }
  // A certificate of the right authority says as much as a token does.
  if (!options.join_token_file && !options.cluster_tls_ca) {
    warnings.emplace_back(
        "No join token on the cluster's port (--join-token-file): whoever reaches it can join as a "
        "worker and read the scenario");
  }
  return warnings;
}

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "::1" || absl::StartsWith(host, "127.");
}

std::string WithoutBrackets(const std::string& host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

int ProcessCount(int64_t processes) {
  if (processes >= 0) return static_cast<int>(processes);
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

}  // namespace aurax::load::cli
