// The file of --web-auth-file; its format is in access.h. Immutable.
#ifndef AURAX_MASTER_WEB_AUTH_FILE_H_
#define AURAX_MASTER_WEB_AUTH_FILE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "master/web/access.h"

namespace aurax::load::master {

struct AuthFile {
  struct Entry {
    Role role = Role::kViewer;
    std::string hash;
  };
  std::map<std::string, Entry> users;
  std::vector<Entry> tokens;

  // Each is tried with each unknown bearer token, and takes some 50 ms.
  static constexpr size_t kMostTokens = 8;
};

absl::StatusOr<AuthFile> ReadAuthFile(const std::string& path);
// `name` stands for the file in errors.
absl::StatusOr<AuthFile> ParseAuthFile(std::string_view text, const std::string& name);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_AUTH_FILE_H_
