#include "cli/environment.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "cli/locust_option.h"

namespace aurax::load::cli {
namespace {

absl::Status FileError(int error) {
  const std::string reason = std::strerror(error);
  const bool absent = error == ENOENT || error == ENOTDIR;
  return absent ? absl::NotFoundError(reason) : absl::FailedPreconditionError(reason);
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError(errno);
  std::string text;
  char buffer[4096];
  ssize_t n = 0;
  while ((n = read(fd, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<size_t>(n));
  const int error = errno;
  close(fd);
  if (n < 0) return FileError(error);
  return text;
}

// The variable's value unless it is unset or empty.
std::optional<std::string> Given(const Environment& environment, const std::string& name) {
  std::optional<std::string> value = environment.variable(name);
  return value && !value->empty() ? value : std::nullopt;
}

}  // namespace

Environment ProcessEnvironment() {
  return {.variable = [](const std::string& name) -> std::optional<std::string> {
            const char* const value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
          },
          .read_file = ReadFile};
}

EnvironmentSettings ReadEnvironment(const Environment& environment) {
  EnvironmentSettings found;
  for (const OptionSpec& option : OptionTable()) {
    for (const std::string& name : option.Variables()) {
      const std::optional<std::string> value = Given(environment, name);
      if (!value) continue;
      found.settings.push_back({&option, {*value}, absl::StrCat("environment ", name), name});
      break;
    }
  }
  for (const LocustOption& option : UnsupportedLocustOptions()) {
    const std::string name(option.variable);
    if (name.empty()) continue;
    const std::optional<std::string> value = Given(environment, name);
    if (!value || option.IsOff(*value)) continue;
    found.ignored.push_back(absl::StrCat(name, ": ", option.Reason(), ", ignored"));
  }
  return found;
}

}  // namespace aurax::load::cli
