#include "tests/master/web/json_schema.h"

#include <algorithm>
#include <set>

namespace aurax::load::master {
namespace {

using Json = nlohmann::json;

bool IsOf(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  return type == "null" && value.is_null();
}

std::string MemberMisfit(const Json& value, const Json& schema, const Json& document, bool closed,
                         const std::string& place) {
  for (const Json& key : schema.value("required", Json::array())) {
    if (!value.contains(key.get<std::string>())) return place + ": lacks " + key.dump();
  }
  const Json known = schema.value("properties", Json::object());
  const Json others = schema.value("additionalProperties", Json());
  for (const auto& [key, member] : value.items()) {
    const std::string at = place + "/" + key;
    std::string misfit;
    if (known.contains(key))
      misfit = Misfit(member, known[key], document, closed, at);
    else if (others.is_object())
      misfit = Misfit(member, others, document, closed, at);
    else if (others == false || (closed && !known.empty()))
      misfit = at + ": is not known";
    if (!misfit.empty()) return misfit;
  }
  return "";
}

}  // namespace

std::string Misfit(const Json& value, const Json& schema, const Json& document, bool closed,
                   const std::string& place) {
  static const std::set<std::string> kUsed = {"$ref",
                                              "type",
                                              "oneOf",
                                              "enum",
                                              "required",
                                              "properties",
                                              "additionalProperties",
                                              "items",
                                              "description",
                                              "minimum",
                                              "exclusiveMinimum",
                                              "minProperties"};
  for (const auto& [key, unused] : schema.items()) {
    if (!kUsed.contains(key)) return place + ": the schema uses " + key;
  }
  if (schema.contains("$ref")) {
    const std::string path = schema["$ref"].get<std::string>().substr(1);
    return Misfit(value, document.at(Json::json_pointer(path)), document, closed, place);
  }
  if (schema.contains("oneOf")) {
    const auto fits = std::count_if(
        schema["oneOf"].begin(), schema["oneOf"].end(),
        [&](const Json& one) { return Misfit(value, one, document, closed, place).empty(); });
    return fits == 1 ? "" : place + ": fits none or several of oneOf";
  }
  if (schema.contains("type")) {
    const Json& type = schema["type"];
    const bool fits =
        type.is_array()
            ? std::any_of(type.begin(), type.end(),
                          [&](const Json& one) { return IsOf(value, one.get<std::string>()); })
            : IsOf(value, type.get<std::string>());
    if (!fits) return place + ": " + value.dump() + " is no " + type.dump();
  }
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    return place + ": " + value.dump() + " is none of " + schema["enum"].dump();
  }
  if (value.is_object()) return MemberMisfit(value, schema, document, closed, place);
  if (value.is_array() && schema.contains("items")) {
    for (size_t i = 0; i < value.size(); ++i) {
      const std::string at = place + "/" + std::to_string(i);
      std::string misfit = Misfit(value[i], schema["items"], document, closed, at);
      if (!misfit.empty()) return misfit;
    }
  }
  return "";
}

}  // namespace aurax::load::master
