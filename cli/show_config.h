// What --show-config prints: every option's value and who set it.
#ifndef AURAX_CLI_SHOW_CONFIG_H_
#define AURAX_CLI_SHOW_CONFIG_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/options.h"

namespace aurax::load::cli {

using OptionSources = std::map<std::string_view, std::string>;  // long name -> "./locust.conf:3"

// A config file that means the same: "users = 50  # command line"; an option nobody set is a
// comment or its default
// ("# host  # default: none", "stop-timeout = 0s  # default"). Never shows a secret: user and
// password in a URL become
// "***", inline JSON (which may hold headers and tokens) is left out.
std::string ShowConfig(const Options& options, const OptionSources& sources);

// What is not as it would be by default, long name and value; secrets left out likewise.
std::vector<std::pair<std::string, std::string>> ShownOptions(const Options& options);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_SHOW_CONFIG_H_
