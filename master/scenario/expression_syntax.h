// The grammar of ${...}, without meaning:
//
//   expression = name [ "." name ] | name "(" [ argument { "," argument } ] ")"
//   argument   = '"' text '"' | "'" text "'" | name "(" ... ")" | bare text up to "," or ")"
//   name       = letter or "_", then letters, digits, "_", "-"
//
// A quoted text has no escapes: it ends at the quote it began with.
#ifndef AURAX_MASTER_SCENARIO_EXPRESSION_SYNTAX_H_
#define AURAX_MASTER_SCENARIO_EXPRESSION_SYNTAX_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aurax::load::master {

struct ExpressionArgument;

struct ExpressionSyntax {
  std::string name;
  std::string column;  // after the point
  bool is_call = false;
  std::vector<ExpressionArgument> arguments;
  size_t offset = 0;  // of the name in the whole text
};

struct ExpressionArgument {
  enum class Kind { kBare, kQuoted, kCall };
  Kind kind = Kind::kBare;
  std::string text;                    // bare: trimmed; quoted: between the quotes
  std::vector<ExpressionSyntax> call;  // one, for kCall
  size_t offset = 0;
};

struct ExpressionError {
  std::string message;
  size_t offset = 0;
};

struct ParsedExpression {
  ExpressionSyntax expression;
  size_t end = 0;  // just behind the closing brace
  std::optional<ExpressionError> error;
};

constexpr int kMaxExpressionDepth = 16;

// `start` is just behind "${" in `text`.
ParsedExpression ParseExpression(std::string_view text, size_t start);
// Whether the whole text is a name.
bool IsName(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_EXPRESSION_SYNTAX_H_
