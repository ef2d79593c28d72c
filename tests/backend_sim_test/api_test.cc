#include "tests/backend_sim/api.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace aurax::load::sim {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Api NewApi() { return Api(RandomStream(1, 0, 0, StreamPurpose::kValues)); }

json Good(Endpoint endpoint, const json& request) {
  Api api = NewApi();
  const Reply reply = api.Answer(endpoint, request.dump());
  EXPECT_EQ(reply.status, 200) << reply.body;
  const json answer = json::parse(reply.body);
  EXPECT_EQ(answer["success"], true);
  return answer;
}

json Refused(Endpoint endpoint, std::string_view body, uint16_t status) {
  Api api = NewApi();
  const Reply reply = api.Answer(endpoint, body);
  EXPECT_EQ(reply.status, status) << body;
  const json answer = json::parse(reply.body);
  EXPECT_EQ(answer["success"], false);
  return answer["error"];
}

TEST(ApiTest, GenerateAnswersByWhatWasAskedFor) {
  const json coder = {{"prompt", "p"}, {"model", "qwen3:coder"}};
  const json code = {{"prompt", "p"}, {"routing_metadata", {{"preferred_model", "code"}}}};
  const json image = {{"prompt", "p"}, {"routing_metadata", {{"preferred_model", "image"}}}};
  EXPECT_EQ(Good(Endpoint::kGenerate, {{"prompt", "p"}})["response_type"], "text");
  EXPECT_EQ(Good(Endpoint::kGenerate, code)["response_type"], "code");
  EXPECT_EQ(Good(Endpoint::kGenerate, image)["response_type"], "image");
  EXPECT_EQ(Good(Endpoint::kGenerate, coder)["response_type"], "code");
  EXPECT_EQ(Good(Endpoint::kGenerate, coder)["model"], "qwen3:coder");
}

TEST(ApiTest, GenerateNeverProducesMoreTokensThanAllowed) {
  Api api = NewApi();
  for (int i = 0; i < 200; ++i) {
    const Reply reply = api.Answer(Endpoint::kGenerate, R"({"prompt": "p", "max_tokens": 3})");
    const int tokens = json::parse(reply.body)["tokens"];
    EXPECT_GE(tokens, 1);
    EXPECT_LE(tokens, 3);
  }
}

TEST(ApiTest, WhatTheClientSentIsEscapedInTheAnswer) {
  const std::string odd = "a\"b\\c\n\u00e9";
  EXPECT_EQ(Good(Endpoint::kGenerate, {{"prompt", "p"}, {"model", odd}})["model"], odd);
  EXPECT_EQ(Good(Endpoint::kScrape, {{"url", odd}})["url"], odd);
}

TEST(ApiTest, RouteAndScrapeAnswerWhatTheScenarioChecks) {
  const json routing =
      Good(Endpoint::kRoute, {{"query", "write a function"}, {"metadata", {{"user", 1}}}});
  EXPECT_EQ(routing["routing"]["response_type"], "code");
  EXPECT_TRUE(Good(Endpoint::kScrape, {{"url", "http://x"}}).contains("content"));
}

TEST(ApiTest, StatusListsComponents) {
  Api api = NewApi();
  EXPECT_TRUE(json::parse(api.Answer(Endpoint::kStatus, "").body)["components"].is_object());
  EXPECT_EQ(api.Answer(Endpoint::kHealth, "").status, 200);
}

TEST(ApiTest, ABodyThatIsNoJsonObjectIsABadRequest) {
  for (const Endpoint endpoint : {Endpoint::kGenerate, Endpoint::kRoute, Endpoint::kScrape}) {
    for (const auto* body : {"", "{", "[1]", "7", "{\"prompt\": \"p\"} x", "\xff"}) {
      Refused(endpoint, body, 400);
    }
  }
}

TEST(ApiTest, AMissingOrIllTypedFieldIsNamed) {
  const std::vector<std::tuple<Endpoint, std::string, std::string>> cases = {
      {Endpoint::kGenerate, R"({})", "prompt is required"},
      {Endpoint::kGenerate, R"({"prompt": null})", "prompt is required"},
      {Endpoint::kGenerate, R"({"prompt": 1})", "prompt must be text"},
      {Endpoint::kGenerate, R"({"prompt": ""})", "prompt must not be empty"},
      {Endpoint::kGenerate, R"({"prompt": "p", "max_tokens": 0})", "max_tokens must be"},
      {Endpoint::kGenerate, R"({"prompt": "p", "max_tokens": "9"})", "max_tokens must be"},
      {Endpoint::kGenerate, R"({"prompt": "p", "context_threshold": 2})", "context_threshold"},
      {Endpoint::kGenerate, R"({"prompt": "p", "model": 1})", "model must be text"},
      {Endpoint::kGenerate, R"({"prompt": "p", "routing_metadata": 1})", "routing_metadata"},
      {Endpoint::kRoute, R"({"metadata": {}})", "query is required"},
      {Endpoint::kRoute, R"({"query": "q", "metadata": []})", "metadata must be an object"},
      {Endpoint::kScrape, R"({"metadata": {}})", "url is required"},
  };
  for (const auto& [endpoint, body, message] : cases) {
    EXPECT_THAT(Refused(endpoint, body, 422).get<std::string>(), HasSubstr(message)) << body;
  }
}

TEST(ApiTest, InjectedErrorsLookLikeWhatTheyStandFor) {
  EXPECT_EQ(Api::Injected(ErrorKind::k500).status, 500);
  const Reply refused = Api::Injected(ErrorKind::kSuccessFalse);
  EXPECT_EQ(refused.status, 200);
  EXPECT_EQ(json::parse(refused.body)["success"], false);
  const Reply malformed = Api::Injected(ErrorKind::kMalformed);
  EXPECT_EQ(malformed.status, 200);
  EXPECT_FALSE(json::accept(malformed.body));
}

}  // namespace
}  // namespace aurax::load::sim
