#include "common/join_token.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sys/stat.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace aurax::load {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// All ones where i < size, else zero, without a branch.
unsigned char Mask(size_t i, size_t size) {
  return static_cast<unsigned char>(0 - static_cast<unsigned>(i < size));
}

unsigned char ByteOrZero(const char* bytes, size_t i, size_t size) {
  const size_t inside = size_t{0} - static_cast<size_t>(i < size);
  return static_cast<unsigned char>(bytes[i & inside]) & Mask(i, size);
}

}  // namespace

absl::Status CheckJoinToken(std::string_view token) {
  if (token.empty()) return absl::InvalidArgumentError("is empty");
  if (token.size() > kMostTokenBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("is longer than ", kMostTokenBytes, " characters"));
  }
  if (token.find('\n') != std::string_view::npos) {
    return absl::InvalidArgumentError("has more than one line");
  }
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::all_of(token.begin(), token.end(), printable)) {
    return absl::InvalidArgumentError("has a character that is not printable ASCII");
  }
  return absl::OkStatus();
}

absl::StatusOr<JoinToken> ReadJoinToken(const std::string& path) {
  const std::string name = absl::StrCat("join token file ", path);
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) {
    const std::string text = absl::StrCat(name, ": ", std::strerror(errno));
    return errno == EACCES ? absl::PermissionDeniedError(text) : absl::NotFoundError(text);
  }
  if (S_ISDIR(file.st_mode)) return absl::InvalidArgumentError(absl::StrCat(name, " is a folder"));
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::PermissionDeniedError(absl::StrCat(name, ": cannot be read"));
  std::string text(2 * kMostTokenBytes, '\0');  // room for the blanks around it
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  const std::string_view token = Trimmed(text);
  if (const absl::Status status = CheckJoinToken(token); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(name, " ", std::string(status.message())));
  }
  return JoinToken{std::string(token), (file.st_mode & S_IROTH) != 0};
}

bool TokensEqual(std::string_view a, std::string_view b) {
  if (a.size() > kMostTokenBytes || b.size() > kMostTokenBytes) return false;
  const char zero = 0;
  const char* const left = a.empty() ? &zero : a.data();
  const char* const right = b.empty() ? &zero : b.data();
  volatile size_t difference = a.size() ^ b.size();  // volatile: no leaving the loop early
  for (size_t i = 0; i < kMostTokenBytes; ++i) {
    difference = difference | static_cast<size_t>(ByteOrZero(left, i, a.size()) ^
                                                  ByteOrZero(right, i, b.size()));
  }
  return difference == 0;
}

}  // namespace aurax::load
