#include "master/scenario/expression.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "master/scenario/function_call.h"

namespace aurax::load::master {
namespace {

using Result = std::optional<TextPiece>;

// Names and columns.
class NameResolver {
 public:
  NameResolver(const ExpressionSyntax& syntax, const PlaceOf& place_of, TextScope scope,
               Draft& draft)
      : syntax_(syntax), place_of_(place_of), scope_(scope), draft_(draft) {}

  Result Resolve() {
    if (scope_ == TextScope::kLoadTime) return Fail(OnlyBeforeTheRun(syntax_.name));
    return syntax_.column.empty() ? ResolveName() : ResolveColumn();
  }

 private:
  Result Fail(std::string message) {
    draft_.mistakes.Add(place_of_(syntax_.offset), std::move(message));
    return std::nullopt;
  }

  static Result Value(v1::Expression expression) {
    TextPiece piece;
    piece.expression = std::move(expression);
    return piece;
  }

  Result ResolveName() {
    const std::string& name = syntax_.name;
    v1::Expression e;
    if (scope_ == TextScope::kError && (name == "status" || name == "body")) {
      name == "status" ? e.mutable_response_status() : e.mutable_response_body();
      return Value(e);
    }
    if (const std::optional<uint32_t> source = draft_.FindSource(name)) {
      const v1::DataSource& rows = draft_.scenario.data(static_cast<int>(*source));
      if (rows.columns_size() != 1) {
        return Fail(absl::StrCat("'", name, "' has columns: write ${", name, ".",
                                 rows.columns_size() == 0 ? "column" : rows.columns(0), "}"));
      }
      e.mutable_column()->set_source(*source);
      return Value(e);
    }
    if (name == "user" || name == "iteration") {
      name == "user" ? e.mutable_user_number() : e.mutable_iteration();
      return Value(e);
    }
    if (const std::string form = FunctionForm(name); !form.empty()) {
      return Fail(absl::StrCat("'", name, "' is a function: write ${", form, "}"));
    }
    e.set_variable_slot(draft_.UseVariable(name, place_of_(syntax_.offset)));
    return Value(e);
  }

  Result ResolveColumn() {
    const std::optional<uint32_t> source = draft_.FindSource(syntax_.name);
    if (!source) {
      draft_.mistakes.AddUnknown(place_of_(syntax_.offset), "data", syntax_.name,
                                 draft_.SourceNames());
      return std::nullopt;
    }
    const v1::DataSource& rows = draft_.scenario.data(static_cast<int>(*source));
    for (int i = 0; i < rows.columns_size(); ++i) {
      if (rows.columns(i) != syntax_.column) continue;
      v1::Expression e;
      e.mutable_column()->set_source(*source);
      e.mutable_column()->set_column(static_cast<uint32_t>(i));
      return Value(e);
    }
    return Fail(
        absl::StrCat("'", syntax_.name, "' has no column '", syntax_.column, "'",
                     Suggestion(syntax_.column, {rows.columns().begin(), rows.columns().end()})));
  }

  const ExpressionSyntax& syntax_;
  const PlaceOf& place_of_;
  const TextScope scope_;
  Draft& draft_;
};

}  // namespace

std::string OnlyBeforeTheRun(const std::string& name) {
  return absl::StrCat("'", name,
                      "' is not known before the run: only env() and file() may stand here");
}

std::optional<TextPiece> ResolveExpression(const ExpressionSyntax& syntax, const PlaceOf& place_of,
                                           TextScope scope, Draft& draft) {
  if (syntax.is_call) return ResolveCall(syntax, place_of, scope, draft);
  return NameResolver(syntax, place_of, scope, draft).Resolve();
}

}  // namespace aurax::load::master
