// The part of JSON Schema (2020-12) that master/web/openapi.json uses.
#ifndef AURAX_TESTS_MASTER_WEB_JSON_SCHEMA_H_
#define AURAX_TESTS_MASTER_WEB_JSON_SCHEMA_H_

#include <string>

#include <nlohmann/json.hpp>

namespace aurax::load::master {

// What is wrong with `value` by `schema`, the first found, with its place; empty: nothing.
// `document` is what $ref is looked up in. With `closed`, members that a schema does not name are
// wrong.
std::string Misfit(const nlohmann::json& value, const nlohmann::json& schema,
                   const nlohmann::json& document, bool closed, const std::string& place = "");

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_WEB_JSON_SCHEMA_H_
