// What answers are judged to be, and what they leave behind.
#include "worker/response_judge.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/scenario_text.h"

namespace aurax::load::worker {
namespace {

using std::chrono_literals::operator""ms;

constexpr char kVariables[] = R"(variables: "token" variables: "other")";
constexpr char kBody[] =
    R"({"success": false, "response_type": "text", "n": 12, "error": "GPU \"0\" lost"})";

// One request with the given members, judged on answers.
class ResponseJudgeTest : public ::testing::Test {
 protected:
  void Use(const std::string& members) {
    script_ = CompileScenario(kVariables + UserClass("A", Task(1, Get("/a", 0, members))));
    user_ = std::make_unique<UserValues>(script_->tables().layout, 1, 0, 3);
    renderer_ = std::make_unique<TemplateRenderer>(script_->tables(), clock_);
    judge_ = std::make_unique<ResponseJudge>(renderer_.get());
  }
  // "kind: message", or nothing.
  std::string Judged(uint32_t status, const std::string& body = kBody, Duration time = 10ms) {
    exchange_.outcome = Outcome::kAnswered;
    exchange_.status = status;
    exchange_.response_body = body;
    exchange_.body_bytes = body.size();
    return Text(judge_->Judge(script_->requests()[0], &exchange_, time, user_.get()));
  }
  std::string Checked(const std::string& check, uint32_t status = 200,
                      const std::string& body = kBody) {
    Use("check { " + check + " }");
    return Judged(status, body);
  }
  static std::string Text(const Verdict& verdict) {
    if (verdict.good()) return "";
    return std::string(verdict.kind) + ": " + std::string(verdict.message);
  }
  static std::string Json(const std::string& pointer, const std::string& test) {
    return "json { pointer: " + Quoted(pointer) + " " + test + " } ";
  }
  const Variable& variable(size_t slot) { return user_->memory->variables[slot]; }

  FakeClock clock_;
  HttpExchange exchange_;
  std::shared_ptr<const Script> script_;
  std::unique_ptr<UserValues> user_;
  std::unique_ptr<TemplateRenderer> renderer_;
  std::unique_ptr<ResponseJudge> judge_;
};

TEST_F(ResponseJudgeTest, WithoutACheckAnyStatusFrom200To399IsGood) {
  Use("");
  EXPECT_EQ(Judged(200), "");
  EXPECT_EQ(Judged(399), "");
  EXPECT_EQ(Judged(400), "status: status 400");
  EXPECT_EQ(Judged(199), "status: status 199");
  EXPECT_EQ(Judged(500), "status: status 500");
}

TEST_F(ResponseJudgeTest, StatusesAreCheckedAgainstTheRangesGiven) {
  EXPECT_EQ(Checked("status { low: 200 high: 200 }", 503), "status: expected status 200, got 503");
  const std::string ranges = "status { low: 200 high: 204 } status { low: 404 high: 404 }";
  EXPECT_EQ(Checked(ranges, 404), "");
  EXPECT_EQ(Checked(ranges, 205), "status: expected status 200-204 or 404, got 205");
}

TEST_F(ResponseJudgeTest, JsonValuesAreCheckedAndTheMessageSaysWhatCame) {
  const std::string want_true = "equals { " + Lit("true") + "}";
  EXPECT_EQ(Checked(Json("/success", "equals { " + Lit("false") + "}")), "");
  EXPECT_EQ(Checked(Json("/success", want_true)), "check: json /success: expected true, got false");
  EXPECT_EQ(Checked(Json("/response_type", "equals { " + Lit("\"code\"") + "}")),
            R"(check: json /response_type: expected "code", got "text")");
  EXPECT_EQ(Checked(Json("/error", "equals { " + Lit("1") + "}")),
            R"(check: json /error: expected 1, got "GPU \"0\" lost")");
  EXPECT_EQ(Checked(Json("/n", "equals { " + Expr("user_number {}", "JSON_VALUE") + "}")),
            "check: json /n: expected 3, got 12");
  EXPECT_EQ(Checked(Json("/gone", want_true)), "check: json /gone: not found");
  EXPECT_EQ(Checked(Json("/gone", "exists: true")), "check: json /gone: not found");
  EXPECT_EQ(Checked(Json("/gone", "exists: false")), "");
  EXPECT_EQ(Checked(Json("/n", "exists: false")), "check: json /n: found, but must not be there");
  EXPECT_EQ(Checked(Json("/error", "matches: \"lost$\"")), "");
  EXPECT_EQ(Checked(Json("/n", "matches: \"^1.$\"")), "");
  EXPECT_EQ(Checked(Json("/error", "matches: \"^lost\"")),
            "check: json /error: no match for '^lost'");
  EXPECT_EQ(Checked(Json("", "exists: true"), 200, "{oops"), "check: json: not valid JSON");
}

