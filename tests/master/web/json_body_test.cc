#include "master/web/json_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aurax::load::master {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// Reads every kind of member; the answer's status, 0 if there is no problem, and its body.
std::pair<int, std::string> Problem(const std::string& text) {
  JsonBody body(text);
  body.WholeNumber("users");
  body.Number("rate");
  body.Flag("now");
  body.Text("host");
  body.Texts("tags");
  body.Numbers("weights");
  const std::optional<HttpResponse> problem = body.Problem();
  if (!problem) return {0, ""};
  return {problem->status, *problem->body};
}

TEST(JsonBody, ReadsMembersOfEveryKind) {
  JsonBody body(R"({"users":20.0,"rate":1e2,"now":true,"host":"h","tags":["a","b"],
                    "weights":{"U":0.5},"nothing":null})");
  EXPECT_EQ(body.WholeNumber("users"), 20);
  EXPECT_EQ(body.Number("rate"), 100);
  EXPECT_EQ(body.Flag("now"), true);
  EXPECT_EQ(body.Text("host"), "h");
  EXPECT_THAT(*body.Texts("tags"), ElementsAre("a", "b"));
  EXPECT_THAT(body.Numbers("weights"), ElementsAre(Pair("U", 0.5)));
  EXPECT_TRUE(body.IsNull("nothing"));
  EXPECT_EQ(body.WholeNumber("absent"), std::nullopt);
  EXPECT_FALSE(body.Problem());
}

TEST(JsonBody, WrongTypesAreMistakesAtTheirField) {
  const struct {
    const char* text;
    const char* field;
  } kCases[] = {{R"({"users":"20"})", "users"},   {R"({"users":1.5})", "users"},
                {R"({"users":1e300})", "users"},  {R"({"users":18446744073709551615})", "users"},
                {R"({"users":null})", "users"},   {R"({"rate":"1"})", "rate"},
                {R"({"now":1})", "now"},          {R"({"host":[]})", "host"},
                {R"({"tags":"a"})", "tags"},      {R"({"tags":["a",1]})", "tags"},
                {R"({"weights":[]})", "weights"}, {R"({"weights":{"U":"3"}})", "weights.U"},
                {R"({"user":1})", "user"},        {R"({"":1})", ""}};
  for (const auto& [text, field] : kCases) {
    const auto [status, body] = Problem(text);
    EXPECT_EQ(status, 422) << text;
    EXPECT_THAT(body, HasSubstr(std::string("\"field\":\"") + field + "\"")) << text;
  }
  EXPECT_THAT(Problem(R"({"user":1})").second, HasSubstr("did you mean 'users'?"));
}

TEST(JsonBody, EveryMistakeIsToldAtOnce) {
  const auto json = nlohmann::json::parse(Problem(R"({"users":"x","rate":"y","z":1})").second);
  EXPECT_EQ(json["mistakes"].size(), 3u);
}

TEST(JsonBody, AMistakeOfSyntaxIsToldWithItsPlace) {
  EXPECT_THAT(Problem(R"({"users":1,})").second, testing::HasSubstr("cannot be read from byte 12"));
  EXPECT_THAT(Problem(R"({"users":1e999})").second, testing::HasSubstr("out of range"));
}

TEST(JsonBody, WhatIsNoJsonObjectCannotBeRead) {
  const std::string deep(100'000, '[');
  std::string objects;
  for (int i = 0; i < 50'000; ++i) objects += "{\"a\":";
  for (const std::string& text :
       {std::string("{"), std::string("[]"), std::string("1"), std::string("nul"),
        std::string("{\"users\":NaN}"), std::string("{\"users\":1e999}"),
        std::string("{\"a\":1,\"a\":2}"), std::string("{\"host\":\"\xff\xfe\"}"),
        std::string("{\"host\":\"\\ud800\"}"), std::string("{\"a\":1}x"), std::string(1, '\0'),
        std::string("{\"users\":01}"), deep, objects}) {
    EXPECT_EQ(Problem(text).first, 400) << text.substr(0, 40);
  }
  EXPECT_EQ(Problem("").first, 0);
  EXPECT_EQ(Problem(" \r\n").first, 0);
}

TEST(JsonBody, BracketsInTextsAreNoDepth) {
  EXPECT_EQ(Problem("{\"host\":\"" + std::string(1000, '[') + "\\\"{\"}").first, 0);
}

}  // namespace
}  // namespace aurax::load::master
