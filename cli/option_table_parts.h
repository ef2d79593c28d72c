// The parts of the option table (cli/option_table.h), a file each.
#ifndef AURAX_CLI_OPTION_TABLE_PARTS_H_
#define AURAX_CLI_OPTION_TABLE_PARTS_H_

#include <span>

#include "cli/option_table.h"

namespace aurax::load::cli {

// What to run, and how much load.
std::span<const OptionSpec> LoadOptions();
std::span<const OptionSpec> WebOptions();
std::span<const OptionSpec> ClusterOptions();
// Statistics and results, log, what is asked for instead of a run, settings.
std::span<const OptionSpec> ResultOptions();

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_OPTION_TABLE_PARTS_H_
