#include "master/web/auth_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/text.h"
#include "master/web/password_hash.h"

namespace aurax::load::master {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20;

// What is wrong with the line; empty: nothing.
std::string AddLine(const std::string& line, AuthFile* file) {
  const std::vector<std::string> parts = absl::StrSplit(line, ':');
  if (parts.size() != 3) return "is not name:role:hash";
  if (parts[0].empty()) return "has no name";
  AuthFile::Entry entry;
  if (parts[1] == "operator") {
    entry.role = Role::kOperator;
  } else if (parts[1] != "viewer") {
    return "has a role that is neither viewer nor operator";
  }
  if (!ParsePasswordHash(parts[2])) return "has a hash that aurax-load hash-password did not make";
  entry.hash = parts[2];
  if (parts[0] == "token") {
    if (file->tokens.size() == AuthFile::kMostTokens) {
      return absl::StrCat("is one token too many: ", AuthFile::kMostTokens, " are possible");
    }
    file->tokens.push_back(std::move(entry));
    return "";
  }
  return file->users.emplace(parts[0], std::move(entry)).second ? "" : "repeats a user's name";
}

}  // namespace

absl::StatusOr<AuthFile> ParseAuthFile(std::string_view text, const std::string& name) {
  AuthFile file;
  int number = 0;
  for (const auto piece : absl::StrSplit(AbslSv(text), '\n')) {
    ++number;
    const std::string line(absl::StripAsciiWhitespace(piece));
    if (line.empty() || line.front() == '#') continue;
    if (const std::string wrong = AddLine(line, &file); !wrong.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ":", number, ": the line ", wrong));
    }
  }
  if (file.users.empty() && file.tokens.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": no user and no token is in it"));
  }
  return file;
}

absl::StatusOr<AuthFile> ReadAuthFile(const std::string& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read the users' file ", path, ": ",
                                                   std::strerror(errno == 0 ? EIO : errno)));
  }
  text.resize(static_cast<size_t>(in.gcount()));
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is larger than 1 MiB"));
  }
  return ParseAuthFile(text, path);
}

}  // namespace aurax::load::master
