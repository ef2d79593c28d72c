#include "cli/setting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/sample_values.h"

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

absl::Status Set(std::string_view name, std::vector<std::string> values, Options& options) {
  return Apply({FindOption(name), std::move(values), "test", "--" + std::string(name)}, options);
}

// The message of setting `name` to `value`; "" when it is accepted.
std::string Mistake(std::string_view name, const std::string& value) {
  Options options;
  return std::string(Set(name, {value}, options).message());
}

TEST(SettingTest, EveryOptionReadsBackWhatItWrites) {
  for (const OptionSpec& option : OptionTable()) {
    const auto [first, second] = SampleValues(option);
    for (const std::string& value : {first, second}) {
      Options options;
      ASSERT_TRUE(Set(option.name, {value}, options).ok()) << option.name;
      EXPECT_EQ(ValueText(option, options), value) << option.name;
    }
  }
}

TEST(SettingTest, EveryOptionButListsNeedsAValue) {
  for (const OptionSpec& option : OptionTable()) {
    const std::string name(option.name);
    EXPECT_EQ(Mistake(name, ""), option.IsList() ? "" : "--" + name + " needs a value");
  }
}

TEST(SettingTest, TheLastOfSeveralValuesCounts) {
  Options options;
  ASSERT_TRUE(Set("users", {"1", "2"}, options).ok());
  EXPECT_EQ(options.users, 2);
}

TEST(SettingTest, AMistakeChangesNothing) {
  Options options;
  options.users = 5;
  EXPECT_FALSE(Set("users", {"x"}, options).ok());
  EXPECT_EQ(options.users, 5);
}

TEST(SettingTest, FlagsAreReadInAnyCase) {
  for (const char* on : {"true", "True", "YES", "1"}) {
    Options options;
    EXPECT_TRUE(Set("headless", {on}, options).ok() && options.headless) << on;
  }
  for (const char* off : {"false", "No", "0"}) {
    Options options;
    options.headless = true;
    EXPECT_TRUE(Set("headless", {off}, options).ok() && !options.headless) << off;
  }
  EXPECT_EQ(Mistake("headless", "maybe"), "--headless: 'maybe' is not true or false");
}

TEST(SettingTest, NumbersOutsideTheirBoundsAreRefused) {
  for (const char* text : {"0", "-1", "1.5", "ten", "1 0", "0x10", "99999999999999999999"}) {
    EXPECT_EQ(Mistake("users", text),
              "--users: '" + std::string(text) + "' is not a whole number from 1 to 100000000");
  }
  EXPECT_EQ(Mistake("iterations", "0"), "--iterations: '0' is not a whole number of at least 1");
  EXPECT_EQ(Mistake("exit-code-on-error", "0"), "");
  EXPECT_NE(Mistake("exit-code-on-error", "256"), "");
  for (const char* text : {"0", "-1", "inf", "nan", "1,5", "1/s"}) {
    EXPECT_EQ(Mistake("spawn-rate", text),
              "--spawn-rate: '" + std::string(text) + "' is not a number above 0");
  }
}

TEST(SettingTest, BadTimesAreRefusedInLocustsWords) {
  for (const char* text : {"1h30", "abc", "-5", "5 m"}) {
    EXPECT_THAT(Mistake("run-time", text),
                EndsWith("Invalid time span format. Valid formats: 20, 20s, 3m, 2h, 1h20m, "
                         "3h30m10s, etc."));
    EXPECT_NE(Mistake("stop-timeout", text), "");
  }
  EXPECT_EQ(Mistake("run-time", "0"), "--run-time: must be longer than 0");
  EXPECT_EQ(Mistake("stop-timeout", "0"), "");
}

TEST(SettingTest, LogLevelsAreReadInAnyCase) {
  Options options;
  ASSERT_TRUE(Set("loglevel", {"warning"}, options).ok());
  EXPECT_EQ(options.log_level, LogLevel::kWarning);
  EXPECT_EQ(Mistake("loglevel", "loud"),
            "--loglevel: 'loud' is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL");
}

TEST(SettingTest, ListsAreSeparatedByCommasBlanksAndBrackets) {
  for (const std::vector<std::string>& values : std::vector<std::vector<std::string>>{
           {"a", "b", "c"}, {"a,b c"}, {"[a, b,c]"}, {"['a', \"b\", c]"}, {"a,", "", " b  c "}}) {
    Options options;
    ASSERT_TRUE(Set("tags", values, options).ok());
    EXPECT_THAT(options.tags, ElementsAre("a", "b", "c"));
  }
}

TEST(SettingTest, AnEmptyListReplacesOneThatIsNot) {
  for (const char* empty : {"", "[]", " , "}) {
    Options options;
    options.tags = {"a"};
    ASSERT_TRUE(Set("tags", {empty}, options).ok());
    EXPECT_THAT(options.tags, IsEmpty());
  }
}

TEST(SettingTest, JsonIsNotCutUp) {
  const std::string object = R"({"user_class_name": "A", "weight": 3})";
  const std::string array = "[" + object + ", " + object + "]";
  Options options;
  ASSERT_TRUE(Set("config-users", {object, array, "a.json b.json"}, options).ok());
  EXPECT_THAT(options.config_users, ElementsAre(object, array, "a.json", "b.json"));
}

}  // namespace
}  // namespace aurax::load::cli
