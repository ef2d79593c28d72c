// The words after the program's name, taken apart, and the text of --help. The only user of CLI11.
#ifndef AURAX_CLI_COMMAND_LINE_H_
#define AURAX_CLI_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "cli/setting.h"

namespace aurax::load::cli {

struct CommandLine {
  std::vector<Setting>
      settings;  // at most one an option; user classes named at the end are --user-classes
  std::vector<std::string> mistakes;  // "unknown option '--user', did you mean '--users'?"
  std::vector<std::string> warnings;  // of Locust's options that are not needed
};

// `arguments`: without the program's name. A list option takes values up to the next option and
// adds up when given again; of other options the last one counts. "--" ends a list.
CommandLine ReadCommandLine(const std::vector<std::string>& arguments);

// Every option by groups, with its environment variables; no line is longer than 100 columns.
std::string HelpText();

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_COMMAND_LINE_H_
