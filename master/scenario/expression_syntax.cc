#include "master/scenario/expression_syntax.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace aurax::load::master {
namespace {

bool BeginsName(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool ContinuesName(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
}

// Recursive descent; the first error stops it.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, size_t at) : text_(text), at_(at) {}

  ParsedExpression Parse() {
    ParsedExpression out;
    SkipSpace();
    if (!ParseOne(&out.expression, 0)) return Failed();
    SkipSpace();
    if (!Take('}')) {
      Fail(AtEnd() ? "'${' without its '}'" : absl::StrCat("unexpected '", Rest(), "' in ${...}"));
      return Failed();
    }
    out.end = at_;
    return out;
  }

 private:
  ParsedExpression Failed() const { return {{}, text_.size(), error_}; }

  bool Fail(std::string message) {
    error_ = {std::move(message), at_};
    return false;
  }

  bool AtEnd() const { return at_ >= text_.size(); }
  bool Peek(char c) const { return !AtEnd() && text_[at_] == c; }
  bool Take(char c) {
    if (!Peek(c)) return false;
    ++at_;
    return true;
  }
  void SkipSpace() {
    while (Peek(' ') || Peek('\t') || Peek('\n')) ++at_;
  }
  std::string Rest() const {
    const std::string_view rest = text_.substr(at_, 12);
    return std::string(rest.substr(0, rest.find('}')));
  }

  std::string TakeName() {
    const size_t start = at_;
    if (!AtEnd() && BeginsName(text_[at_])) {
      while (!AtEnd() && ContinuesName(text_[at_])) ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  bool ParseOne(ExpressionSyntax* out, int depth) {
    if (depth > kMaxExpressionDepth) return Fail("nested too deeply");
    out->offset = at_;
    out->name = TakeName();
    if (out->name.empty()) {
      if (Peek('}')) return Fail("${} is empty");
      return Fail(AtEnd() ? "'${' without its '}'"
                          : absl::StrCat("expected a name, not '", Rest(), "'"));
    }
    if (Take('.')) {
      out->column = TakeName();
      return !out->column.empty() ||
             Fail(absl::StrCat("expected a column after '", out->name, ".'"));
    }
    SkipSpace();
    if (!Take('(')) return true;
    out->is_call = true;
    SkipSpace();
    if (Take(')')) return true;
    return ParseArguments(out, depth);
  }

  bool ParseArguments(ExpressionSyntax* out, int depth) {
    while (true) {
      ExpressionArgument argument;
      if (!ParseArgument(&argument, depth)) return false;
      out->arguments.push_back(std::move(argument));
      SkipSpace();
      if (Take(')')) return true;
      if (!Take(',')) {
        return Fail(absl::StrCat("a ')' is missing after the arguments of ", out->name));
      }
    }
  }

  bool ParseArgument(ExpressionArgument* out, int depth) {
    SkipSpace();
    out->offset = at_;
    if (Peek('"') || Peek('\'')) return ParseQuoted(out);
    if (IsCallAhead()) {
      out->kind = ExpressionArgument::Kind::kCall;
      return ParseOne(&out->call.emplace_back(), depth + 1);
    }
    const size_t end = text_.find_first_of(",)", at_);
    if (end == std::string_view::npos) return Fail("a ')' is missing");
    std::string_view bare = text_.substr(at_, end - at_);
    while (!bare.empty() && absl::ascii_isspace(static_cast<unsigned char>(bare.back()))) {
      bare.remove_suffix(1);
    }
    if (bare.empty()) return Fail("an argument is empty");
    out->text = std::string(bare);
    at_ = end;
    return true;
  }

  bool ParseQuoted(ExpressionArgument* out) {
    const char quote = text_[at_];
    const size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos)
      return Fail(absl::StrCat("a closing ", std::string(1, quote), " is missing"));
    out->kind = ExpressionArgument::Kind::kQuoted;
    out->offset = at_ + 1;
    out->text = std::string(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return true;
  }

  bool IsCallAhead() const {
    size_t at = at_;
    if (AtEnd() || !BeginsName(text_[at])) return false;
    while (at < text_.size() && ContinuesName(text_[at])) ++at;
    return at < text_.size() && text_[at] == '(';
  }

  const std::string_view text_;
  size_t at_;
  ExpressionError error_;
};

}  // namespace

ParsedExpression ParseExpression(std::string_view text, size_t start) {
  return ExpressionParser(text, start).Parse();
}

bool IsName(std::string_view text) {
  if (text.empty() || !BeginsName(text[0])) return false;
  for (const char c : text) {
    if (!ContinuesName(c)) return false;
  }
  return true;
}

}  // namespace aurax::load::master
