#include "worker/response_check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/duration_text.h"
#include "worker/text_encoding.h"

namespace aurax::load::worker {
namespace {

constexpr uint32_t kLowestGood = 200;
constexpr uint32_t kHighestGood = 399;

absl::StatusOr<std::optional<Pattern>> Optional(absl::StatusOr<Pattern> pattern) {
  if (!pattern.ok()) return pattern.status();
  return std::optional<Pattern>(*std::move(pattern));
}

std::string_view Short(std::string_view text) {
  return text.substr(0, ResponseCheck::kValueInMessage);
}

}  // namespace

// The checks of one response in turn; each is true if it passes, else it wrote the message.
struct ResponseCheck::Evaluation {
  const Response& response;
  UserValues* user;
  TemplateRenderer* renderer;
  std::string* message;

  bool Fail(std::string_view label, std::string_view what) const {
    message->assign(label).append(what);
    return false;
  }

  bool Differs(std::string_view label, std::string_view expected, std::string_view got,
               bool quote) const {
    message->assign(label).append(": expected ").append(Short(expected)).append(", got ");
    if (quote) message->push_back('"');
    if (quote) {
      AppendJsonText(Short(got), message);
    } else {
      message->append(Short(got));
    }
    if (quote) message->push_back('"');
    return false;
  }

  // The text that is expected; nullopt if a value that it needs is missing.
  std::optional<std::string_view> Expected(const TextTemplate& source, std::string_view label,
                                           std::string* rendered) const {
    if (const std::string* constant = source.constant()) return *constant;
    if (renderer->Append(source, user, rendered)) return *rendered;
    message->assign(label).append(": ").append(renderer->failure());
    return std::nullopt;
  }

  bool Presence(const ValueCheck& check, bool found) const {
    const bool wanted = check.test != ValueCheck::Test::kAbsent;
    if (found == wanted) return true;
    return Fail(check.label, found ? ": found, but must not be there" : ": not found");
  }

  bool Match(const ValueCheck& check, std::string_view text) const {
    if (check.pattern->FoundIn(text)) return true;
    message->assign(check.label).append(": no match for '").append(check.pattern->text());
    message->push_back('\'');
    return false;
  }

  bool Json(const ValueCheck& check) const {
    if (!response.json.valid()) return Fail("json: not valid JSON", "");
    if (check.test == ValueCheck::Test::kEquals) return JsonEquals(check);
    const auto value = response.json.Find(check.where);
    if (!Presence(check, value.has_value())) return false;
    return check.test != ValueCheck::Test::kMatches || Match(check, value->text);
  }

  bool JsonEquals(const ValueCheck& check) const {
    std::string rendered;
    const auto expected = Expected(check.equals, check.label, &rendered);
    if (!expected.has_value()) return false;
    const JsonDocument::Match match = response.json.Compare(check.where, *expected);
    if (match == JsonDocument::Match::kEqual) return true;
    if (match == JsonDocument::Match::kMissing) return Fail(check.label, ": not found");
    const auto got = response.json.Find(check.where);
    return Differs(check.label, *expected, got->text, got->is_text);
  }

  bool Header(const ValueCheck& check) const {
    const std::string_view raw = response.exchange.response_headers;
    const auto first = FindHeader(raw, check.where);
    if (!Presence(check, first.has_value())) return false;
    if (check.test == ValueCheck::Test::kMatches) {
      return AnyHeader(raw, check.where,
                       [&](std::string_view value) { return check.pattern->FoundIn(value); }) ||
             Match(check, *first);
    }
    if (check.test != ValueCheck::Test::kEquals) return true;
    std::string rendered;
    const auto expected = Expected(check.equals, check.label, &rendered);
    if (!expected.has_value()) return false;
    if (AnyHeader(raw, check.where, [&](std::string_view value) { return value == *expected; })) {
      return true;
    }
    return Differs(check.label, absl::StrCat("\"", std::string(*expected), "\""), *first, true);
  }

  bool Contains(const TextTemplate& wanted) const {
    std::string rendered;
    const auto expected = Expected(wanted, "body", &rendered);
    if (!expected.has_value()) return false;
    if (response.exchange.response_body.find(*expected) != std::string::npos) return true;
    if (wanted.constant() == nullptr) return Fail("body: the expected text is not there", "");
    message->assign("body: '").append(Short(*expected)).append("' is not there");
    return false;
  }

