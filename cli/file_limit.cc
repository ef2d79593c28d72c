#include "cli/file_limit.h"

#include <sys/resource.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::cli {
namespace {

constexpr uint64_t kOwnFiles = 64;  // results, log, epoll, timers, resolver

}  // namespace

uint64_t RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  return limit.rlim_cur;
}

std::optional<std::string> FileLimitWarning(uint64_t limit, int64_t users) {
  const uint64_t needed = static_cast<uint64_t>(users) + kOwnFiles;
  if (needed <= limit) return std::nullopt;
  return absl::StrCat(users, " users need about ", needed, " open files, but the limit is ", limit,
                      ": connections will fail. Raise it with 'ulimit -Hn ", needed,
                      "' as root, or LimitNOFILE= in systemd.");
}

}  // namespace aurax::load::cli
