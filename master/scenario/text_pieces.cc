#include "master/scenario/text_pieces.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "master/scenario/expression.h"
#include "master/scenario/expression_syntax.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

void AddLiteral(std::string_view text, std::string_view source, TextPieces* pieces) {
  if (text.empty()) return;
  if (pieces->empty() || pieces->back().from_expression) pieces->emplace_back();
  pieces->back().literal += text;
  pieces->back().source += source;
}

}  // namespace

TextPieces SplitText(std::string_view text, const PlaceOf& place_of, TextScope scope,
                     Draft& draft) {
  TextPieces pieces;
  size_t at = 0;
  while (at < text.size()) {
    const size_t open = text.find("${", at);
    if (open == std::string_view::npos) break;
    if (open > at && text[open - 1] == '$') {  // $${
      AddLiteral(text.substr(at, open - at - 1), text.substr(at, open - at - 1), &pieces);
      AddLiteral("${", "$${", &pieces);
      at = open + 2;
      continue;
    }
    AddLiteral(text.substr(at, open - at), text.substr(at, open - at), &pieces);
    const ParsedExpression parsed = ParseExpression(text, open + 2);
    if (parsed.error) {
      draft.mistakes.Add(place_of(parsed.error->offset), parsed.error->message);
      return pieces;
    }
    if (std::optional<TextPiece> piece =
            ResolveExpression(parsed.expression, place_of, scope, draft)) {
      piece->source = std::string(text.substr(open, parsed.end - open));
      piece->from_expression = true;
      pieces.push_back(*std::move(piece));
    }
    at = parsed.end;
  }
  if (at < text.size()) AddLiteral(text.substr(at), text.substr(at), &pieces);
  return pieces;
}

TextPieces SplitText(const YamlNode& scalar, TextScope scope, Draft& draft) {
  return SplitText(
      scalar.text, [&](size_t offset) { return scalar.At(offset); }, scope, draft);
}

std::optional<std::string> ReadFixedText(const YamlNode& node, std::string_view what,
                                         Draft& draft) {
  if (!ReadText(node, what, draft.mistakes)) return std::nullopt;
  const size_t mistakes_before = draft.mistakes.size();
  std::string text;
  for (const TextPiece& piece : SplitText(node, TextScope::kLoadTime, draft)) text += piece.literal;
  if (draft.mistakes.size() != mistakes_before) return std::nullopt;
  return text;
}

std::optional<std::string> ReadPlainText(const YamlNode& node, std::string_view what,
                                         Draft& draft) {
  std::optional<std::string> text = ReadText(node, what, draft.mistakes);
  if (text && text->find("${") != std::string::npos) {
    draft.mistakes.Add(node.place, absl::StrCat(std::string(what), " cannot hold ${...}"));
    return std::nullopt;
  }
  return text;
}

}  // namespace aurax::load::master
