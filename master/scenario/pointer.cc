#include "master/scenario/pointer.h"

#include <re2/re2.h>

#include "absl/strings/str_cat.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {

bool CheckPointer(std::string_view pointer, Place place, Mistakes& mistakes) {
  std::string reason;
  if (!pointer.empty() && pointer[0] != '/') {
    reason = absl::StrCat("did you mean '/", std::string(pointer), "'?");
  }
  for (size_t i = 0; i < pointer.size() && reason.empty(); ++i) {
    const char next = i + 1 < pointer.size() ? pointer[i + 1] : '\0';
    if (pointer[i] == '~' && next != '0' && next != '1') reason = "'~' is written '~0'";
  }
  if (reason.empty()) return true;
  mistakes.Add(place, absl::StrCat("'", std::string(pointer), "' is not a JSON pointer, ", reason));
  return false;
}

std::optional<Pattern> ReadPattern(const YamlNode& node, std::string_view what,
                                   Mistakes& mistakes) {
  const std::optional<std::string> text = ReadText(node, what, mistakes);
  if (!text) return std::nullopt;
  const re2::RE2 pattern(*text, re2::RE2::Quiet);
  if (!pattern.ok()) {
    mistakes.Add(node.place, absl::StrCat(std::string(what), ": '", *text,
                                          "' is not a pattern: ", pattern.error()));
    return std::nullopt;
  }
  return Pattern{*text, pattern.NumberOfCapturingGroups()};
}

}  // namespace aurax::load::master
