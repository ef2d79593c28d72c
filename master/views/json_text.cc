#include "master/views/json_text.h"

#include <algorithm>

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kIndent = 4;

bool IsNumbers(const Json& json) {
  return json.is_array() && std::all_of(json.begin(), json.end(), [](const Json& element) {
           return element.is_number() || IsNumbers(element);
         });
}

// Hundreds of numbers a line each would drown the rest.
void Write(const Json& json, size_t indent, std::string* out) {
  if (!json.is_structured() || json.empty() || IsNumbers(json)) {
    *out += CompactJson(json);
    return;
  }
  const bool object = json.is_object();
  *out += object ? '{' : '[';
  bool first = true;
  for (auto it = json.begin(); it != json.end(); ++it) {
    if (!first) *out += ',';
    first = false;
    *out += '\n';
    out->append(indent + kIndent, ' ');
    if (object) *out += CompactJson(it.key()) + ": ";
    Write(*it, indent + kIndent, out);
  }
  *out += '\n';
  out->append(indent, ' ');
  *out += object ? '}' : ']';
}

}  // namespace

std::string CompactJson(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string IndentedJson(const Json& json) {
  std::string text;
  Write(json, 0, &text);
  return text;
}

}  // namespace aurax::load::master
