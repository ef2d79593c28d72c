#include "cli/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/locust_option.h"

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The one value that `line` sets; fails the test on anything else.
std::string Value(const std::string& line) {
  const ConfigFile file = ParseConfigFile(line, "./aurax-load.conf");
  EXPECT_THAT(file.mistakes, IsEmpty()) << line;
  if (file.settings.size() != 1) return "<not one setting>";
  return file.settings[0].values[0];
}

std::vector<std::string> Mistakes(const std::string& text) {
  return ParseConfigFile(text, "./aurax-load.conf").mistakes;
}

TEST(ConfigFileTest, KeyAndValueMayBeSeparatedInThreeWays) {
  for (const char* line : {"users = 10", "users=10", "users: 10", "users 10", "  users\t10  ",
                           "--users = 10", "users = 10\r"}) {
    EXPECT_EQ(Value(line), "10") << line;
  }
}

TEST(ConfigFileTest, AKeyAloneIsAFlagThatIsOn) {
  EXPECT_EQ(Value("headless"), "true");
  EXPECT_EQ(Value("headless  # at once"), "true");
  EXPECT_EQ(Value("headless = false"), "false");
  EXPECT_EQ(Value("tags ="), "");
}

TEST(ConfigFileTest, CommentsBeginAfterABlank) {
  EXPECT_EQ(Value("csv = out # here"), "out");
  EXPECT_EQ(Value("csv = out ; here"), "out");
  EXPECT_EQ(Value("host = http://h/#a;b"), "http://h/#a;b");
}

TEST(ConfigFileTest, QuotesKeepWhatIsInThem) {
  EXPECT_EQ(Value("csv = \"a # b\"  # comment"), "a # b");
  EXPECT_EQ(Value("csv = 'a \"b\" '"), "a \"b\" ");
  EXPECT_EQ(Value("csv = \"open"), "\"open");
}

TEST(ConfigFileTest, CommentsSectionsAndEmptyLinesAreSkipped) {
  const ConfigFile file =
      ParseConfigFile("# a\n; b\n[master]\n---\n\n   \nusers = 1\n", "./x.conf");
  EXPECT_THAT(file.mistakes, IsEmpty());
  ASSERT_EQ(file.settings.size(), 1u);
  EXPECT_EQ(file.settings[0].source, "./x.conf:7");
  EXPECT_EQ(file.settings[0].label, "./x.conf:7: users");
}

TEST(ConfigFileTest, LocustsNameOfAnOptionIsItsKeyToo) {
  const ConfigFile file = ParseConfigFile("locustfile = a.yaml", "./locust.conf");
  ASSERT_EQ(file.settings.size(), 1u);
  EXPECT_EQ(file.settings[0].option, FindOption("scenario"));
}

TEST(ConfigFileTest, EveryMistakeIsNamedWithItsLine) {
  EXPECT_THAT(
      Mistakes("user = 1\nusers = 1\n= 5\nspawn_rate = 1\nhelp\nconfig = x\nxyzzy = 1\nP = 1"),
      ElementsAre("./aurax-load.conf:1: unknown key 'user', did you mean 'users'?",
                  "./aurax-load.conf:3: not of the form 'key = value'",
                  "./aurax-load.conf:4: unknown key 'spawn_rate', did you mean 'spawn-rate'?",
                  "./aurax-load.conf:5: 'help' cannot be set in a config file",
                  "./aurax-load.conf:6: 'config' cannot be set in a config file",
                  "./aurax-load.conf:7: unknown key 'xyzzy'",
                  "./aurax-load.conf:8: unknown key 'P'"));
}

TEST(ConfigFileTest, AKeyGivenTwiceIsKeptTwiceWithAWarning) {
  const ConfigFile file = ParseConfigFile("users = 1\nusers = 2", "./x.conf");
  EXPECT_EQ(file.settings.size(), 2u);
  EXPECT_THAT(file.warnings,
              ElementsAre("./x.conf:2: users was set in line 1 already; this one counts"));
}

TEST(ConfigFileTest, KeysThatOnlyLocustHasAreWarningsInItsOwnFileAndMistakesElsewhere) {
  for (const LocustOption& option : UnsupportedLocustOptions()) {
    const std::string name(option.name);
    const std::string line = name + " = 8089";
    for (const char* path : {"./locust.conf", "locust.conf", "deploy/locust.conf"}) {
      const ConfigFile own = ParseConfigFile(line, path);
      EXPECT_THAT(own.mistakes, IsEmpty());
      EXPECT_THAT(own.warnings, ElementsAre(std::string(path) + ":1: " + name + ": " +
                                            option.Reason() + ", ignored"));
    }
    if (option.needless) {
      EXPECT_THAT(Mistakes(line), IsEmpty());
      continue;
    }
    EXPECT_THAT(Mistakes(line),
                ElementsAre("./aurax-load.conf:1: " + name + ": " + option.Reason()));
  }
}

TEST(ConfigFileTest, AFlagOfLocustsThatIsOffIsNoCauseForAWarning) {
  EXPECT_THAT(ParseConfigFile("master = false", "./locust.conf").warnings, IsEmpty());
}

TEST(ConfigFileTest, ConfigLineReadsBackAsItIs) {
  for (const char* value : {"a", "a b", "", " a", "a # b", "#", "'a'", "\"a\"", "a ; b \"c\"",
                            "[a, b]", "http://h/#x", "= 5", ": x", "true"}) {
    EXPECT_EQ(Value(ConfigLine("csv", value)), value) << ConfigLine("csv", value);
  }
}

}  // namespace
}  // namespace aurax::load::cli
