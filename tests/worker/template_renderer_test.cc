#include "worker/template_renderer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/scenario_text.h"

namespace aurax::load::worker {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

// Templates rendered for users of a scenario with two variables, a list and a table.
class TemplateRendererTest : public ::testing::Test {
 protected:
  static std::string Sources(const std::string& pick) {
    return R"(variables: "token" variables: "count"
      data { name: "list" columns: "" cells { text: "a" } cells { text: "b" } cells { text: "c" } pick: )" +
           pick + R"( }
      data { name: "table" columns: "user" columns: "age"
             cells { text: "ann" } cells { text: "31" is_json: true }
             cells { text: "bob" } cells { text: "32" is_json: true } pick: )" +
           pick + "}";
  }

  void Use(const std::string& pick) { script_ = CompileScenario(Sources(pick)); }

  TextTemplate Compiled(const std::string& parts) {
    if (script_ == nullptr) Use("PICK_SEQUENTIAL");
    tables_ = script_->tables();
    scope_.tables = &tables_;
    absl::StatusOr<TextTemplate> compiled = TextTemplate::Compile(ParseTemplate(parts), &scope_);
    EXPECT_TRUE(compiled.ok()) << compiled.status();
    return *std::move(compiled);
  }

  absl::Status Refused(const std::string& parts) {
    Compiled("");
    return TextTemplate::Compile(ParseTemplate(parts), &scope_).status();
  }

  // What user `number` renders `parts` to, `times` times in a row, each in an iteration of its own.
  std::vector<std::string> Rendered(const std::string& parts, int times = 1, uint32_t number = 0) {
    const TextTemplate compiled = Compiled(parts);
    UserValues user(tables_.layout, 1, 0, number);
    user.memory = std::make_unique<UserMemory>(tables_.layout);
    user.memory->variables[1] = {"12", true, true};
    TemplateRenderer renderer(tables_, clock_);
    std::vector<std::string> all;
    for (int i = 0; i < times; ++i) {
      std::string out;
      EXPECT_TRUE(renderer.Append(compiled, &user, &out)) << renderer.failure();
      all.push_back(out);
      ++user.iteration;
      ++user.row_span;
    }
    return all;
  }
  std::string One(const std::string& parts) { return Rendered(parts)[0]; }

