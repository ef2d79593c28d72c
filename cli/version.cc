#include "cli/version.h"

namespace aurax::load::cli {

std::string_view Version() { return AURAX_VERSION; }

}  // namespace aurax::load::cli
