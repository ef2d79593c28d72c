#include "worker/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/scenario_text.h"

namespace aurax::load::worker {
namespace {

using std::chrono_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pointee;

// The first request of a script, filled for user 0.
class FilledRequest {
 public:
  explicit FilledRequest(const std::string& scenario)
      : script_(CompileScenario(scenario)),
        user_(script_->tables().layout, 1, 0, 0),
        renderer_(script_->tables(), clock_) {
    EXPECT_TRUE(script_->requests()[0].Fill(&exchange, &renderer_, &user_));
  }
  HttpExchange exchange;

 private:
  FakeClock clock_;
  std::shared_ptr<const Script> script_;
  UserValues user_;
  TemplateRenderer renderer_;
};

std::string WithUrl(const std::string& parts, const std::string& members = "") {
  return UserClass("A", "host: \"http://h:1/base\" " + members +
                            Task(1, "request { method: \"GET\" url { " + parts + "} }"));
}

TEST(RequestScript, TheHostAndTheUrlAreJoinedAsTheyAreUnlessItIsAbsolute) {
  const std::string number = Expr("user_number {}");
  const std::pair<std::string, const char*> kUrls[] = {
      {Lit("/a?b=c"), "http://h:1/base/a?b=c"},
      {Lit("a"), "http://h:1/basea"},
      {"", "http://h:1/base"},
      {Lit("http://other/x"), "http://other/x"},
      {Lit("HTTPS://other/x"), "HTTPS://other/x"},
      {Lit("/u/") + number, "http://h:1/base/u/0"},
      {number + Lit("/u"), "http://h:1/base0/u"},
      {Lit("http://other/") + number, "http://other/0"},
      {Expr("pick: 0"), "http://picked/"}};
  for (const auto& [parts, url] : kUrls) {
    const FilledRequest request(
        "data { name: \"d\" columns: \"\" cells { text: \"http://picked/\" } }" + WithUrl(parts));
    EXPECT_EQ(request.exchange.url, url);
  }
}

TEST(RequestScript, HeadersOfTheRequestReplaceThoseOfTheClassByName) {
  const auto header = [](const std::string& name, const std::string& parts) {
    return "headers { name: \"" + name + "\" value { " + parts + "} } ";
  };
  const FilledRequest request(UserClass(
      "A",
      "http { " + header("Accept", Lit("*/*")) + header("X-User", Expr("user_number {}")) +
          header("X-Old", Lit("class")) + "} " +
          Task(1, Get("/", 0,
                      header("accept", Lit("text/html")) + header("X-Old", Expr("iteration {}")) +
                          header("X-New", Lit("n"))))));
  EXPECT_THAT(request.exchange.fixed_headers,
              Pointee(ElementsAre("accept: text/html", "X-New: n")));
  EXPECT_EQ(request.exchange.header_count, 2);
  EXPECT_THAT(request.exchange.headers, ElementsAre("X-User: 0", "X-Old: 0"));
}

TEST(RequestScript, ABodyIsSentIfThereIsOneEvenAnEmptyOne) {
  EXPECT_FALSE(FilledRequest(UserClass("A", Task(1, Get("/")))).exchange.has_body);
  EXPECT_TRUE(FilledRequest(UserClass("A", Task(1, Get("/", 0, "body {}")))).exchange.has_body);
  const FilledRequest request(
      UserClass("A", Task(1, Get("/", 0,
                                 "body { " + Lit("{\"n\":") + Expr("user_number {}", "JSON_VALUE") +
                                     Lit("}") + "}"))));
  EXPECT_EQ(request.exchange.body, "{\"n\":0}");
}

TEST(RequestScript, LimitsOfTheRequestComeBeforeThoseOfTheClass) {
  const std::string http = "http { timeout_us: 3000000 max_redirects: 5 } ";
  const FilledRequest inherited(UserClass("A", http + Task(1, Get("/"))));
  EXPECT_EQ(inherited.exchange.timeout, 3s);
  EXPECT_EQ(inherited.exchange.max_redirects, 5);
  const FilledRequest own(
      UserClass("A", http + Task(1, Get("/", 0, "timeout_us: 0 max_redirects: 0"))));
  EXPECT_EQ(own.exchange.timeout, 0s);
  EXPECT_EQ(own.exchange.max_redirects, 0);
}

TEST(RequestScript, OnlyWhatIsLookedAtIsKeptOfAnAnswer) {
  const auto kept = [](const std::string& members) {
    const FilledRequest request("variables: \"v\"" + UserClass("A", Task(1, Get("/", 0, members))));
    return std::pair(request.exchange.keep_body, request.exchange.keep_headers);
  };
  EXPECT_EQ(kept("check { status { low: 200 high: 200 } max_size: 5 }"), std::pair(false, false));
  EXPECT_EQ(kept("check { json { pointer: \"/a\" exists: true } }"), std::pair(true, false));
  EXPECT_EQ(kept("check { error { " + Expr("response_body {}") + "} }"), std::pair(true, false));
  EXPECT_EQ(
      kept("check { error { " + Expr("base64 { " + Expr("response_json: \"/e\"") + "}") + "} }"),
      std::pair(true, false));
  EXPECT_EQ(kept("check { headers { name: \"A\" exists: true } }"), std::pair(false, true));
  EXPECT_EQ(kept("captures { cookie: \"c\" }"), std::pair(false, true));
  EXPECT_EQ(kept("captures { json: \"/c\" }"), std::pair(true, false));
}

TEST(ClassScript, TasksAreChosenByWeight) {
  const std::shared_ptr<const Script> script =
      CompileScenario(UserClass("A", Task(50, Get("/")) + Task(30, Get("/")) + Task(10, Get("/")) +
                                         Task(9.5, Get("/")) + Task(0.5, Get("/"))));
  RandomStream stream(1, 0, 0, StreamPurpose::kTasks);
  std::vector<int> counts(5);
  for (int i = 0; i < 100'000; ++i) ++counts[script->classes()[0].ChooseTask(0, &stream)];
  const std::vector<double> shares = {0.5, 0.3, 0.1, 0.095, 0.005};
  for (size_t i = 0; i < 5; ++i) EXPECT_NEAR(counts[i] / 1e5, shares[i], 0.006);
}

TEST(ClassScript, ASequenceRunsTasksInOrderEachItsWeightRounded) {
  const std::shared_ptr<const Script> script = CompileScenario(UserClass(
      "A", "sequence: true " + Task(2, Get("/")) + Task(0.2, Get("/")) + Task(1.6, Get("/"))));
  RandomStream stream(1, 0, 0, StreamPurpose::kTasks);
  std::vector<size_t> order;
  for (uint64_t i = 0; i < 7; ++i) {
    order.push_back(script->classes()[0].ChooseTask(i, &stream));
  }
  EXPECT_THAT(order, ElementsAre(0, 0, 1, 2, 2, 0, 0));
}

TEST(Condition, TellsMissingEmptyAndDifferentApart) {
  UserMemory memory(MemoryLayout{.variables = 1, .sequences = 0, .loops = 0, .sources = 0});
  const auto holds = [&](v1::Condition::Test test, const std::string& operand = "") {
    Condition condition{0, test, operand, std::nullopt};
    if (test == v1::Condition::TEST_MATCHES) condition.pattern = *Pattern::Compile(operand);
    return condition.Holds(memory);
  };
  EXPECT_FALSE(holds(v1::Condition::TEST_EXISTS));
  EXPECT_TRUE(holds(v1::Condition::TEST_MISSING));
  EXPECT_FALSE(holds(v1::Condition::TEST_EQUALS, ""));
  EXPECT_TRUE(holds(v1::Condition::TEST_NOT_EQUALS, ""));
  EXPECT_FALSE(holds(v1::Condition::TEST_MATCHES, ".*"));
  memory.variables[0] = {"", true, false};
  EXPECT_FALSE(holds(v1::Condition::TEST_EXISTS));
  EXPECT_TRUE(holds(v1::Condition::TEST_EQUALS, ""));
  memory.variables[0] = {"code 7", true, false};
  EXPECT_TRUE(holds(v1::Condition::TEST_EXISTS));
  EXPECT_FALSE(holds(v1::Condition::TEST_MISSING));
  EXPECT_TRUE(holds(v1::Condition::TEST_NOT_EQUALS, "code"));
  EXPECT_TRUE(holds(v1::Condition::TEST_MATCHES, "\\d"));
}

TEST(Script, WhatNoParserWritesIsRefusedWithItsPlace) {
  const auto task = [](const std::string& steps) { return UserClass("A", Task(1, steps)); };
  const std::pair<std::string, const char*> kBroken[] = {
      {task(Get("/", 4)), "user class 'A': task 'task': request name 4 does not exist"},
      {task(Get("/", 1, "captures { json: \"/a\" variable_slot: 1 }")),
       "GET /1: capture: variable 1 does not exist"},
      {task(Get("/", 0, "captures { json: \"a\" }")), "GET /0: 'a' is not a JSON pointer"},
      {task(Get("/", 0, "captures { regex { pattern: \"a(b)\" group: 2 } }")),
       "pattern 'a(b)' has no group 2"},
      {task(Get("/", 0, "captures { }")), "a capture without a place to look"},
      {task(Get("/", 0, "check { body_matches: \"(\" }")), "pattern '(': missing )"},
      {task(Get("/", 0, "check { json { pointer: \"x\" } }")), "'x' is not a JSON pointer"},
      {task(Get("/", 0, "check { status { low: 300 high: 200 } }")), "upside down"},
      {task(Get("/", 0, "timeout_us: -1")), "a negative timeout"},
      {task(Get("/", 0, "body { " + Expr("response_body {}") + "}")), "there is no response"},
      {task("think { kind: KIND_UNIFORM low_us: 2 high_us: 1 }"), "0 <= low <= high"},
      {task("think { kind: KIND_PACING low_us: 2 }"), "cannot be paced"},
      {task("branch { condition { variable_slot: 3 } }"), "variable 3 does not exist"},
      {task("branch { condition { test: TEST_MATCHES operand: \"[\" } }"), "pattern '['"},
      {UserClass("A", "tasks { name: \"t\" weight: 0 }"), "task 't': its weight must be above 0"},
      {UserClass("A", "tasks { weight: 1 steps { } }"), "a step without a kind"},
      {UserClass("A", OnStart(Get("/", 9))), "on_start: request name 9"},
      {UserClass("A", OnStop(Get("/", 9))), "on_stop: request name 9"},
      {"data { name: \"d\" columns: \"a\" columns: \"b\" cells { text: \"1\" } }",
       "data 'd': its cells do not fill whole rows"}};
  for (const auto& [text, message] : kBroken) {
    const absl::Status status = Script::Compile(ParseScenario("variables: \"v\"" + text)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(message));
  }
}

}  // namespace
}  // namespace aurax::load::worker
