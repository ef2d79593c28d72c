// Which hosts a run may be aimed at (--allowed-hosts).
#ifndef AURAX_CLI_ALLOWED_HOSTS_H_
#define AURAX_CLI_ALLOWED_HOSTS_H_

#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load::cli {

// The host of a URL in lower case, without user, port and brackets: "example.com", "::1".
std::string HostOfUrl(const std::string& url);

// Patterns are names or addresses in any case; * stands for any text: "*.example.com", "10.0.*".
// One of digits and dots is about addresses alone: "10.0.*" does not allow "10.0.example.com".
bool IsAllowedHost(const std::vector<std::string>& patterns, const std::string& host);

// Why the scenario must not be run: a host of it, or of a URL in it, that no pattern allows, or a
// URL whose host only the run itself could tell. Nothing: it may be, as always without patterns.
// Redirects are the service's own and not looked at.
std::optional<std::string> ForbiddenHost(const std::vector<std::string>& patterns,
                                         const v1::Scenario& scenario);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_ALLOWED_HOSTS_H_
