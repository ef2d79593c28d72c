#include "master/scenario/text_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace aurax::load::master {

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

std::string PathFrom(const std::string& folder, const std::string& path) {
  return !path.empty() && path[0] == '/' ? path : folder + path;
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return absl::NotFoundError("no such file");
  if (!std::filesystem::is_regular_file(status)) {
    return absl::FailedPreconditionError("is not a file");
  }
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size > kMaxFileBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("is bigger than ", kMaxFileBytes >> 20, " MiB"));
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (size > 0) out << in.rdbuf();  // an empty stream buffer would set the fail bit
  if (!in || !out) {
    return absl::PermissionDeniedError(errno != 0 ? std::strerror(errno) : "cannot be read");
  }
  return std::move(out).str();
}

}  // namespace aurax::load::master
