// The files of a run's result that are written when it is over: JSON, HTML, JUnit.
#ifndef AURAX_CLI_RESULT_FILES_H_
#define AURAX_CLI_RESULT_FILES_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aurax/load/v1/report.pb.h"
#include "cli/options.h"

namespace aurax::load::cli {

// In one step, so that a reader never sees half a file. Errors name the file.
absl::Status WriteFile(const std::string& path, const std::string& text);

// A result that an earlier run wrote. NotFound names the file.
absl::StatusOr<std::string> ReadWholeResult(const std::string& path);

// Can they be written? Said before a run rather than after it; what an earlier run left stays.
// Errors name the file.
absl::Status TryResultFiles(const Options& options);

// Writes those that are wanted. `document`: the
// result as master/views/json.h has it. Errors (all of them, the files named) do not keep the rest
// from being written.
absl::Status WriteResultFiles(const Options& options, const v1::Report& report,
                              const std::string& document);

// `path` with {u}, {r} and {t} replaced by users, users per second and seconds of run time, as
// whole numbers and as in Locust; without a run time {t} is 0.
std::string WithRunFigures(const std::string& path, const Options& options);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RESULT_FILES_H_
