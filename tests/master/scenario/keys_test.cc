// Parser, schema and reference name the same keys.
#include "master/scenario/keys.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include <nlohmann/json.hpp>

#include "master/scenario/function_call.h"

namespace aurax::load::master {
namespace {

std::string Content(const std::string& path) {
  std::ifstream in(std::string(AURAX_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(in) << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

nlohmann::json Schema() { return nlohmann::json::parse(Content("scenarios/scenario.schema.json")); }

TEST(Keys, SchemaHasExactlyTheParsersKeysInEveryMapping) {
  const nlohmann::json schema = Schema();
  for (const KeyTable* table : AllKeyTables()) {
    const nlohmann::json& mapping =
        table->name == "scenario" ? schema : schema.at("$defs").at(table->name);
    std::vector<std::string> properties;
    for (const auto& [key, value] : mapping.at("properties").items()) properties.push_back(key);
    EXPECT_THAT(properties, testing::UnorderedElementsAreArray(table->keys)) << table->name;
  }
}

TEST(Keys, SchemaHasNoMappingThatTheParserLacks) {
  std::vector<std::string> names;
  for (const KeyTable* table : AllKeyTables()) names.push_back(table->name);
  const nlohmann::json schema = Schema();
  for (const auto& [name, definition] : schema.at("$defs").items()) {
    if (!definition.contains("properties")) continue;
    EXPECT_THAT(names, testing::Contains(name));
  }
}

TEST(Keys, ReferenceExplainsEveryKey) {
  const std::string reference = Content("docs/scenario.md");
  for (const KeyTable* table : AllKeyTables()) {
    for (const std::string& key : table->keys) {
      EXPECT_THAT(reference, testing::HasSubstr("`" + key + "`")) << table->name;
    }
  }
}

TEST(Keys, ReferenceShowsEveryFunction) {
  const std::string reference = Content("docs/scenario.md");
  for (const std::string& name : FunctionNames()) {
    EXPECT_THAT(reference, testing::HasSubstr("`${" + name + "(")) << name;
  }
}

}  // namespace
}  // namespace aurax::load::master
