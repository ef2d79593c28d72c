// Files beside a scenario: data, bodies, and file().
#ifndef AURAX_MASTER_SCENARIO_TEXT_FILE_H_
#define AURAX_MASTER_SCENARIO_TEXT_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace aurax::load::master {

constexpr size_t kMaxFileBytes = 256 << 20;

// The folder of `path` with its trailing slash; empty when the path has none.
std::string FolderOf(const std::string& path);
// `path` itself when absolute, else under `folder`.
std::string PathFrom(const std::string& folder, const std::string& path);
// Errors: NotFound, PermissionDenied, FailedPrecondition (not a regular file), ResourceExhausted
// (more than kMaxFileBytes); the message is the reason alone, without the path.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_TEXT_FILE_H_
