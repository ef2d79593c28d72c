#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/master/scenario/scenario_text.h"

namespace aurax::load::master {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(AURAX_SOURCE_DIR) / "tests/master/bad_scenarios";

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Content(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class BadScenario : public testing::TestWithParam<std::string> {};

// NAME.txt holds every message that NAME.yaml must give, in this order and no other.
TEST_P(BadScenario, GivesExactlyItsMessages) {
  const LoadedScenario loaded = LoadScenario(kFolder / (GetParam() + ".yaml"), TestOptions());
  std::string messages;
  for (const Mistake& mistake : loaded.mistakes) {
    messages += mistake.ToString().substr(kFolder.string().size() + 1) + "\n";
  }
  EXPECT_EQ(messages, Content(kFolder / (GetParam() + ".txt")));
  EXPECT_NE(messages, "");
  EXPECT_EQ(loaded.scenario.user_classes_size(), 0);  // nothing to use by accident
}

INSTANTIATE_TEST_SUITE_P(Files, BadScenario, testing::ValuesIn(Names()),
                         [](const auto& name) { return name.param; });

TEST(BadScenarioTable, HasFortyFilesOrMore) { EXPECT_GE(Names().size(), 40u); }

TEST(LoadScenario, ToldApartAreMissingFilesFoldersAndLocustfiles) {
  const auto message = [](const std::string& path) {
    const LoadedScenario loaded = LoadScenario(path, TestOptions());
    return loaded.mistakes.size() == 1 ? loaded.mistakes[0].ToString() : "not one";
  };
  EXPECT_EQ(message("no/such.yaml"), "no/such.yaml: no such file");
  EXPECT_EQ(message("/tmp"), "/tmp: is not a file");
  EXPECT_THAT(message("locustfile.py"),
              testing::StartsWith("locustfile.py: is a Locust file: scenarios are YAML here. "
                                  "docs/locust.md"));
}

TEST(LoadScenario, RefusesWhatIsTooBig) {
  EXPECT_THAT(
      MistakesOf(std::string(9 << 20, '#')),
      testing::ElementsAre("s.yaml: is bigger than 8 MiB: keep big data in files under data:"));
}

}  // namespace
}  // namespace aurax::load::master
