// The program's version.
#ifndef AURAX_CLI_VERSION_H_
#define AURAX_CLI_VERSION_H_

#include <string_view>

namespace aurax::load::cli {

std::string_view Version();  // "0.1.0"

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_VERSION_H_
