// What the first word of the command line asks for instead of a load test:
//
//   aurax-load report RESULT.json [-o FILE]    the HTML report of a result that --json-file wrote
//       [--from TIME] [--to TIME]              of that part of the run; FILE.json: its document
//   aurax-load compare A.json B.json          cli/compare_command.h
//   aurax-load hash-password                   a password, read from standard input, for
//                                              --web-auth-file
#ifndef AURAX_CLI_SUBCOMMANDS_H_
#define AURAX_CLI_SUBCOMMANDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "master/views/result_window.h"

namespace aurax::load::cli {

// The exit code; nothing: the first word is no such word. `arguments`: without the program's name.
std::optional<int> RunSubcommand(const std::vector<std::string>& arguments);

// What `report` is told. FILE is RESULT.html where it is not given; "-": standard output.
struct ReportRequest {
  std::string result;
  std::string output;
  std::optional<master::RunWindow> window = {};
};
// InvalidArgument, for people as it is. `arguments`: after the word.
absl::StatusOr<ReportRequest> ReadReportRequest(const std::vector<std::string>& arguments);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_SUBCOMMANDS_H_
