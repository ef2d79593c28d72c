// The meaning of ${...}: captured variables, data and its columns, user, iteration, functions.
#ifndef AURAX_MASTER_SCENARIO_EXPRESSION_H_
#define AURAX_MASTER_SCENARIO_EXPRESSION_H_

#include <optional>
#include <string>

#include "master/scenario/expression_syntax.h"
#include "master/scenario/text_pieces.h"

namespace aurax::load::master {

// Nothing, and a mistake at its place, when the expression means nothing in this scope. A name that
// is nothing else is taken for a variable; Draft::EndClass() tells those that are never captured.
std::optional<TextPiece> ResolveExpression(const ExpressionSyntax& syntax, const PlaceOf& place_of,
                                           TextScope scope, Draft& draft);

// The mistake of using at load time what only the run knows.
std::string OnlyBeforeTheRun(const std::string& name);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_EXPRESSION_H_
