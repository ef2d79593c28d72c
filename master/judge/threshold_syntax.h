// The grammar of thresholds:
//
//   threshold  = [ "service" ] measure [ "of" name ] comparison limit
//   measure    = "p(" percent ")" | "avg" | "med" | "min" | "max"     times, of "service" from the
//                                                                     send, else from the intended
//                                                                     time
//              | "rate" | "count"                                     requests
//              | "errors" [ "{" which "}" ] | "checks"                shares of the requests
//   which      = "5xx" | "503" | "500-504"                            answers with such a status
//              | "timeout" | "connect" | ...                          failures of this kind
//   name       = text up to the comparison | '"' text '"'
//   comparison = "<" | "<=" | ">" | ">="
//   limit      = a duration with its unit | a number "/s", "/m", "/h" | a whole number
//              | a number "%" | a number from 0 to 1
//
//   p(99.9) of generate_text < 5s     errors{5xx} < 1%     rate > 10/s     service p(95) <= 800ms
#ifndef AURAX_MASTER_JUDGE_THRESHOLD_SYNTAX_H_
#define AURAX_MASTER_JUDGE_THRESHOLD_SYNTAX_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load::master {

struct SyntaxMistake {
  size_t offset = 0;  // of the character in the text
  std::string message;
};

struct ParsedThreshold {
  v1::Threshold threshold;  // text, what is measured, comparison and limit; name as written
  size_t name_offset = 0;
  std::optional<SyntaxMistake> mistake;  // the first; then `threshold` is of no use
};

// A pure function; any text.
ParsedThreshold ParseThreshold(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_JUDGE_THRESHOLD_SYNTAX_H_