TEST_F(ResponseJudgeTest, BodiesSizesAndTimesAreChecked) {
  EXPECT_EQ(Checked("body_contains { " + Lit("GPU") + "}"), "");
  EXPECT_EQ(Checked("body_contains { " + Lit("CPU") + "}"), "check: body: 'CPU' is not there");
  EXPECT_EQ(Checked("body_contains { " + Lit("x") + Expr("uuid {}") + "}"),
            "check: body: the expected text is not there");
  EXPECT_EQ(Checked("body_matches: \"GPU . lost\""), "check: body: no match for 'GPU . lost'");
  EXPECT_EQ(Checked("max_size: 10"), "check: body larger than 10 bytes");
  EXPECT_EQ(Checked("max_size: 1000"), "");
  Use("check { max_time_us: 500000 }");
  EXPECT_EQ(Judged(200, "", 500ms), "");
  EXPECT_EQ(Judged(200, "", 501ms), "check: slower than 500ms");
}

TEST_F(ResponseJudgeTest, HeadersAreChecked) {
  exchange_.response_headers = "X-Cache: MISS\r\nX-Cache: HIT\r\n";
  const auto header = [](const std::string& name, const std::string& test) {
    return "headers { name: \"" + name + "\" " + test + " }";
  };
  EXPECT_EQ(Checked(header("x-cache", "equals { " + Lit("HIT") + "}")), "");
  EXPECT_EQ(Checked(header("x-cache", "equals { " + Lit("hit") + "}")),
            R"(check: header x-cache: expected "hit", got "MISS")");
  EXPECT_EQ(Checked(header("x-cache", "matches: \"^H\"")), "");
  EXPECT_EQ(Checked(header("x-cache", "matches: \"^h\"")),
            "check: header x-cache: no match for '^h'");
  EXPECT_EQ(Checked(header("Age", "exists: true")), "check: header Age: not found");
  EXPECT_EQ(Checked(header("Age", "exists: false")), "");
}

TEST_F(ResponseJudgeTest, TheFirstFailingCheckDecides) {
  const std::string all = "status { low: 200 high: 200 } max_size: 1 " +
                          Json("/success", "equals { " + Lit("true") + "}");
  EXPECT_EQ(Checked(all, 500), "status: expected status 200, got 500");
  EXPECT_EQ(Checked(all, 200), "check: json /success: expected true, got false");
}