  FakeClock clock_;
  std::shared_ptr<const Script> script_;
  ScriptTables tables_;
  TemplateScope scope_{};
};

TEST_F(TemplateRendererTest, LiteralsAreConcatenatedAndConstant) {
  EXPECT_EQ(One(Lit("a") + Lit("") + Lit("b\n")), "ab\n");
  const TextTemplate compiled = Compiled(Lit("a") + Lit("b"));
  ASSERT_NE(compiled.constant(), nullptr);
  EXPECT_EQ(*compiled.constant(), "ab");
  EXPECT_EQ(Compiled(Lit("a") + Expr("uuid {}")).constant(), nullptr);
  EXPECT_EQ(*Compiled("").constant(), "");
}

TEST_F(TemplateRendererTest, NumbersStayNumbersInJsonAndTextIsQuoted) {
  const auto json = [this](const std::string& kind) { return One(Expr(kind, "JSON_VALUE")); };
  EXPECT_EQ(json("int_range { low: 5 high: 5 }"), "5");
  EXPECT_EQ(json("float_range { low: 0.25 high: 0.25 digits: 3 }"), "0.250");
  EXPECT_EQ(json("seq { start: -3 step: 1 }"), "-3");
  EXPECT_EQ(json("user_number {}"), "0");
  EXPECT_EQ(json("iteration {}"), "0");
  EXPECT_EQ(json("variable_slot: 1"), "12");
  EXPECT_EQ(json("column { source: 1 column: 1 }"), "31");
  EXPECT_EQ(json("column { source: 1 column: 0 }"), "\"ann\"");
  EXPECT_EQ(json("base64 { " + Lit("hi") + "}"), "\"aGk=\"");
  EXPECT_EQ(json("now { format: FORMAT_SECONDS }"), "1795420800");
  EXPECT_EQ(json("now { format: FORMAT_ISO }"), "\"2026-11-23T08:00:00.000Z\"");
}

TEST_F(TemplateRendererTest, ValuesAreEncodedForTheirPlace) {
  const std::string odd = "base64 { " + Lit("\xFB\xFF\xBE") + "}";  // +/++
  EXPECT_EQ(One(Expr(odd, "URL")), "%2B%2F%2B%2B");
  EXPECT_EQ(One(Expr(odd)), "+/++");
  EXPECT_EQ(One(Expr("urlencode { " + Lit("a b&c") + "}")), "a%20b%26c");
  EXPECT_EQ(One(Expr("base64 { " + Expr("urlencode { " + Lit(" ") + "}") + "}")), "JTIw");
  EXPECT_EQ(One(Expr("column { source: 1 column: 1 }", "JSON_TEXT")), "31");
}

TEST_F(TemplateRendererTest, IntAndFloatStayInTheirRangeAndReachItsEnds) {
  std::set<std::string> seen;
  for (const std::string& text : Rendered(Expr("int_range { low: -1 high: 2 }"), 200)) {
    seen.insert(text);
  }
  EXPECT_THAT(seen, ElementsAre("-1", "0", "1", "2"));
  double low = 1, high = 0;
  for (const std::string& text :
       Rendered(Expr("float_range { low: 0.3 high: 0.8 digits: 2 }"), 2'000)) {
    EXPECT_EQ(text.size(), 4u) << text;
    low = std::min(low, std::stod(text));
    high = std::max(high, std::stod(text));
  }
  EXPECT_EQ(low, 0.3);
  EXPECT_EQ(high, 0.8);
  EXPECT_EQ(One(Expr("float_range { low: -1e308 high: 1e308 digits: 17 }")).find("inf"),
            std::string::npos);
}

TEST_F(TemplateRendererTest, UuidsAreVersion4AndDifferent) {
  std::set<std::string> seen;
  for (const std::string& uuid : Rendered(Expr("uuid {}"), 1'000)) {
    EXPECT_THAT(
        uuid, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 1'000u);
}

TEST_F(TemplateRendererTest, SequencesCountPerPlace) {
  const std::string place_0 = Expr("seq { start: 10 step: -2 counter_slot: 4000000000 }");
  const std::string place_1 = Expr("seq { start: 1 step: 1 counter_slot: 7 }");
  EXPECT_THAT(Rendered(place_0 + Lit("/") + place_1 + Lit("/") + place_0, 2),
              ElementsAre("10/1/8", "6/2/4"));
}

TEST_F(TemplateRendererTest, APickIsRandomEachTimeHoweverRowsAreHeld) {
  const std::string pick = Expr("pick: 0");
  for (const char* mode : {"PICK_SEQUENTIAL", "PICK_RANDOM", "PICK_UNIQUE"}) {
    Use(mode);
    std::map<std::string, int> seen;
    for (const std::string& text : Rendered(pick + pick, 3'600, 5)) ++seen[text];
    EXPECT_EQ(seen.size(), 9u) << mode << ": all pairs, so one draw does not decide the next";
    for (const auto& [pair, times] : seen) EXPECT_NEAR(times, 400, 100) << mode << " " << pair;
  }
}

TEST_F(TemplateRendererTest, APickDoesNotMoveTheHeldRow) {
  const std::string held = Expr("column { source: 0 column: 0 }");
  const TextTemplate row = Compiled(held), pick = Compiled(Expr("pick: 0") + Expr("pick: 0"));
  UserValues user(tables_.layout, 1, 0, 0);
  TemplateRenderer renderer(tables_, clock_);
  std::string rows, picks;
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(renderer.Append(pick, &user, &picks));
    EXPECT_TRUE(renderer.Append(row, &user, &rows));
    EXPECT_TRUE(renderer.Append(pick, &user, &picks));
    EXPECT_TRUE(renderer.Append(row, &user, &rows));
    ++user.iteration;
    ++user.row_span;
  }
  EXPECT_EQ(rows, "aabbccaa");
}

TEST_F(TemplateRendererTest, ColumnsOfOneIterationComeFromOneRow) {
  const std::string user = Expr("column { source: 1 column: 0 }");
  const std::string age = Expr("column { source: 1 column: 1 }");
  EXPECT_THAT(Rendered(user + age + user, 3), ElementsAre("ann31ann", "bob32bob", "ann31ann"));
  Use("PICK_RANDOM");
  std::set<std::string> seen;
  for (const std::string& text : Rendered(user + age, 50)) seen.insert(text);
  EXPECT_THAT(seen, ElementsAre("ann31", "bob32"));
}

TEST_F(TemplateRendererTest, AUniqueRowIsTheUsersForItsLife) {
  Use("PICK_UNIQUE");
  const std::string user = Expr("column { source: 1 column: 0 }");
  EXPECT_THAT(Rendered(user, 3, 1), ElementsAre("bob", "bob", "bob"));
  const TextTemplate compiled = Compiled(user);
  UserValues third(tables_.layout, 1, 0, 2);
  TemplateRenderer renderer(tables_, clock_);
  std::string out;
  EXPECT_FALSE(renderer.Append(compiled, &third, &out));
  EXPECT_EQ(renderer.failure(), "data 'table' has fewer rows than there are users (pick: unique)");
}

TEST_F(TemplateRendererTest, AVariableNeverCapturedFailsEvenInsideAFunction) {
  for (const std::string& parts :
       {Expr("variable_slot: 0"), Expr("base64 { " + Expr("variable_slot: 0") + "}")}) {
    const TextTemplate compiled = Compiled(parts);
    UserValues user(tables_.layout, 1, 0, 0);
    TemplateRenderer renderer(tables_, clock_);
    std::string out;
    EXPECT_FALSE(renderer.Append(compiled, &user, &out));
    EXPECT_EQ(renderer.failure(), "variable 'token' was not captured, so the step was not sent");
  }
}

TEST_F(TemplateRendererTest, WhatAScenarioCannotMeanIsRefused) {
  for (const std::string& parts :
       {Expr("variable_slot: 2"), Expr("column { source: 2 column: 0 }"),
        Expr("column { source: 1 column: 2 }"), Expr("pick: 2"), Expr("pick: 1"),
        Expr("int_range { low: 2 high: 1 }"), Expr("float_range { low: nan high: 1 }"),
        Expr("float_range { low: 0 high: 1 digits: 18 }"), Expr(""), Expr("response_status {}"),
        Expr("response_json: \"/a\""), Expr("urlencode { " + Expr("pick: 9") + "}")}) {
    EXPECT_EQ(Refused(parts).code(), absl::StatusCode::kInvalidArgument) << parts;
  }
}

}  // namespace
}  // namespace aurax::load::worker
