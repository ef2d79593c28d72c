// Standard output as a result that can fail like any other file.
#ifndef AURAX_CLI_STANDARD_STREAMS_H_
#define AURAX_CLI_STANDARD_STREAMS_H_

#include <string_view>

#include "absl/status/status.h"

namespace aurax::load::cli {

// Gives a closed standard stream (`>&-`) a descriptor that refuses to be read or written, so that
// no file of ours takes its number. Call it before anything is opened.
void ReserveStandardStreams();

// Writes all of `text`; waits as long as it takes. `name` is for the error: "cannot write standard
// output: No space left on device".
absl::Status WriteAll(int fd, std::string_view text, std::string_view name);

absl::Status PrintToStandardOutput(std::string_view text);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_STANDARD_STREAMS_H_
