#include "cli/compare_command.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/result_files.h"
#include "cli/standard_streams.h"
#include "master/compare/comparison.h"
#include "master/compare/comparison_views.h"
#include "master/views/result_check.h"

namespace aurax::load::cli {
namespace {

int Fail(ExitCode code, const std::string& text) {
  std::fprintf(stderr, "aurax-load: %s\n", text.c_str());
  return static_cast<int>(code);
}

absl::StatusOr<master::ComparedDocument> ReadDocument(const std::string& path) {
  const auto text = ReadWholeResult(path);
  if (!text.ok()) return text.status();
  auto parsed = master::ParseResult(*text);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", parsed.status().message()));
  }
  return master::ComparedDocument{path, *std::move(parsed)};
}

absl::StatusOr<master::Comparison> CompareFiles(const CompareRequest& request) {
  const auto a = ReadDocument(request.a);
  if (!a.ok()) return a.status();
  const auto b = ReadDocument(request.b);
  if (!b.ok()) return b.status();
  return master::Compare(*a, *b, request.fail_if, request.seed);
}

absl::Status Show(const CompareRequest& request, const master::Comparison& comparison) {
  if (request.html) {
    const absl::Status written = WriteFile(*request.html, master::ComparisonHtml(comparison));
    if (!written.ok()) return written;
  }
  return PrintToStandardOutput(request.json ? master::ComparisonJson(comparison) + "\n"
                                            : master::ComparisonText(comparison));
}

absl::Status ReadSeed(const std::string& text, uint64_t* seed) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, *seed);
  if (error == std::errc() && stop == end && !text.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--seed: '", text, "' is no whole number"));
}

}  // namespace

absl::StatusOr<CompareRequest> ReadCompareRequest(const std::vector<std::string>& arguments) {
  CompareRequest request;
  const absl::Status usage = absl::InvalidArgumentError(kCompareUsage);
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--json") {
      request.json = true;
    } else if (word == "--fail-if" || word == "--html" || word == "--seed") {
      if (++i == arguments.size()) return usage;
      if (word == "--html") {
        request.html = arguments[i];
      } else if (word == "--seed") {
        if (const absl::Status read = ReadSeed(arguments[i], &request.seed); !read.ok())
          return read;
      } else {
        auto regression = master::ParseRegression(arguments[i]);
        if (!regression.ok()) {
          return absl::InvalidArgumentError(
              absl::StrCat("--fail-if ", regression.status().message()));
        }
        request.fail_if.push_back(*std::move(regression));
      }
    } else if (absl::StartsWith(word, "-") || !request.b.empty()) {
      return usage;
    } else {
      (request.a.empty() ? request.a : request.b) = word;
    }
  }
  if (request.b.empty()) return usage;
  return request;
}

int RunCompare(const std::vector<std::string>& arguments) {
  const auto request = ReadCompareRequest(arguments);
  if (!request.ok()) return Fail(ExitCode::kUsage, std::string(request.status().message()));
  const auto comparison = CompareFiles(*request);
  if (!comparison.ok()) return Fail(ExitCode::kUsage, std::string(comparison.status().message()));
  if (const absl::Status shown = Show(*request, *comparison); !shown.ok()) {
    return Fail(ExitCode::kLedgerIncomplete, std::string(shown.message()));
  }
  const bool failed = std::any_of(comparison->findings.begin(), comparison->findings.end(),
                                  [](const auto& finding) { return finding.failed; });
  return static_cast<int>(failed ? ExitCode::kThresholds : ExitCode::kFine);
}

}  // namespace aurax::load::cli
