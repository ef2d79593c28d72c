// "did you mean 'weight'?"
#ifndef AURAX_COMMON_NEAREST_NAME_H_
#define AURAX_COMMON_NEAREST_NAME_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aurax::load {

// The one of `known` nearest to `typed` by edits (insert, delete, replace, swap of neighbours;
// optimal string alignment), the first on a tie; nothing when it takes more than a third of the
// longer one's letters (at least 1).
std::optional<std::string> NearestName(std::string_view typed,
                                       const std::vector<std::string>& known);

}  // namespace aurax::load

#endif  // AURAX_COMMON_NEAREST_NAME_H_
