#include "cli/subcommands.h"

#include <cstdio>
#include <iostream>
#include <termios.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/compare_command.h"
#include "cli/exit_code.h"
#include "cli/result_files.h"
#include "cli/standard_streams.h"
#include "common/duration_text.h"
#include "master/views/html_report.h"
#include "master/views/json_text.h"
#include "master/views/result_check.h"
#include "master/views/result_window.h"
#include "master/web/access.h"

namespace aurax::load::cli {
namespace {

constexpr char kReportUsage[] =
    "usage: aurax-load report RESULT.json [-o FILE] [--from TIME] [--to TIME]";
constexpr char kHashUsage[] =
    "usage: aurax-load hash-password, with the password on standard input";

int Fail(const std::string& text) {
  std::fprintf(stderr, "aurax-load: %s\n", text.c_str());
  return static_cast<int>(ExitCode::kUsage);
}

bool AsksForUsage(const std::vector<std::string>& arguments) {
  return arguments.size() == 1 && (arguments[0] == "-h" || arguments[0] == "--help");
}

int PrintUsage(const std::string& usage) {
  const absl::Status printed = PrintToStandardOutput(usage + "\n");
  return printed.ok() ? static_cast<int>(ExitCode::kFine) : Fail(std::string(printed.message()));
}

// A document where the output is one, else the page.
absl::StatusOr<std::string> ReportOf(const std::string& result, const ReportRequest& request) {
  if (!request.window) return master::HtmlReport(result, "");
  auto parsed = master::ParseResult(result);
  if (!parsed.ok()) return parsed.status();
  const auto part = master::ResultOfWindow(*std::move(parsed), *request.window);
  if (!part.ok()) return part.status();
  const std::string document = master::IndentedJson(*part);
  if (absl::EndsWith(request.output, ".json")) return document + "\n";
  return master::HtmlReport(document, "");
}

int WriteReport(const std::vector<std::string>& arguments) {
  if (AsksForUsage(arguments)) return PrintUsage(kReportUsage);
  const auto request = ReadReportRequest(arguments);
  if (!request.ok()) return Fail(std::string(request.status().message()));
  const auto result = ReadWholeResult(request->result);
  if (!result.ok()) return Fail(std::string(result.status().message()));
  const auto page = ReportOf(*result, *request);
  if (!page.ok()) return Fail(absl::StrCat(request->result, ": ", page.status().message()));
  const absl::Status written =
      request->output == "-" ? PrintToStandardOutput(*page) : WriteFile(request->output, *page);
  if (!written.ok()) return Fail(std::string(written.message()));
  if (request->output != "-") std::fprintf(stderr, "%s\n", request->output.c_str());
  return static_cast<int>(ExitCode::kFine);
}

// A terminal that does not show what is typed, while it lives.
class SilentTerminal {
 public:
  SilentTerminal() : silent_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!silent_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~SilentTerminal() {
    if (silent_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

 private:
  termios before_{};
  const bool silent_;
};

std::string Asked(const char* prompt) {
  const SilentTerminal silent;
  const bool terminal = isatty(STDIN_FILENO) != 0;
  if (terminal) std::fputs(prompt, stderr);
  std::string line;
  std::getline(std::cin, line);
  if (terminal) std::fputs("\n", stderr);
  return line;
}

int PrintHash(const std::vector<std::string>& arguments) {
  if (AsksForUsage(arguments)) return PrintUsage(kHashUsage);
  // In an argument everybody on the machine could read it.
  if (!arguments.empty()) return Fail("hash-password reads the password from standard input");
  const std::string password = Asked("Password: ");
  if (password.empty()) return Fail("hash-password: no password");
  if (isatty(STDIN_FILENO) != 0 && Asked("Again: ") != password) {
    return Fail("hash-password: not the same twice");
  }
  const absl::Status printed = PrintToStandardOutput(master::HashPassword(password) + "\n");
  return printed.ok() ? static_cast<int>(ExitCode::kFine) : Fail(std::string(printed.message()));
}

}  // namespace

absl::StatusOr<ReportRequest> ReadReportRequest(const std::vector<std::string>& arguments) {
  ReportRequest request;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "-o" || word == "--output") {
      if (++i == arguments.size()) return absl::InvalidArgumentError(kReportUsage);
      request.output = arguments[i];
    } else if (word == "--from" || word == "--to") {
      if (++i == arguments.size()) return absl::InvalidArgumentError(kReportUsage);
      const auto time = ParseDuration(arguments[i]);
      if (!time.ok()) {
        return absl::InvalidArgumentError(absl::StrCat(word, ": ", time.status().message()));
      }
      if (!request.window) request.window.emplace();
      (word == "--from" ? request.window->from : request.window->to) = *time;
    } else if (request.result.empty() && !absl::StartsWith(word, "-")) {
      request.result = word;
    } else {
      return absl::InvalidArgumentError(kReportUsage);
    }
  }
  if (request.result.empty()) return absl::InvalidArgumentError(kReportUsage);
  if (request.output.empty()) {
    const bool json = absl::EndsWith(request.result, ".json");
    request.output = request.result.substr(0, request.result.size() - (json ? 5 : 0)) + ".html";
  }
  return request;
}

std::optional<int> RunSubcommand(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return std::nullopt;
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (arguments[0] == "report") return WriteReport(rest);
  if (arguments[0] == "compare") {
    return AsksForUsage(rest) ? PrintUsage(kCompareUsage) : RunCompare(rest);
  }
  if (arguments[0] == "hash-password") return PrintHash(rest);
  return std::nullopt;
}

}  // namespace aurax::load::cli