TEST_F(ResponseJudgeTest, TheScenariosOwnMessageReplacesOursAndMayNameTheAnswer) {
  const std::string check =
      Json("/success", "equals { " + Lit("true") + "}") + " error { " + Lit("Generation failed: ") +
      Expr("response_json: \"/error\"") + Lit(" (") + Expr("response_status {}") + Lit(") ") +
      Expr("response_body {}") + Expr("variable_slot: 0") + Expr("response_json: \"/none\"") + "}";
  EXPECT_EQ(Checked(check),
            "check: Generation failed: GPU \"0\" lost (200) " + std::string(kBody).substr(0, 200) +
                "json /success: expected true, got false");  // what the answer does not have
  EXPECT_EQ(Checked(check, 500).substr(0, 44), "status: Generation failed: GPU \"0\" lost (500");
  EXPECT_EQ(Checked(check, 200, "oops"),
            "check: Generation failed: json: not valid JSON (200) oopsjson: not valid JSON");
  EXPECT_EQ(Checked(check, 200, std::string(5'000, 'x')).size(), 33u + 200u + 40u);
}

TEST_F(ResponseJudgeTest, AnExchangeWithoutAnAnswerFailsAsTheEngineSays) {
  Use("check { status { low: 200 high: 200 } error { " + Lit("mine") + "} }");
  const std::pair<Outcome, const char*> kKinds[] = {
      {Outcome::kTimeout, "timeout"}, {Outcome::kDns, "dns"},     {Outcome::kConnect, "connect"},
      {Outcome::kTls, "tls"},         {Outcome::kReset, "reset"}, {Outcome::kProtocol, "protocol"},
      {Outcome::kRedirects, "other"}, {Outcome::kOther, "other"}};
  for (const auto& [outcome, kind] : kKinds) {
    exchange_.outcome = outcome;
    exchange_.error = "it broke";
    EXPECT_EQ(Text(judge_->Judge(script_->requests()[0], &exchange_, 1ms, user_.get())),
              std::string(kind) + ": it broke");
  }
}

TEST_F(ResponseJudgeTest, CapturesAreFoundInEveryPartOfTheAnswer) {
  exchange_.response_headers = "X-Token: h1\r\nSet-Cookie: sid=c1; Path=/\r\n";
  const std::pair<const char*, const char*> kCaptures[] = {
      {"json: \"/response_type\"", "text"},
      {"json: \"/n\"", "12"},
      {"json: \"\"", nullptr},
      {"header: \"x-token\"", "h1"},
      {"cookie: \"sid\"", "c1"},
      {"regex { pattern: \"GPU ..(\\\\d)\" group: 1 }", "0"},
      {"regex { pattern: \"GPU\" }", "GPU"}};
  for (const auto& [from, value] : kCaptures) {
    Use(std::string("captures { variable_slot: 1 ") + from + " }");
    EXPECT_EQ(Judged(200), "");
    EXPECT_TRUE(variable(1).captured);
    EXPECT_FALSE(variable(0).captured);
    if (value != nullptr) {
      EXPECT_EQ(variable(1).text, value);
    }
  }
}

TEST_F(ResponseJudgeTest, OnlyJsonLiteralsAreCapturedAsSuch) {
  for (const auto& [from, is_json] :
       {std::pair("json: \"/response_type\"", false), std::pair("json: \"/n\"", true),
        std::pair("json: \"/success\"", true), std::pair("regex { pattern: \"12\" }", false)}) {
    Use(std::string("captures { variable_slot: 1 ") + from + " }");
    EXPECT_EQ(Judged(200), "");
    EXPECT_EQ(variable(1).is_json, is_json) << from;
  }
}

TEST_F(ResponseJudgeTest, ACaptureThatFindsNothingIsAFailureUnlessItMayBeMissing) {
  const std::pair<const char*, const char*> kMissing[] = {
      {"json: \"/x\"", "/x"},
      {"header: \"X\"", "header X"},
      {"cookie: \"c\"", "cookie c"},
      {"regex { pattern: \"z+\" }", "pattern 'z+'"}};
  for (const auto& [from, what] : kMissing) {
    Use(std::string("captures { variable_slot: 0 ") + from + " }");
    EXPECT_EQ(Judged(200), std::string("check: capture token: ") + what + " not found");
    Use(std::string("captures { variable_slot: 0 may_be_missing: true ") + from + " }");
    EXPECT_EQ(Judged(200), "");
    EXPECT_FALSE(variable(0).captured);
  }
}

TEST_F(ResponseJudgeTest, AVariableHoldsWhatTheLastGoodAnswerGave) {
  Use("captures { variable_slot: 0 json: \"/t\" may_be_missing: true }");
  EXPECT_EQ(Judged(200, R"({"t": "one"})"), "");
  EXPECT_EQ(Judged(500, R"({"t": "bad"})"), "status: status 500");
  EXPECT_EQ(variable(0).text, "one") << "a failed check takes no captures";
  EXPECT_EQ(Judged(200, "{}"), "");
  EXPECT_FALSE(variable(0).captured);
}

TEST_F(ResponseJudgeTest, ABodyThatWasCutIsNotChecked) {
  exchange_.body_cut = true;
  EXPECT_EQ(Checked(Json("/n", "exists: true")), "check: body: too large to be checked");
  EXPECT_EQ(Checked("status { low: 200 high: 200 }"), "");
}

}  // namespace
}  // namespace aurax::load::worker
