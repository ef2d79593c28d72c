// JSON as text. Pure functions.
#ifndef AURAX_MASTER_VIEWS_JSON_TEXT_H_
#define AURAX_MASTER_VIEWS_JSON_TEXT_H_

#include <string>

#include <nlohmann/json.hpp>

namespace aurax::load::master {

// As Python's json.dumps(indent=4) writes it: ASCII only. Bytes that are no UTF-8 become U+FFFD
// instead of an exception. Arrays of numbers, and of arrays of numbers, stand in one line.
std::string IndentedJson(const nlohmann::ordered_json& json);

// The same without a space: for programs.
std::string CompactJson(const nlohmann::ordered_json& json);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_JSON_TEXT_H_
