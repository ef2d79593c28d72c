#include "common/nearest_name.h"

#include <algorithm>

namespace aurax::load {
namespace {

size_t Edits(std::string_view a, std::string_view b) {
  std::vector<size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> NearestName(std::string_view typed,
                                       const std::vector<std::string>& known) {
  std::optional<std::string> best;
  size_t best_edits = 0;
  for (const std::string& name : known) {
    const size_t edits = Edits(typed, name);
    if (edits > std::max<size_t>(1, std::max(typed.size(), name.size()) / 3)) continue;
    if (best && edits >= best_edits) continue;
    best = name;
    best_edits = edits;
  }
  return best;
}

}  // namespace aurax::load
