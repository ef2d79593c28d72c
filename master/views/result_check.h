// Whether a text is a result document that the pages can show.
#ifndef AURAX_MASTER_VIEWS_RESULT_CHECK_H_
#define AURAX_MASTER_VIEWS_RESULT_CHECK_H_

#include <string_view>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"

namespace aurax::load::master {

// The document read, keys in order. InvalidArgument says what is wrong and where
// ("entries[2].num_requests: not a number"). Keys that documents of older versions lack (events,
// series, curves, scenario_text, options) may be missing; where they are, they are well formed.
absl::StatusOr<nlohmann::ordered_json> ParseResult(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_RESULT_CHECK_H_
