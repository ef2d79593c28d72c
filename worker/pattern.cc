#include "worker/pattern.h"

#include <array>
#include <re2/re2.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {

absl::StatusOr<Pattern> Pattern::Compile(const std::string& text) {
  auto re = std::make_shared<const re2::RE2>(text, re2::RE2::Quiet);
  if (!re->ok()) {
    return absl::InvalidArgumentError(absl::StrCat("pattern '", text, "': ", re->error()));
  }
  return Pattern(std::move(re));
}

bool Pattern::FoundIn(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *re_);
}

std::optional<std::string_view> Pattern::Group(std::string_view text, uint32_t group) const {
  std::array<re2::StringPiece, kMaxGroup + 1> groups;
  const re2::StringPiece piece(text.data(), text.size());
  if (!re_->Match(piece, 0, text.size(), re2::RE2::UNANCHORED, groups.data(),
                  static_cast<int>(group) + 1)) {
    return std::nullopt;
  }
  if (groups[group].data() == nullptr) return std::nullopt;
  return std::string_view(groups[group].data(), groups[group].size());
}

uint32_t Pattern::groups() const { return static_cast<uint32_t>(re_->NumberOfCapturingGroups()); }
const std::string& Pattern::text() const { return re_->pattern(); }

}  // namespace aurax::load::worker
