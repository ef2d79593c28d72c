// The secret that a worker shows the master to be let in.
#ifndef AURAX_COMMON_JOIN_TOKEN_H_
#define AURAX_COMMON_JOIN_TOKEN_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace aurax::load {

inline constexpr size_t kMostTokenBytes = 4096;

struct JoinToken {
  std::string text;
  bool readable_by_others = false;  // the file's mode lets others than its owner and group read it
};

// One line, blanks around it cut off: 1 to 4096 printable ASCII characters (what a gRPC header
// carries). Errors name the file, never the token: NotFound, PermissionDenied, InvalidArgument.
absl::StatusOr<JoinToken> ReadJoinToken(const std::string& path);

// OK for what can be a token; InvalidArgument says what is wrong with it, without showing it.
absl::Status CheckJoinToken(std::string_view token);

// Takes the same time wherever, and in length, the two differ, as long as neither is longer than
// kMostTokenBytes; longer ones equal nothing.
bool TokensEqual(std::string_view a, std::string_view b);

}  // namespace aurax::load

#endif  // AURAX_COMMON_JOIN_TOKEN_H_
