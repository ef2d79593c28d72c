// The program: from the command line to the exit code.
#ifndef AURAX_CLI_APP_H_
#define AURAX_CLI_APP_H_

#include <string>
#include <vector>

namespace aurax::load::cli {

// `arguments`: without the program's name. Call from the process's first thread, before any other
// exists.
int RunApp(const std::vector<std::string>& arguments);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_APP_H_
