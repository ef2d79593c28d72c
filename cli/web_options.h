// What the web UI's options mean together.
#ifndef AURAX_CLI_WEB_OPTIONS_H_
#define AURAX_CLI_WEB_OPTIONS_H_

#include <set>
#include <string>
#include <vector>

#include "cli/options.h"

namespace aurax::load::cli {

// Combinations that contradict each other, a line each; empty: none.
std::vector<std::string> WebMistakes(const Options& options);

// What is given and has no effect in this kind of process, a line each. `given`: the long names of
// the options that somebody set.
std::vector<std::string> WebWarnings(const Options& options, const std::set<std::string>& given);

// What everybody who reaches the web UI's port could do, a line for each missing safeguard; nothing
// where only this machine reaches it.
std::vector<std::string> WebExposureWarnings(const Options& options);

// Where the web UI and --metrics-port listen; brackets around an IPv6 address are taken off.
std::string WebHost(const Options& options);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_WEB_OPTIONS_H_
