// docs/locust.md holds what it promises to whoever comes from Locust.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "cli/command_line.h"
#include "cli/locust_option.h"
#include "cli/option_table.h"
#include "master/scenario/load_scenario.h"

namespace aurax::load::cli {
namespace {

using ::testing::HasSubstr;

std::string Document() {
  std::ifstream file(AURAX_SOURCE_DIR "/docs/locust.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LocustDocumentTest, NamesEveryOptionOfEitherProgram) {
  const std::string text = Document();
  for (const OptionSpec& option : OptionTable()) {
    EXPECT_THAT(text, HasSubstr("--" + std::string(option.name)));
  }
  for (const LocustOption& option : UnsupportedLocustOptions()) {
    EXPECT_THAT(text, HasSubstr("--" + std::string(option.name)));
  }
}

TEST(LocustDocumentTest, ItAndTheHelpTellIncompleteResultsAlike) {
  const std::string meaning =
      "4 the results are incomplete: the ledger does not add up, or a file could not be written";
  EXPECT_THAT(HelpText(), HasSubstr(meaning));
  EXPECT_THAT(Document(), HasSubstr("| 4 | " + meaning.substr(2) + " |"));
}

TEST(LocustDocumentTest, ItsScenarioLoads) {
  const std::string text = Document();
  const std::string fence = "```yaml\n";
  const size_t begin = text.find(fence);
  ASSERT_NE(begin, std::string::npos);
  const size_t end = text.find("```", begin + fence.size());
  const std::string yaml = text.substr(begin + fence.size(), end - begin - fence.size());
  const master::LoadedScenario loaded = master::LoadScenarioText(yaml, "locust.md", {});
  for (const master::Mistake& mistake : loaded.mistakes) ADD_FAILURE() << mistake.ToString();
  EXPECT_THAT(loaded.warnings, ::testing::IsEmpty());
  ASSERT_EQ(loaded.scenario.user_classes_size(), 2);
  EXPECT_EQ(loaded.scenario.user_classes(0).tasks_size(), 2);
  EXPECT_EQ(loaded.scenario.user_classes(1).tasks_size(), 3);  // two of them inherited
}

}  // namespace
}  // namespace aurax::load::cli
