#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/master/scenario/scenario_text.h"

namespace aurax::load::master {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kFour[] = R"(
host: http://localhost
users:
  A:
    tasks:
      find: {get: /find, tags: [read]}
      get_it: {get: /it, name: it}
      put_it: {post: /it, name: it}
      rare: {weight: 0, tags: [rare], post: /rare}
thresholds:
)";

LoadedScenario LoadFour(const std::string& thresholds, ScenarioOptions options = TestOptions()) {
  return LoadScenarioText(kFour + thresholds, "x.yaml", options);
}

std::vector<std::string> Shown(const LoadedScenario& loaded) {
  std::vector<std::string> out;
  for (const Mistake& mistake : loaded.mistakes) out.push_back(mistake.ToString());
  for (const v1::Threshold& t : loaded.scenario.thresholds()) {
    std::vector<std::string> names;
    for (const uint32_t id : t.name_ids()) {
      const v1::RequestName& name = loaded.scenario.request_names(static_cast<int>(id));
      names.push_back(absl::StrCat(name.method(), " ", name.name()));
    }
    out.push_back(absl::StrCat(t.text(), " [", absl::StrJoin(names, ", "), "] ", t.window_us(), " ",
                               t.after_us(), t.abort() ? " abort" : ""));
  }
  return out;
}

TEST(ScenarioThresholds, AreTextsOrMappings) {
  EXPECT_THAT(Shown(LoadFour("  - p(95) < 2s\n"
                             "  - {check: errors < 1%, window: 30s, after: 1m, abort: true}\n")),
              ElementsAre("p(95) < 2s [] 0 0",
                          "errors < 1% in each 30s after 1m [] 30000000 60000000 abort"));
}

TEST(ScenarioThresholds, ANameIsAName_AMethodAndName_OrABeginningOfThem) {
  EXPECT_THAT(
      Shown(LoadFour("  - rate of it > 1/s\n"
                     "  - rate of POST it > 1/s\n"
                     "  - rate of GET > 1/s\n")),
      ElementsAre("rate of it > 1/s [GET it, POST it] 0 0", "rate of POST it > 1/s [POST it] 0 0",
                  "rate of GET > 1/s [GET find, GET it] 0 0"));
}

TEST(ScenarioThresholds, AnUnknownNameIsAMistakeWhereItStands) {
  EXPECT_THAT(Shown(LoadFour("  - rate of fidn > 1/s\n")),
              ElementsAre("x.yaml:11:13: unknown request name 'fidn', did you mean 'find'?"));
}

TEST(ScenarioThresholds, OfRequestsThatDoNotRunAreLeftOut) {
  const std::string rare = "  - rate of rare > 1/s\n";
  EXPECT_THAT(Shown(LoadFour(rare)), IsEmpty());
  EXPECT_THAT(LoadFour(rare).warnings, IsEmpty());  // it never runs unless it is asked for
  ScenarioOptions options = TestOptions();
  options.tags = {"read"};
  EXPECT_THAT(LoadFour(rare, options).warnings,
              ElementsAre("thresholds left out, as their requests do not run: rate of rare > 1/s"));
  options.tags = {"rare"};
  EXPECT_THAT(Shown(LoadFour(rare, options)), ElementsAre("rate of rare > 1/s [POST rare] 0 0"));
}

TEST(ScenarioThresholds, TheCommandLineAddsSomeAndMayIgnoreTheFiles) {
  ScenarioOptions options = TestOptions();
  options.thresholds = {"max < 1s", "errors < 1%"};
  const std::string own = "  - errors < 1%\n  - rate > 1/s\n";
  EXPECT_THAT(Shown(LoadFour(own, options)),
              ElementsAre("errors < 1% [] 0 0", "rate > 1/s [] 0 0", "max < 1s [] 0 0"));
  options.ignore_thresholds = true;
  EXPECT_THAT(Shown(LoadFour(own, options)), ElementsAre("max < 1s [] 0 0", "errors < 1% [] 0 0"));
  options.thresholds = {"max < 1"};
  EXPECT_THAT(Shown(LoadFour(own, options)),
              ElementsAre("--threshold 'max < 1':1:7: a time needs its unit, such as 500ms or 2s"));
}

}  // namespace
}  // namespace aurax::load::master
