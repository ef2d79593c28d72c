#include "worker/json_document.h"

#include <gtest/gtest.h>

namespace aurax::load::worker {
namespace {

using Match = JsonDocument::Match;

TEST(JsonDocument, FollowsThePointersOfRfc6901) {
  std::string text = R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4,
                         "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8})";
  JsonDocument document;
  document.Reset(&text);
  const std::pair<const char*, const char*> kVectors[] = {{"/foo", R"(["bar","baz"])"},
                                                          {"/foo/0", "bar"},
                                                          {"/", "0"},
                                                          {"/a~1b", "1"},
                                                          {"/c%d", "2"},
                                                          {"/e^f", "3"},
                                                          {"/g|h", "4"},
                                                          {"/i\\j", "5"},
                                                          {"/k\"l", "6"},
                                                          {"/ ", "7"},
                                                          {"/m~0n", "8"}};
  for (const auto& [pointer, value] : kVectors) {
    const auto found = document.Find(pointer);
    ASSERT_TRUE(found.has_value()) << pointer;
    EXPECT_EQ(found->text, value);
  }
  for (const char* pointer : {"/foo/2", "/foo/-", "/foo/01", "/bar", "/foo/0/x", "/m~0n/y"}) {
    EXPECT_FALSE(document.Find(pointer).has_value()) << pointer;
  }
  EXPECT_EQ(document.Find("")->text.front(), '{');
}

TEST(JsonDocument, OnlyWellFormedPointersAreTaken) {
  for (const char* good : {"", "/", "/a", "/a~0b~1", "//"})
    EXPECT_TRUE(CheckJsonPointer(good).ok());
  for (const char* bad : {"a", "/a~", "/a~2", "$.a"}) EXPECT_FALSE(CheckJsonPointer(bad).ok());
}

TEST(JsonDocument, TellsTextFromLiterals) {
  std::string text = R"({"s": "12", "n": 12, "t": true, "z": null, "d": 1.5, "o": {"a": [1, {}]}})";
  JsonDocument document;
  document.Reset(&text);
  EXPECT_TRUE(document.Find("/s")->is_text);
  for (const auto& [pointer, value] :
       {std::pair("/n", "12"), std::pair("/t", "true"), std::pair("/z", "null"),
        std::pair("/d", "1.5"), std::pair("/o", R"({"a":[1,{}]})")}) {
    const auto found = document.Find(pointer);
    EXPECT_EQ(found->text, value);
    EXPECT_FALSE(found->is_text);
  }
}

TEST(JsonDocument, WhatIsNotWhollyJsonIsNotValid) {
  JsonDocument document;
  for (std::string text : {"", " ", "{", "{\"a\":1", "[1,]", "nul", "{} x", "'a'", "{\"a\":01}"}) {
    document.Reset(&text);
    EXPECT_FALSE(document.valid()) << text;
    EXPECT_FALSE(document.Find("").has_value());
    EXPECT_EQ(document.Compare("/a", "1"), Match::kMissing);
  }
  std::string good = " [1] ";
  document.Reset(&good);
  EXPECT_TRUE(document.valid()) << "an invalid document leaves nothing behind";
}

TEST(JsonDocument, ComparesValuesNotText) {
  const std::pair<const char*, const char*> kEqual[] = {
      {"1", "1"},
      {"1", "1.0"},
      {"1.0", "1"},
      {"true", "true"},
      {"null", "null"},
      {"\"a\"", "\"a\""},
      {"\"a\"", "\"\\u0061\""},
      {"\"\\\"\"", "\"\\\"\""},
      {"[1, 2]", "[1,2]"},
      {R"({"a": 1, "b": [true]})", R"({"b":[true],"a":1})"},
      {"18446744073709551615", "18446744073709551615"},
      {"-5", "-5"},
      {"0.5", "5e-1"}};
  const std::pair<const char*, const char*> kDifferent[] = {
      {"1", "\"1\""},
      {"\"1\"", "1"},
      {"true", "false"},
      {"true", "1"},
      {"null", "0"},
      {"[1]", "[1,2]"},
      {"{\"a\":1}", "{}"},
      {"{}", "{\"a\":1}"},
      {"{\"a\":1}", "{\"b\":1}"},
      {"9007199254740993", "9007199254740992"},
      {"\"a\"", "a"},
      {"1", "nonsense"},
      {"1", ""},
      {"[]", "{}"}};
  JsonDocument document;
  for (const auto& [value, expected] : kEqual) {
    std::string text = value;
    document.Reset(&text);
    EXPECT_EQ(document.Compare("", expected), Match::kEqual) << value << " " << expected;
  }
  for (const auto& [value, expected] : kDifferent) {
    std::string text = value;
    document.Reset(&text);
    EXPECT_EQ(document.Compare("", expected), Match::kDifferent) << value << " " << expected;
  }
}

}  // namespace
}  // namespace aurax::load::worker
