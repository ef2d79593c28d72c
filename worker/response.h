// One answered exchange as checks, captures and error templates look at it.
#ifndef AURAX_WORKER_RESPONSE_H_
#define AURAX_WORKER_RESPONSE_H_

#include <optional>
#include <string_view>

#include "common/clock.h"
#include "worker/http_engine.h"
#include "worker/json_document.h"

namespace aurax::load::worker {

struct Response {
  const HttpExchange& exchange;
  JsonDocument& json;  // reset to the exchange's body
  Duration response_time{0};
};

// The value of the first header line named `name` (case does not count) in raw lines. Leading and
// trailing blanks are not part of a value (RFC 9110, section 5.5).
std::optional<std::string_view> FindHeader(std::string_view raw, std::string_view name);
// Calls accept(value) for each line named `name` until it says true; whether it did.
template <typename Accept>
bool AnyHeader(std::string_view raw, std::string_view name, Accept&& accept);

// The value that the last Set-Cookie line for `name` gives it (RFC 6265, section 5.2).
std::optional<std::string_view> FindCookie(std::string_view raw, std::string_view name);

// --- Implementation of the template.
// Takes the first line off `raw`; its value if it is named `name`.
std::optional<std::string_view> TakeHeader(std::string_view* raw, std::string_view name);

template <typename Accept>
bool AnyHeader(std::string_view raw, std::string_view name, Accept&& accept) {
  while (!raw.empty()) {
    if (const auto value = TakeHeader(&raw, name); value.has_value() && accept(*value)) return true;
  }
  return false;
}

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_RESPONSE_H_
