// scenarios/aurax.yaml as the team runs it, and what is printed about it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/scenario/task_ratio.h"
#include "tests/master/scenario/scenario_text.h"

namespace aurax::load::master {
namespace {

using testing::ElementsAre;

v1::Scenario Aurax(std::vector<std::string> tags = {}) {
  ScenarioOptions options = TestOptions();
  options.tags = std::move(tags);
  const LoadedScenario loaded =
      LoadScenario(std::string(AURAX_SOURCE_DIR) + "/scenarios/aurax.yaml", options);
  for (const Mistake& m : loaded.mistakes) ADD_FAILURE() << m.ToString();
  return loaded.scenario;
}

std::vector<std::string> Tasks(const v1::UserClass& c) {
  std::vector<std::string> out;
  for (const v1::Task& task : c.tasks()) {
    out.push_back(task.name() + " " + std::to_string(static_cast<int>(task.weight())));
  }
  return out;
}

TEST(AuraxScenario, HasTheWeightsAndWaitsOfTheTeamsTest) {
  const v1::Scenario s = Aurax();
  EXPECT_EQ(s.host(), "http://localhost:8000");
  EXPECT_EQ(s.load().users(), 50u);
  EXPECT_EQ(s.load().spawn_rate(), 10);
  ASSERT_EQ(s.user_classes_size(), 3);
  const v1::UserClass &load = s.user_classes(0), &burst = s.user_classes(1),
                      &peak = s.user_classes(2);
  EXPECT_THAT(Tasks(load), ElementsAre("generate_text 50", "generate_code 30", "generate_image 10",
                                       "route_request 10"));
  EXPECT_THAT(Tasks(burst), ElementsAre("generate_text 50", "generate_code 30", "generate_image 10",
                                        "route_request 10", "burst_request 10"));
  EXPECT_THAT(Tasks(peak), ElementsAre("generate_text 80", "generate_code 20"));
  EXPECT_EQ(load.weight(), 70);
  EXPECT_EQ(burst.weight(), 20);
  EXPECT_EQ(peak.weight(), 10);
  EXPECT_EQ(load.wait().low_us(), 1'000'000);
  EXPECT_EQ(load.wait().high_us(), 3'000'000);
  EXPECT_EQ(burst.wait().low_us(), 100'000);
  EXPECT_EQ(burst.wait().high_us(), 500'000);
  EXPECT_EQ(peak.wait().low_us(), 500'000);
  EXPECT_EQ(peak.wait().high_us(), 2'000'000);
  for (const v1::UserClass& c : s.user_classes()) {
    ASSERT_EQ(c.on_start_size(), 1) << c.name();
    EXPECT_EQ(Show(c.on_start(0).request().url()), "/health");
  }
}

TEST(AuraxScenario, HasEightPromptsOfEachKind) {
  const v1::Scenario s = Aurax();
  int lists = 0;
  for (const v1::DataSource& source : s.data()) {
    if (source.name().find("prompts") == std::string::npos) continue;
    EXPECT_EQ(source.cells_size(), 8) << source.name();
    ++lists;
  }
  EXPECT_EQ(lists, 4);
}

TEST(AuraxScenario, SendsTheBodiesThatTheBackendExpects) {
  const v1::UserClass load = Aurax().user_classes(0);
  const auto body = [&](int i) { return Show(load.tasks(i).steps(0).request().body()); };
  EXPECT_EQ(body(0), R"({"prompt":<pick:VALUE>,"max_tokens":<int_range:VALUE>,)"
                     R"("context_threshold":<float_range:VALUE>})");
  EXPECT_EQ(body(1),
            R"({"prompt":<pick:VALUE>,"model":"qwen3:coder","max_tokens":<int_range:VALUE>,)"
            R"("context_threshold":0.3,"routing_metadata":{"preferred_model":"code"}})");
  EXPECT_EQ(body(2), R"({"prompt":<pick:VALUE>,"routing_metadata":{"preferred_model":"image"}})");
  EXPECT_EQ(load.tasks(1).steps(0).request().check().json(1).pointer(), "/response_type");
  EXPECT_EQ(Show(load.tasks(1).steps(0).request().check().json(1).equals()), "\"code\"");
  EXPECT_TRUE(load.tasks(3).steps(0).request().check().json(1).exists());
}

// The backend's own words where it gives some; else the failed check's. With one value in a text
// these are never told twice.
TEST(AuraxScenario, EveryErrorTextEndsWithWhatTheBackendSaysWentWrong) {
  int texts = 0;
  for (const std::vector<std::string>& tags : {std::vector<std::string>{}, {"scrape"}}) {
    const v1::Scenario s = Aurax(tags);
    for (const v1::UserClass& c : s.user_classes()) {
      for (const v1::Task& task : c.tasks()) {
        const v1::Template& error = task.steps(0).request().check().error();
        EXPECT_THAT(Show(error),
                    testing::MatchesRegex("[A-Z][a-z ]+ failed: <response_json[:A-Z_]*>"))
            << task.name();
        ASSERT_EQ(error.parts_size(), 2) << task.name();
        EXPECT_EQ(error.parts(1).expression().response_json(), "/error") << task.name();
        ++texts;
      }
    }
  }
  EXPECT_EQ(texts, 13);  // 4, 5 and 2 tasks, scrape_page in two classes
}

TEST(AuraxScenario, HealthStatusAndScrapeRunOnlyWhenAskedFor) {
  const std::pair<std::string, std::string> cases[] = {
      {"health", "health_check 1"}, {"status", "system_status 1"}, {"scrape", "scrape_page 1"}};
  for (const auto& [tag, task] : cases) {
    const v1::Scenario s = Aurax({tag});
    ASSERT_EQ(s.user_classes_size(), 2) << tag;  // AuraxPeakHourUser has none of these
    EXPECT_THAT(Tasks(s.user_classes(0)), ElementsAre(task));
  }
}

TEST(TaskRatio, ListsClassesAsLocustDoes) {
  EXPECT_EQ(UserClassList(Aurax()),
            "Available Users:\n    AuraxLoadTestUser\n    AuraxBurstUser\n    AuraxPeakHourUser\n");
}

v1::Scenario ThreeClasses() {
  return Load(R"(
host: http://h
users:
  A: {weight: 7, tasks: {a1: {get: /, weight: 5}, a2: {get: /, weight: 3}}}
  B: {weight: 2, tasks: {b1: {get: /}}}
  C: {fixed_count: 3, tasks: {c1: {get: /}, c2: {get: /, weight: 2}}}
)");
}

// The layout and numbers that Locust 2.12.1 prints for the same classes.
TEST(TaskRatio, TextIsLocusts) {
  const auto row = [](std::string ratio, std::string name) {
    ratio.resize(10, ' ');
    name.resize(50, ' ');
    return " " + ratio + " " + name + "\n";
  };
  const std::string rule(80, '-');
  EXPECT_EQ(TaskRatioText(ThreeClasses(), 21),
            "\n Task ratio per User class\n" + rule + "\n" + row("66.7  ", "A") +
                row("  62.5  ", "  a1") + row("  37.5  ", "  a2") + row("19.0  ", "B") +
                row("  100.0 ", "  b1") + row("14.3  ", "C") + row("  33.3  ", "  c1") +
                row("  66.7  ", "  c2") + "\n Total task ratio\n" + rule + "\n" +
                row("66.7  ", "A") + row("  41.7  ", "  a1") + row("  25.0  ", "  a2") +
                row("19.0  ", "B") + row("  19.0  ", "  b1") + row("14.3  ", "C") +
                row("  4.8   ", "  c1") + row("  9.5   ", "  c2"));
}

TEST(TaskRatio, JsonIsLocusts) {
  v1::Scenario scenario = ThreeClasses();
  scenario.mutable_user_classes()->DeleteSubrange(1, 2);
  EXPECT_EQ(TaskRatioJson(scenario, std::nullopt), R"({
    "per_class": {
        "A": {
            "ratio": 1.0,
            "tasks": {
                "a1": {
                    "ratio": 0.625
                },
                "a2": {
                    "ratio": 0.375
                }
            }
        }
    },
    "total": {
        "A": {
            "ratio": 1.0,
            "tasks": {
                "a1": {
                    "ratio": 0.625
                },
                "a2": {
                    "ratio": 0.375
                }
            }
        }
    }
}
)");
}

}  // namespace
}  // namespace aurax::load::master
