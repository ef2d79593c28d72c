// From command line, environment and config files to Options: the one way in.
#ifndef AURAX_CLI_PARSE_COMMAND_LINE_H_
#define AURAX_CLI_PARSE_COMMAND_LINE_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/environment.h"
#include "cli/options.h"

namespace aurax::load::cli {

struct ParsedCommandLine {
  Options options;                    // to be used only without an exit code
  std::vector<std::string> warnings;  // for the log, once it is set up

  // Set: print the texts and exit with it. 0 after --help, --version, --show-config; 2 after
  // mistakes.
  std::optional<int> exit_code;
  std::string output;  // for standard output
  std::string error;   // for standard error: every mistake, a line each
};

// Config files, the later above the earlier: ~/.aurax-load.conf, ./locust.conf, ./aurax-load.conf,
// the one of --config (which must exist). Above them the environment, above it the command line.
// Only the value that counts is checked, so a bad one may be overridden. `arguments`: without the
// program's name. Reads nothing but `environment`.
ParsedCommandLine ParseCommandLine(const std::vector<std::string>& arguments,
                                   const Environment& environment);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_PARSE_COMMAND_LINE_H_
