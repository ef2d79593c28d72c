// The meaning of ${...}: variables, data, functions. What the list below does not name does not
// exist; nothing else is ever evaluated.
#ifndef AURAX_MASTER_SCENARIO_EXPRESSION_H_
#define AURAX_MASTER_SCENARIO_EXPRESSION_H_

#include <optional>
#include <string>
#include <vector>

#include "master/scenario/expression_syntax.h"
#include "master/scenario/text_pieces.h"

namespace aurax::load::master {

// env() and file() become literals here; base64() and urlencode() do when their argument is one.
// Nothing, and a mistake at its place, when the expression means nothing in this scope.
std::optional<TextPiece> ResolveExpression(const ExpressionSyntax& syntax, const PlaceOf& place_of,
                                           TextScope scope, Draft& draft);

// pick, int, ...; for the reference's test as well.
const std::vector<std::string>& FunctionNames();

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_EXPRESSION_H_
