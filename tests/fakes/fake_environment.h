// Environment variables and files that exist only in a test.
#ifndef AURAX_TESTS_FAKES_FAKE_ENVIRONMENT_H_
#define AURAX_TESTS_FAKES_FAKE_ENVIRONMENT_H_

#include <map>
#include <string>

#include "cli/environment.h"

namespace aurax::load::cli {

// `Get()` reads the maps when asked, so they may change after it.
struct FakeEnvironment {
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> files;

  Environment Get() const {
    return {.variable = [this](const std::string& name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
            .read_file = [this](const std::string& path) -> absl::StatusOr<std::string> {
              const auto found = files.find(path);
              if (found == files.end()) return absl::NotFoundError("No such file or directory");
              return found->second;
            }};
  }
};

}  // namespace aurax::load::cli

#endif  // AURAX_TESTS_FAKES_FAKE_ENVIRONMENT_H_
