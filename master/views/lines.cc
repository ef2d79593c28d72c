#include "master/views/lines.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "master/views/figures.h"

namespace aurax::load::master {
namespace {

constexpr int kLabelWidth = 15;

}  // namespace

std::string Dashes(int count) { return std::string(static_cast<size_t>(std::max(count, 0)), '-'); }

std::string Count(uint64_t n, std::string_view noun) {
  return absl::StrCat(n, " ", std::string(noun), n == 1 ? "" : "s");
}

std::string Labelled(std::string_view label, std::string_view text, int columns) {
  std::string out;
  std::string line = PadRight(absl::StrCat("  ", std::string(label)), kLabelWidth);
  bool empty = true;
  for (const auto word : absl::StrSplit(std::string(text), ' ')) {
    const std::string next(word);
    if (!empty && DisplayWidth(line) + 1 + DisplayWidth(next) > columns) {
      absl::StrAppend(&out, line, "\n");
      line = std::string(kLabelWidth, ' ');
      empty = true;
    }
    absl::StrAppend(&line, empty ? "" : " ", next);
    empty = false;
  }
  return absl::StrCat(out, line, "\n");
}

}  // namespace aurax::load::master
