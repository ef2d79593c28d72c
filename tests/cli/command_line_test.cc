#include "cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/locust_option.h"
#include "tests/cli/sample_values.h"

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The values of one option; {"<absent>"} when it was not given.
std::vector<std::string> Values(const CommandLine& line, std::string_view name) {
  for (const Setting& setting : line.settings) {
    if (setting.option->name == name) return setting.values;
  }
  return {"<absent>"};
}

TEST(CommandLineTest, EveryOptionIsReadByEachOfItsNames) {
  for (const OptionSpec& option : OptionTable()) {
    std::vector<std::string> names = {"--" + std::string(option.name)};
    if (!option.alias.empty()) names.push_back("--" + std::string(option.alias));
    if (option.short_name != '\0') names.push_back("-" + std::string(1, option.short_name));
    for (const std::string& name : names) {
      std::vector<std::string> arguments = {name};
      if (!option.IsFlag()) arguments.push_back("3");
      const CommandLine line = ReadCommandLine(arguments);
      EXPECT_THAT(line.mistakes, IsEmpty()) << name;
      EXPECT_THAT(Values(line, option.name), ElementsAre(option.IsFlag() ? "true" : "3")) << name;
      EXPECT_EQ(line.settings.size(), 1u) << name;
      EXPECT_EQ(line.settings[0].source, "command line");
      EXPECT_EQ(line.settings[0].label, "--" + std::string(option.name));
    }
  }
}

TEST(CommandLineTest, ValuesMayBeGluedOn) {
  const CommandLine line = ReadCommandLine({"-u10", "--spawn-rate=2.5", "--headless=false", "-lV"});
  EXPECT_THAT(line.mistakes, IsEmpty());
  EXPECT_THAT(Values(line, "users"), ElementsAre("10"));
  EXPECT_THAT(Values(line, "spawn-rate"), ElementsAre("2.5"));
  EXPECT_THAT(Values(line, "headless"), ElementsAre("false"));
  EXPECT_THAT(Values(line, "list"), ElementsAre("true"));
  EXPECT_THAT(Values(line, "version"), ElementsAre("true"));
}

TEST(CommandLineTest, ListsTakeValuesUpToTheNextOption) {
  const CommandLine line = ReadCommandLine({"-T", "a", "b", "-E", "c", "-u", "5", "-T", "d"});
  EXPECT_THAT(Values(line, "tags"), ElementsAre("a", "b", "d"));
  EXPECT_THAT(Values(line, "exclude-tags"), ElementsAre("c"));
  EXPECT_THAT(Values(line, "users"), ElementsAre("5"));
}

TEST(CommandLineTest, AListMayBeEmptyAndAnotherOptionWithoutItsValueIsSeen) {
  const CommandLine line = ReadCommandLine({"-T", "--csv", "--headless"});
  EXPECT_THAT(Values(line, "tags"), ElementsAre(""));
  EXPECT_THAT(Values(line, "csv"), ElementsAre(""));
  EXPECT_THAT(Values(line, "headless"), ElementsAre("true"));
}

TEST(CommandLineTest, UserClassesStandAloneOrInTheirOption) {
  EXPECT_THAT(Values(ReadCommandLine({"A", "-u", "5", "B"}), "user-classes"),
              ElementsAre("A", "B"));
  EXPECT_THAT(Values(ReadCommandLine({"C", "--user-classes", "A,B"}), "user-classes"),
              ElementsAre("A,B", "C"));
  EXPECT_THAT(Values(ReadCommandLine({"-T", "a", "--", "A", "B"}), "user-classes"),
              ElementsAre("A", "B"));
}

// CLI11 would take it for a list of its own.
TEST(CommandLineTest, JsonArraysStayWhole) {
  const std::string json = R"([{"user_class_name": "A", "weight": 3}, {"user_class_name": "B"}])";
  EXPECT_THAT(Values(ReadCommandLine({"--config-users", json}), "config-users"), ElementsAre(json));
}

TEST(CommandLineTest, NegativeNumbersAreValues) {
  EXPECT_THAT(Values(ReadCommandLine({"-u", "-5"}), "users"), ElementsAre("-5"));
}

TEST(CommandLineTest, UnknownOptionsSuggestTheNearest) {
  EXPECT_THAT(ReadCommandLine({"--user", "10"}).mistakes,
              ElementsAre("unknown option '--user', did you mean '--users'?"));
  EXPECT_THAT(ReadCommandLine({"--locustfil=x"}).mistakes,
              ElementsAre("unknown option '--locustfil', did you mean '--locustfile'?"));
  EXPECT_THAT(ReadCommandLine({"--xyzzy", "-X"}).mistakes,
              ElementsAre("unknown option '--xyzzy'", "unknown option '-X'"));
}

TEST(CommandLineTest, OptionsThatOnlyLocustHasAreNamedAsSuch) {
  for (const LocustOption& option : UnsupportedLocustOptions()) {
    const std::string name = "--" + std::string(option.name);
    const CommandLine line = ReadCommandLine({name + "=1"});
    const auto& said = option.needless ? line.warnings : line.mistakes;
    EXPECT_THAT(said, ElementsAre(name + ": " + option.Reason()));
    EXPECT_EQ(line.warnings.size() + line.mistakes.size(), 1u);
  }
  EXPECT_THAT(ReadCommandLine({"--hatch-rate", "1"}).mistakes,
              ElementsAre("--hatch-rate: gone, use --spawn-rate"));
  const CommandLine needless = ReadCommandLine({"--enable-rebalancing"});
  EXPECT_THAT(needless.mistakes, ElementsAre());
  EXPECT_THAT(
      needless.warnings,
      ElementsAre(::testing::StartsWith("--enable-rebalancing: not needed: users always move")));
}

}  // namespace
}  // namespace aurax::load::cli
