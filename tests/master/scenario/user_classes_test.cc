#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/master/scenario/scenario_text.h"

namespace aurax::load::master {
namespace {

using testing::ElementsAre;

constexpr char kTagged[] = R"(
host: http://h
users:
  A:
    weight: 3
    tasks:
      one: {get: /1, weight: 50, tags: [x, both]}
      two: {get: /2, weight: 30, tags: [y, both]}
      plain: {get: /3}
      rare: {get: /4, weight: 0, tags: z}
  B:
    tasks:
      only: {get: /5, tags: [y]}
)";

// "A:one=50,two=30 B:only=1"
std::string Shown(const v1::Scenario& scenario) {
  std::string out;
  for (const v1::UserClass& c : scenario.user_classes()) {
    out += (out.empty() ? "" : " ") + c.name() + ":";
    for (const v1::Task& task : c.tasks()) {
      if (out.back() != ':') out += ",";
      out += task.name() + "=" + std::to_string(static_cast<int>(task.weight()));
    }
  }
  return out;
}

std::string Selected(std::vector<std::string> tags, std::vector<std::string> exclude) {
  ScenarioOptions options = TestOptions();
  options.tags = std::move(tags);
  options.exclude_tags = std::move(exclude);
  return Shown(LoadScenarioText(kTagged, "s.yaml", options).scenario);
}

TEST(Tags, SelectExcludeAndDropTheUntagged) {
  EXPECT_EQ(Selected({}, {}), "A:one=50,two=30,plain=1 B:only=1");
  EXPECT_EQ(Selected({"x"}, {}), "A:one=50");
  EXPECT_EQ(Selected({"x", "y"}, {}), "A:one=50,two=30 B:only=1");
  EXPECT_EQ(Selected({}, {"y"}), "A:one=50,plain=1");
  EXPECT_EQ(Selected({"both"}, {"y"}), "A:one=50");  // exclusion wins
}

TEST(Tags, SelectTasksOfWeightZeroWithWeightOne) {
  EXPECT_EQ(Selected({"z"}, {}), "A:rare=1");
  EXPECT_EQ(Selected({}, {"x"}), "A:two=30,plain=1 B:only=1");  // never by exclusion
}

TEST(Tags, AClassLeftWithoutTasksIsAWarningAndNoneLeftAMistake) {
  ScenarioOptions options = TestOptions();
  options.tags = {"x"};
  EXPECT_THAT(LoadScenarioText(kTagged, "s.yaml", options).warnings,
              ElementsAre("B has no tasks left after the tags were applied and is left out"));
  options.tags = {"bot"};
  EXPECT_THAT(MistakesOf(kTagged, options),
              ElementsAre("s.yaml: no user class has a task to run with these tags"));
  EXPECT_THAT(LoadScenarioText(kTagged, "s.yaml", options).warnings,
              testing::Contains("no task has the tag 'bot', did you mean 'both'?"));
}

TEST(Tags, OnlyNamesOfRequestsThatCanRunAreKept) {
  ScenarioOptions options = TestOptions();
  options.tags = {"y"};
  const v1::Scenario scenario = Load(kTagged, options);
  ASSERT_EQ(scenario.request_names_size(), 2);
  EXPECT_EQ(scenario.request_names(0).name(), "two");
  EXPECT_EQ(scenario.request_names(1).name(), "only");
  EXPECT_EQ(scenario.user_classes(1).tasks(0).steps(0).request().name_id(), 1u);
}

TEST(UserClasses, AreSelectedByName) {
  ScenarioOptions options = TestOptions();
  options.user_classes = {"B"};
  EXPECT_EQ(Shown(Load(kTagged, options)), "B:only=1");
  options.user_classes = {"Bb", "Nobody"};
  EXPECT_THAT(MistakesOf(kTagged, options),
              ElementsAre("s.yaml: Unknown User(s): Bb, did you mean 'B'?",
                          "s.yaml: Unknown User(s): Nobody"));
}

TEST(UserClasses, EqualWeightsFlattenClassesAndTasks) {
  ScenarioOptions options = TestOptions();
  options.equal_weights = true;
  const v1::Scenario scenario = Load(kTagged, options);
  EXPECT_EQ(Shown(scenario), "A:one=1,two=1,plain=1 B:only=1");
  EXPECT_EQ(scenario.user_classes(0).weight(), 1);
}

TEST(UserClasses, HoldTheDocumentedDefaults) {
  const v1::UserClass c = Load(TaskText("get: /")).user_classes(0);
  EXPECT_EQ(c.weight(), 1);
  EXPECT_EQ(c.fixed_count(), 0u);
  EXPECT_FALSE(c.has_wait());
  EXPECT_FALSE(c.sequence());
  EXPECT_EQ(c.on_start_failure(), v1::UserClass::ON_START_FAILURE_CONTINUE);
  EXPECT_EQ(c.http().timeout_us(), 60'000'000);
  EXPECT_EQ(c.http().connect_timeout_us(), 10'000'000);
  EXPECT_FALSE(c.http().skip_tls_verification());
  EXPECT_EQ(c.http().max_redirects(), 30u);
  EXPECT_EQ(c.http().shared_connections(), 0u);
  EXPECT_EQ(c.http().version(), v1::HttpSettings::VERSION_HTTP_1_1);
  EXPECT_FALSE(c.http().decompress());
}

TEST(UserClasses, ReadEverySetting) {
  const v1::UserClass c = Load(R"(
host: http://h/
defaults: {timeout: 5s, headers: {X-A: 1, X-B: 2}, redirects: 3}
users:
  A:
    weight: 2.5
    fixed_count: 4
    host: https://other/base/
    sequence: true
    on_start_failure: stop_user
    on_stop: [{get: /bye}]
    headers: {x-b: mine}
    connect_timeout: 1s
    verify_tls: false
    connections: shared(7)
    http_version: 2
    decompress: true
    proxy: http://p:3128
    tasks: {t: {get: /, weight: 2}}
)")
                              .user_classes(0);
  EXPECT_EQ(c.weight(), 2.5);
  EXPECT_EQ(c.fixed_count(), 4u);
  EXPECT_EQ(c.host(), "https://other/base");
  EXPECT_TRUE(c.sequence());
  EXPECT_EQ(c.on_start_failure(), v1::UserClass::ON_START_FAILURE_STOP_USER);
  EXPECT_EQ(c.on_stop_size(), 1);
  EXPECT_EQ(c.http().timeout_us(), 5'000'000);
  EXPECT_EQ(c.http().connect_timeout_us(), 1'000'000);
  EXPECT_TRUE(c.http().skip_tls_verification());
  EXPECT_EQ(c.http().max_redirects(), 3u);
  EXPECT_EQ(c.http().shared_connections(), 7u);
  EXPECT_EQ(c.http().version(), v1::HttpSettings::VERSION_HTTP_2);
  EXPECT_TRUE(c.http().decompress());
  EXPECT_EQ(c.http().proxy(), "http://p:3128");
  ASSERT_EQ(c.http().headers_size(), 2);
  EXPECT_EQ(Show(c.http().headers(1).value()), "mine");
}

TEST(Extends, InheritsTasksAndSettingsAndReplacesByName) {
  const v1::Scenario scenario = Load(R"(
host: http://h
users:
  Child:
    extends: Parent
    wait: 1s
    tasks:
      b: {get: /mine, weight: 9}
      c: {get: /c}
  Parent:
    extends: Base
    weight: 5
    tasks: {a: {get: /a}, b: {get: /b}}
  Base:
    weight: 0
    wait: 3s
    on_start: [{get: /health}]
)");
  EXPECT_EQ(Shown(scenario), "Child:a=1,b=9,c=1 Parent:a=1,b=1");  // Base never starts
  EXPECT_EQ(scenario.user_classes(0).weight(), 5);
  EXPECT_EQ(scenario.user_classes(0).wait().low_us(), 1'000'000);
  EXPECT_EQ(scenario.user_classes(1).wait().low_us(), 3'000'000);
  EXPECT_EQ(scenario.user_classes(0).on_start_size(), 1);
}

TEST(Host, OptionOverridesEveryHost) {
  ScenarioOptions options = TestOptions();
  options.host = "http://elsewhere:1/";
  const v1::Scenario scenario = Load(
      "users: {A: {host: 'http://a', tasks: {t: {get: /}}}, B: {tasks: {t: {get: /}}}}", options);
  EXPECT_EQ(scenario.user_classes(0).host(), "http://elsewhere:1");
  EXPECT_EQ(scenario.user_classes(1).host(), "http://elsewhere:1");
  options.host = "elsewhere";
  EXPECT_THAT(
      MistakesOf(kTagged, options),
      ElementsAre("--host: the base URL must be http://... or https://..., not 'elsewhere'"));
}

TEST(ConfigUsers, ChangeClassesAndKeepTasks) {
  ScenarioOptions options = TestOptions();
  options.config_users = {
      R"([{"user_class_name": "A", "weight": 7, "tasks": ["two"], "wait_time": "2s"},
          {"user_class_name": "B", "fixed_count": 3}])"};
  const v1::Scenario scenario = Load(kTagged, options);
  EXPECT_EQ(Shown(scenario), "A:two=30 B:only=1");
  EXPECT_EQ(scenario.user_classes(0).weight(), 7);
  EXPECT_EQ(scenario.user_classes(0).wait().low_us(), 2'000'000);
  EXPECT_EQ(scenario.user_classes(1).fixed_count(), 3u);
}

