// What the cluster's options mean together.
#ifndef AURAX_CLI_CLUSTER_OPTIONS_H_
#define AURAX_CLI_CLUSTER_OPTIONS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/options.h"
#include "common/join_token.h"
#include "common/tls_files.h"

namespace aurax::load::cli {

// Combinations that contradict each other, a line each; empty: none.
std::vector<std::string> ClusterMistakes(const Options& options);

// What is given and has no effect in this kind of process, a line each. `given`: the long names of
// the options that somebody set.
std::vector<std::string> ClusterWarnings(const Options& options,
                                         const std::set<std::string>& given);

// This process is a master: by --master, or as the parent of --processes.
bool IsMaster(const Options& options);
// It needs no scenario: a worker is sent its master's.
bool NeedsNoScenario(const Options& options);

TlsFiles ClusterTls(const Options& options);

// The secret in --join-token-file (common/join_token.h); empty when the option is not given. Errors
// name the file, never what is in it.
absl::StatusOr<JoinToken> JoinTokenOf(const Options& options);

// Where the master listens: the option, or the loopback for the parent of --processes. Brackets
// around an IPv6 address are taken off.
std::string BindHost(const Options& options);
std::string MasterHost(const Options& options);  // for a worker, likewise without brackets
// "host:5557", "[::1]:5557"; all addresses are "*".
std::string HostAndPort(const std::string& host, int64_t port);

// What everybody who reaches the master's port could do, a line for each missing safeguard; nothing
// where only this machine reaches it.
std::vector<std::string> ExposureWarnings(const Options& options);

// Only this machine reaches it.
bool IsLoopback(const std::string& host);
// "[::1]" as "::1".
std::string WithoutBrackets(const std::string& host);

// The number that --processes asks for; -1 is one per core.
int ProcessCount(int64_t processes);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_CLUSTER_OPTIONS_H_