  bool Matches(const Pattern& pattern) const {
    if (pattern.FoundIn(response.exchange.response_body)) return true;
    message->assign("body: no match for '").append(pattern.text());
    message->push_back('\'');
    return false;
  }
};

absl::Status ResponseCheck::CompileStatus(const v1::Check& source) {
  status_.assign(source.status().begin(), source.status().end());
  for (const v1::StatusRange& range : status_) {
    if (range.low() > range.high()) return absl::InvalidArgumentError("a status range upside down");
    absl::StrAppend(&expected_status_, expected_status_.empty() ? "expected status " : " or ",
                    range.low());
    if (range.low() != range.high()) absl::StrAppend(&expected_status_, "-", range.high());
  }
  if (!status_.empty()) expected_status_ += ", got ";
  return absl::OkStatus();
}

template <typename Source>
absl::StatusOr<ResponseCheck::ValueCheck> ResponseCheck::CompileValue(const Source& source,
                                                                      TemplateScope* scope) {
  ValueCheck check;
  if (source.has_equals()) {
    check.test = ValueCheck::Test::kEquals;
    absl::StatusOr<TextTemplate> equals = TextTemplate::Compile(source.equals(), scope);
    if (!equals.ok()) return equals.status();
    check.equals = *std::move(equals);
  } else if (source.has_matches()) {
    check.test = ValueCheck::Test::kMatches;
    auto pattern = Optional(Pattern::Compile(source.matches()));
    if (!pattern.ok()) return pattern.status();
    check.pattern = *std::move(pattern);
  } else {
    const bool absent = source.has_exists() && !source.exists();
    check.test = absent ? ValueCheck::Test::kAbsent : ValueCheck::Test::kExists;
  }
  return check;
}

absl::Status ResponseCheck::CompileBody(const v1::Check& source, TemplateScope* scope) {
  for (const v1::JsonCheck& json : source.json()) {
    if (absl::Status status = CheckJsonPointer(json.pointer()); !status.ok()) return status;
    absl::StatusOr<ValueCheck> check = CompileValue(json, scope);
    if (!check.ok()) return check.status();
    check->where = json.pointer();
    check->label = json.pointer().empty() ? "json" : absl::StrCat("json ", json.pointer());
    json_.push_back(*std::move(check));
  }
  for (const v1::Template& text : source.body_contains()) {
    absl::StatusOr<TextTemplate> wanted = TextTemplate::Compile(text, scope);
    if (!wanted.ok()) return wanted.status();
    body_contains_.push_back(*std::move(wanted));
  }
  for (const std::string& text : source.body_matches()) {
    absl::StatusOr<Pattern> pattern = Pattern::Compile(text);
    if (!pattern.ok()) return pattern.status();
    body_matches_.push_back(*std::move(pattern));
  }
  return absl::OkStatus();
}

absl::StatusOr<ResponseCheck> ResponseCheck::Compile(const v1::Check& source,
                                                     TemplateScope* scope) {
  ResponseCheck compiled;
  if (absl::Status status = compiled.CompileStatus(source); !status.ok()) return status;
  if (absl::Status status = compiled.CompileBody(source, scope); !status.ok()) return status;
  for (const v1::HeaderCheck& header : source.headers()) {
    absl::StatusOr<ValueCheck> check = CompileValue(header, scope);
    if (!check.ok()) return check.status();
    check->where = header.name();
    check->label = absl::StrCat("header ", header.name());
    compiled.headers_.push_back(*std::move(check));
  }
  if (source.has_max_size()) compiled.max_size_ = source.max_size();
  if (source.has_max_time_us()) {
    compiled.max_time_ = FromMicros(source.max_time_us());
    compiled.too_slow_ = absl::StrCat("slower than ", FormatDuration(*compiled.max_time_));
  }
  absl::StatusOr<TextTemplate> error =
      TextTemplate::Compile(source.error(), scope, /*of_response=*/true);
  if (!error.ok()) return error.status();
  compiled.error_ = *std::move(error);
  return compiled;
}

bool ResponseCheck::checks_body() const {
  return !json_.empty() || !body_contains_.empty() || !body_matches_.empty();
}

bool ResponseCheck::needs_body() const { return checks_body() || error_.needs_body(); }

bool ResponseCheck::StatusAllowed(uint32_t status) const {
  if (status_.empty()) return status >= kLowestGood && status <= kHighestGood;
  for (const v1::StatusRange& range : status_) {
    if (status >= range.low() && status <= range.high()) return true;
  }
  return false;
}

std::string_view ResponseCheck::FirstFailure(const Response& response, UserValues* user,
                                             TemplateRenderer* renderer,
                                             std::string* message) const {
  const Evaluation evaluation{response, user, renderer, message};
  const auto all = [&](const auto& checks, auto passes) {
    for (const auto& check : checks) {
      if (!(evaluation.*passes)(check)) return false;
    }
    return true;
  };
  const HttpExchange& exchange = response.exchange;
  std::string_view kind;
  if (!StatusAllowed(exchange.status)) {
    kind = "status";
    message->assign(status_.empty() ? "status " : expected_status_)
        .append(std::to_string(exchange.status));
  } else if (exchange.body_cut && checks_body()) {
    kind = "check";
    message->assign("body: too large to be checked");
  } else if (!all(json_, &Evaluation::Json) || !all(body_contains_, &Evaluation::Contains) ||
             !all(body_matches_, &Evaluation::Matches) || !all(headers_, &Evaluation::Header)) {
    kind = "check";
  } else if (max_size_.has_value() && exchange.body_bytes > *max_size_) {
    kind = "check";
    message->assign("body larger than ").append(std::to_string(*max_size_)).append(" bytes");
  } else if (max_time_.has_value() && response.response_time > *max_time_) {
    kind = "check";
    message->assign(too_slow_);
  }
  if (!kind.empty() && !error_.empty()) {
    const std::string own = std::move(*message);
    message->clear();
    renderer->AppendMessage(error_, user, response, own, message);
  }
  return kind;
}

}  // namespace aurax::load::worker
