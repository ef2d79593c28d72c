// How many files, and so connections, the process may have open.
#ifndef AURAX_CLI_FILE_LIMIT_H_
#define AURAX_CLI_FILE_LIMIT_H_

#include <cstdint>
#include <optional>
#include <string>

namespace aurax::load::cli {

// Raises the soft limit (RLIMIT_NOFILE) to the hard one and returns what it is then; it stays as it
// was where the system refuses.
uint64_t RaiseFileLimit();

// Words of warning when `users` with a connection each do not fit under the limit beside the
// program's own files.
std::optional<std::string> FileLimitWarning(uint64_t limit, int64_t users);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_FILE_LIMIT_H_
