// A regular expression, compiled once. The one place that includes RE2. Immutable: any thread may
// match.
#ifndef AURAX_WORKER_PATTERN_H_
#define AURAX_WORKER_PATTERN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}

namespace aurax::load::worker {

class Pattern {
 public:
  static constexpr uint32_t kMaxGroup = 32;

  // RE2 syntax over UTF-8. Errors: InvalidArgument with RE2's reason.
  static absl::StatusOr<Pattern> Compile(const std::string& text);

  // Anywhere in `text`.
  bool FoundIn(std::string_view text) const;
  // What group `group` (0 = the whole match) of the first match holds; nullopt if there is no match
  // or the group took no part in it. Requires group <= groups() and group <= kMaxGroup. The view is
  // into `text`.
  std::optional<std::string_view> Group(std::string_view text, uint32_t group) const;

  uint32_t groups() const;
  const std::string& text() const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> re) : re_(std::move(re)) {}
  std::shared_ptr<const re2::RE2> re_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_PATTERN_H_
