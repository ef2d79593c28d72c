// The bridge between std::string_view, which our interfaces speak, and absl::string_view, which on
// Debian is a type of its own. Compiles where the two are one type as well.
#ifndef AURAX_COMMON_TEXT_H_
#define AURAX_COMMON_TEXT_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace aurax::load {

inline absl::string_view AbslSv(std::string_view s) {
  return absl::string_view(s.data(), s.size());
}
inline std::string_view StdSv(absl::string_view s) { return std::string_view(s.data(), s.size()); }

}  // namespace aurax::load

#endif  // AURAX_COMMON_TEXT_H_