TEST(ConfigUsers, MistakesNameTheOption) {
  ScenarioOptions options = TestOptions();
  options.config_users = {"{", R"({"weight": 1})", R"({"user_class_name": "AA"})", "none.json",
                          R"({"user_class_name": "B", "wieght": 1, "tasks": ["onyl"]})"};
  EXPECT_THAT(MistakesOf(kTagged, options),
              ElementsAre("--config-users: '{' is not valid JSON",
                          "--config-users: each must be an object with user_class_name",
                          "--config-users: unknown user class 'AA', did you mean 'A'?",
                          "--config-users: 'none.json': no such file",
                          "--config-users: unknown task of B 'onyl', did you mean 'only'?",
                          "--config-users: unknown key 'wieght', did you mean 'weight'?"));
}

TEST(Load, IsReadWhenGiven) {
  const v1::Scenario scenario =
      Load(TaskText("get: /", "load: {users: 50, spawn_rate: 0.5, run_time: 1m30s}\n"));
  EXPECT_EQ(scenario.load().users(), 50u);
  EXPECT_EQ(scenario.load().spawn_rate(), 0.5);
  EXPECT_EQ(scenario.load().run_time_us(), 90'000'000);
  EXPECT_FALSE(Load(TaskText("get: /")).load().has_users());
}

}  // namespace
}  // namespace aurax::load::master
