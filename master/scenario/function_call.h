// The functions of ${...}. What its table does not name does not exist; nothing else is ever
// evaluated.
#ifndef AURAX_MASTER_SCENARIO_FUNCTION_CALL_H_
#define AURAX_MASTER_SCENARIO_FUNCTION_CALL_H_

#include <optional>
#include <string>
#include <vector>

#include "master/scenario/expression_syntax.h"
#include "master/scenario/text_pieces.h"

namespace aurax::load::master {

// Requires syntax.is_call. env() and file() become literals here; base64() and urlencode() do when
// their argument is one. Nothing, and a mistake at its place, when the call means nothing in this
// scope.
std::optional<TextPiece> ResolveCall(const ExpressionSyntax& syntax, const PlaceOf& place_of,
                                     TextScope scope, Draft& draft);

// pick, int, ...
const std::vector<std::string>& FunctionNames();
// How the function is written, "int(1, 10)"; empty when there is none of that name.
std::string FunctionForm(const std::string& name);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_FUNCTION_CALL_H_
