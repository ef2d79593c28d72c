// Text with ${...} in it, taken apart: what is known before the run is literal, the rest are
// expressions.
#ifndef AURAX_MASTER_SCENARIO_TEXT_PIECES_H_
#define AURAX_MASTER_SCENARIO_TEXT_PIECES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

struct TextPiece {
  std::string source;  // as written, with ${ and }
  bool from_expression = false;
  std::string literal;  // when `expression` is empty
  std::optional<v1::Expression> expression;
};
using TextPieces = std::vector<TextPiece>;

// Where a text stands decides what it may use.
enum class TextScope {
  kRequest,   // variables, data and functions
  kError,     // those, and json(), status, body: the response of the check that failed
  kLoadTime,  // only what is known before the run: env() and file()
};

// The place of a character of the text in the scenario.
using PlaceOf = std::function<Place(size_t)>;

// `$${` is a literal `${`. Mistakes inside ${...} are added with their own column where it is
// known, and leave the piece out.
TextPieces SplitText(std::string_view text, const PlaceOf& place_of, TextScope scope, Draft& draft);
TextPieces SplitText(const YamlNode& scalar, TextScope scope, Draft& draft);

// The text with nothing left to render: scope kLoadTime. Nothing, and mistakes, when it is not.
std::optional<std::string> ReadFixedText(const YamlNode& node, std::string_view what, Draft& draft);
// Text in which ${ has no place, such as a name in statistics.
std::optional<std::string> ReadPlainText(const YamlNode& node, std::string_view what, Draft& draft);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_TEXT_PIECES_H_
