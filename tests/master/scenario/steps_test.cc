#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/master/scenario/scenario_text.h"

namespace aurax::load::master {
namespace {

TEST(Check, ReadsEveryKindOfTest) {
  const v1::Check c = LoadRequest(R"(get: /
check:
  status: [200, 300-399, 4xx]
  json:
    /ok: true
    /id: {exists: true}
    /gone: {exists: false}
    /name: {matches: "^a"}
    /list: [1, 2]
    /object: {equals: {a: "${user}"}}
  contains: [one, "two ${user}"]
  matches: a+b
  headers: {Content-Type: text/html, X-A: {exists: true}}
  max_size: 10KiB
  max_time: 1.5s
  error: "E ${json(/error)} ${status} ${body}")")
                          .check();
  ASSERT_EQ(c.status_size(), 3);
  EXPECT_EQ(c.status(1).high(), 399u);
  EXPECT_EQ(c.status(2).low(), 400u);
  EXPECT_EQ(c.status(2).high(), 499u);
  ASSERT_EQ(c.json_size(), 6);
  EXPECT_EQ(Show(c.json(0).equals()), "true");
  EXPECT_TRUE(c.json(1).exists());
  EXPECT_EQ(c.json(2).test_case(), v1::JsonCheck::kExists);
  EXPECT_FALSE(c.json(2).exists());
  EXPECT_EQ(c.json(3).matches(), "^a");
  EXPECT_EQ(Show(c.json(4).equals()), "[1,2]");
  EXPECT_EQ(Show(c.json(5).equals()), R"({"a":<user_number:VALUE>})");
  EXPECT_EQ(Show(c.body_contains(1)), "two <user_number>");
  EXPECT_EQ(c.body_matches(0), "a+b");
  EXPECT_EQ(Show(c.headers(0).equals()), "text/html");
  EXPECT_TRUE(c.headers(1).exists());
  EXPECT_EQ(c.max_size(), 10240u);
  EXPECT_EQ(c.max_time_us(), 1'500'000);
  EXPECT_EQ(Show(c.error()), "E <response_json> <response_status> <response_body>");
}

TEST(Capture, ReadsEverySource) {
  const v1::Request r = LoadRequest(R"(get: /
capture:
  a: /x/0
  b: {json: /y, optional: true}
  c: {regex: 'id=(\d+)'}
  d: {regex: abc}
  e: {regex: (a)(b), group: 2}
  f: {header: ETag}
  g: {cookie: session})");
  ASSERT_EQ(r.captures_size(), 7);
  EXPECT_EQ(r.captures(0).json(), "/x/0");
  EXPECT_FALSE(r.captures(0).may_be_missing());
  EXPECT_TRUE(r.captures(1).may_be_missing());
  EXPECT_EQ(r.captures(2).regex().group(), 1u);
  EXPECT_EQ(r.captures(3).regex().group(), 0u);
  EXPECT_EQ(r.captures(4).regex().group(), 2u);
  EXPECT_EQ(r.captures(5).header(), "ETag");
  EXPECT_EQ(r.captures(6).cookie(), "session");
  for (int i = 0; i < 7; ++i) EXPECT_EQ(r.captures(i).variable_slot(), static_cast<uint32_t>(i));
}

TEST(Variables, AreTheSameSlotWhereverTheyAreUsed) {
  const v1::Scenario scenario = Load(TaskText(R"(steps:
  - get: /${token}
  - get: /login
    capture: {other: /o, token: /t}
  - if: token
    then: [{get: /x}])"));
  ASSERT_THAT(scenario.variables(), testing::ElementsAre("token", "other"));
  const auto& steps = scenario.user_classes(0).tasks(0).steps();
  EXPECT_EQ(steps[0].request().url().parts(1).expression().variable_slot(), 0u);
  EXPECT_EQ(steps[1].request().captures(1).variable_slot(), 0u);
  EXPECT_EQ(steps[2].branch().condition().variable_slot(), 0u);
}

TEST(Steps, NestAsWritten) {
  const v1::Task task = LoadTask(R"(steps:
  - get: /a
    capture: {v: /v}
  - think: between(1s, 2s)
  - think: 3
  - if: {variable: v, not_equals: done}
    then:
      - repeat: 4
        steps: [{get: /b}, {think: exponential(1s)}]
    else: [{get: /c}]
  - if: {variable: "${v}", exists: false}
    else: [{get: /d}]
  - parallel: [{get: /e}, {post: /f}])");
  ASSERT_EQ(task.steps_size(), 6);
  EXPECT_EQ(task.steps(1).think().kind(), v1::WaitTime::KIND_UNIFORM);
  EXPECT_EQ(task.steps(2).think().low_us(), 3'000'000);
  const v1::Branch& branch = task.steps(3).branch();
  EXPECT_EQ(branch.condition().test(), v1::Condition::TEST_NOT_EQUALS);
  EXPECT_EQ(branch.condition().operand(), "done");
  EXPECT_EQ(branch.then(0).repeat().count(), 4u);
  EXPECT_EQ(branch.then(0).repeat().steps_size(), 2);
  EXPECT_EQ(branch.otherwise_size(), 1);
  EXPECT_EQ(task.steps(4).branch().condition().test(), v1::Condition::TEST_MISSING);
  EXPECT_EQ(task.steps(5).parallel().requests_size(), 2);
}

struct WaitCase {
  std::string text;
  v1::WaitTime::Kind kind;
  int64_t low_us, high_us;
};

TEST(Waits, AreReadInEveryForm) {
  const WaitCase cases[] = {{"2", v1::WaitTime::KIND_CONSTANT, 2'000'000, 0},
                            {"300ms", v1::WaitTime::KIND_CONSTANT, 300'000, 0},
                            {"constant(1m)", v1::WaitTime::KIND_CONSTANT, 60'000'000, 0},
                            {"between(1, 3)", v1::WaitTime::KIND_UNIFORM, 1'000'000, 3'000'000},
                            {"between( 1s ,1s )", v1::WaitTime::KIND_UNIFORM, 1'000'000, 1'000'000},
                            {"exponential(2s)", v1::WaitTime::KIND_EXPONENTIAL, 2'000'000, 0},
                            {"pacing(5s)", v1::WaitTime::KIND_PACING, 5'000'000, 0},
                            {"throughput(0.5)", v1::WaitTime::KIND_PACING, 2'000'000, 0}};
  for (const WaitCase& c : cases) {
    const v1::Scenario scenario =
        Load("host: http://h\nusers: {A: {wait: '" + c.text + "', tasks: {t: {get: /}}}}");
    const v1::WaitTime& wait = scenario.user_classes(0).wait();
    EXPECT_EQ(wait.kind(), c.kind) << c.text;
    EXPECT_EQ(wait.low_us(), c.low_us) << c.text;
    EXPECT_EQ(wait.high_us(), c.high_us) << c.text;
  }
}

}  // namespace
}  // namespace aurax::load::master
