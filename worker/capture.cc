#include "worker/capture.h"

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {

absl::StatusOr<Capture> Capture::Compile(const v1::Capture& source, const ScriptTables& tables) {
  if (source.variable_slot() >= tables.variables.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("capture: variable ", source.variable_slot(), " does not exist"));
  }
  Capture capture;
  capture.slot_ = source.variable_slot();
  capture.may_be_missing_ = source.may_be_missing();
  if (absl::Status status = capture.CompileSource(source); !status.ok()) return status;
  const char* const kNouns[] = {"", "pattern ", "header ", "cookie "};
  capture.missing_message_ =
      absl::StrCat("capture ", tables.variables[capture.slot_].name, ": ",
                   kNouns[static_cast<int>(capture.kind_)], capture.where_, " not found");
  return capture;
}

absl::Status Capture::CompileSource(const v1::Capture& source) {
  switch (source.from_case()) {
    case v1::Capture::kJson:
      kind_ = Kind::kJson;
      where_ = source.json();
      return CheckJsonPointer(where_);
    case v1::Capture::kRegex: {
      kind_ = Kind::kRegex;
      absl::StatusOr<Pattern> pattern = Pattern::Compile(source.regex().pattern());
      if (!pattern.ok()) return pattern.status();
      pattern_ = *std::move(pattern);
      group_ = source.regex().group();
      where_ = absl::StrCat("'", pattern_->text(), "'");
      if (group_ > pattern_->groups() || group_ > Pattern::kMaxGroup) {
        return absl::InvalidArgumentError(
            absl::StrCat("pattern ", where_, " has no group ", group_));
      }
      return absl::OkStatus();
    }
    case v1::Capture::kHeader:
      kind_ = Kind::kHeader;
      where_ = source.header();
      return absl::OkStatus();
    case v1::Capture::kCookie:
      kind_ = Kind::kCookie;
      where_ = source.cookie();
      return absl::OkStatus();
    default:
      return absl::InvalidArgumentError("a capture without a place to look");
  }
}

bool Capture::Take(const Response& response, UserValues* user) const {
  Variable& variable = user->memory->variables[slot_];
  std::optional<std::string_view> found;
  variable.is_json = false;
  switch (kind_) {
    case Kind::kJson:
      if (const auto value = response.json.Find(where_); value.has_value()) {
        found = value->text;
        variable.is_json = !value->is_text;
      }
      break;
    case Kind::kRegex:
      found = pattern_->Group(response.exchange.response_body, group_);
      break;
    case Kind::kHeader:
      found = FindHeader(response.exchange.response_headers, where_);
      break;
    case Kind::kCookie:
      found = FindCookie(response.exchange.response_headers, where_);
      break;
  }
  variable.captured = found.has_value();
  variable.text.assign(found.value_or(std::string_view()));
  return found.has_value() || may_be_missing_;
}

}  // namespace aurax::load::worker
