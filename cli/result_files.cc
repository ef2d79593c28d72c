#include "cli/result_files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "master/views/html_report.h"
#include "master/views/junit.h"

namespace aurax::load::cli {
namespace {

std::string PartOf(const std::string& path) { return absl::StrCat(path, ".part"); }

absl::Status FileFailure(const char* what, const std::string& path) {
  const int error = errno;
  unlink(PartOf(path).c_str());
  return absl::UnavailableError(
      absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(error)));
}

absl::Status WritePart(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(PartOf(path).c_str(), "we");
  if (file == nullptr) return FileFailure("write", path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size() &&
                       std::fflush(file) == 0 && fsync(fileno(file)) == 0;
  const int error = errno;
  if (std::fclose(file) != 0 || !written) {
    if (!written) errno = error;
    return FileFailure("write", path);
  }
  return absl::OkStatus();
}

// Said before the run, not after it: a result that cannot be written. What an earlier run left
// stays until there is something to take its place.
absl::Status TryFile(const std::string& path) {
  if (absl::Status status = WritePart(path, "{}\n"); !status.ok()) return status;
  unlink(PartOf(path).c_str());
  if (std::error_code absent; !std::filesystem::is_directory(path, absent)) return absl::OkStatus();
  errno = EISDIR;
  return FileFailure("write", path);
}

}  // namespace

absl::Status WriteFile(const std::string& path, const std::string& text) {
  if (absl::Status status = WritePart(path, text); !status.ok()) return status;
  if (std::rename(PartOf(path).c_str(), path.c_str()) != 0) return FileFailure("rename to", path);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadWholeResult(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.is_open() && !file.bad()) return text;
  return absl::NotFoundError(absl::StrCat("cannot read ", path, ": ", std::strerror(errno)));
}

std::string WithRunFigures(const std::string& path, const Options& options) {
  const double run_time = options.run_time ? ToSeconds(*options.run_time) : 0;
  return absl::StrReplaceAll(
      path, {{"{u}", absl::StrCat(options.users.value_or(1))},
             {"{r}", absl::StrCat(static_cast<int64_t>(options.spawn_rate.value_or(1)))},
             {"{t}", absl::StrCat(static_cast<int64_t>(run_time))}});
}

absl::Status TryResultFiles(const Options& options) {
  std::vector<std::string> paths;
  if (options.json_file) paths.push_back(absl::StrCat(*options.json_file, ".json"));
  if (options.html) paths.push_back(WithRunFigures(*options.html, options));
  if (options.junit) paths.push_back(*options.junit);
  for (const std::string& path : paths) {
    if (absl::Status status = TryFile(path); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status WriteResultFiles(const Options& options, const v1::Report& report,
                              const std::string& document) {
  std::string errors;
  const auto note = [&errors](const absl::Status& status) {
    if (!status.ok()) absl::StrAppend(&errors, errors.empty() ? "" : "; ", status.message());
  };
  if (options.json_file) {
    note(WriteFile(absl::StrCat(*options.json_file, ".json"), document + "\n"));
  }
  if (options.html) {
    const std::string path = WithRunFigures(*options.html, options);
    const auto page = master::HtmlReport(document, "");
    note(page.ok() ? WriteFile(path, *page)
                   : absl::Status(page.status().code(),
                                  absl::StrCat(path, ": ", page.status().message())));
  }
  if (options.junit) note(WriteFile(*options.junit, master::JunitXml(report)));
  return errors.empty() ? absl::OkStatus() : absl::UnavailableError(errors);
}

}  // namespace aurax::load::cli
