#include "cli/option_table.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "cli/command_line.h"
#include "cli/locust_option.h"

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(OptionTableTest, NamesShortNamesAndVariablesAreUnique) {
  std::set<std::string> seen;
  for (const OptionSpec& option : OptionTable()) {
    EXPECT_TRUE(seen.insert(std::string(option.name)).second) << option.name;
    if (!option.alias.empty()) {
      EXPECT_TRUE(seen.insert(std::string(option.alias)).second);
    }
    if (option.short_name != '\0') {
      EXPECT_TRUE(seen.insert(std::string(1, option.short_name)).second) << option.name;
    }
    for (const std::string& variable : option.Variables()) {
      EXPECT_TRUE(seen.insert(variable).second) << variable;
    }
  }
}

TEST(OptionTableTest, EveryOptionIsFoundByNameAndAlias) {
  for (const OptionSpec& option : OptionTable()) {
    EXPECT_EQ(FindOption(option.name), &option);
    if (!option.alias.empty()) {
      EXPECT_EQ(FindOption(option.alias), &option);
    }
  }
  EXPECT_EQ(FindOption(""), nullptr);
  EXPECT_EQ(FindOption("user"), nullptr);
}

TEST(OptionTableTest, GroupsStandTogether) {
  std::set<std::string_view> closed;
  std::string_view group;
  for (const OptionSpec& option : OptionTable()) {
    if (option.group == group) continue;
    EXPECT_TRUE(closed.insert(group).second) << option.group;
    EXPECT_EQ(closed.count(option.group), 0u) << option.name;
    group = option.group;
  }
}

TEST(OptionTableTest, VariablesAreOursThenLocustsOwnName) {
  EXPECT_THAT(FindOption("spawn-rate")->Variables(),
              ElementsAre("AURAX_LOAD_SPAWN_RATE", "LOCUST_SPAWN_RATE"));
  EXPECT_THAT(FindOption("scenario")->Variables(),
              ElementsAre("AURAX_LOAD_SCENARIO", "LOCUST_LOCUSTFILE"));
  EXPECT_THAT(FindOption("seed")->Variables(), ElementsAre("AURAX_LOAD_SEED"));
  EXPECT_THAT(FindOption("help")->Variables(), ElementsAre());
}

TEST(OptionTableTest, WhatWeHaveIsNotCalledUnsupported) {
  for (const OptionSpec& option : OptionTable()) {
    EXPECT_EQ(FindUnsupportedLocustOption(option.name), nullptr) << option.name;
    if (option.short_name != '\0') {
      EXPECT_EQ(FindUnsupportedLocustOption(std::string(1, option.short_name)), nullptr);
    }
  }
}

// Reference 1.1: every option that Locust's parser knows is ours or named as missing.
TEST(OptionTableTest, EveryOptionOfLocustIsKnown) {
  for (const char* name : {"help",
                           "locustfile",
                           "config",
                           "host",
                           "users",
                           "spawn-rate",
                           "run-time",
                           "list",
                           "config-users",
                           "web-host",
                           "web-port",
                           "headless",
                           "autostart",
                           "autoquit",
                           "web-login",
                           "tls-cert",
                           "tls-key",
                           "class-picker",
                           "web-base-path",
                           "web-host-display-name",
                           "headful",
                           "build-path",
                           "web-auth",
                           "legacy-ui",
                           "master",
                           "master-bind-host",
                           "master-bind-port",
                           "expect-workers",
                           "expect-workers-max-wait",
                           "enable-rebalancing",
                           "expect-slaves",
                           "worker",
                           "processes",
                           "master-host",
                           "master-port",
                           "slave",
                           "tags",
                           "exclude-tags",
                           "csv",
                           "csv-full-history",
                           "print-stats",
                           "only-summary",
                           "reset-stats",
                           "html",
                           "json",
                           "json-file",
                           "skip-log-setup",
                           "loglevel",
                           "logfile",
                           "show-task-ratio",
                           "show-task-ratio-json",
                           "version",
                           "exit-code-on-error",
                           "stop-timeout",
                           "equal-weights",
                           "profile",
                           "otel"}) {
    EXPECT_TRUE(FindOption(name) != nullptr || FindUnsupportedLocustOption(name) != nullptr)
        << name;
  }
}

TEST(HelpTextTest, NamesEveryOptionWithItsVariablesAndHelp) {
  const std::string help = HelpText();
  std::string words = help;  // wrapped text, unwrapped
  words.erase(std::unique(words.begin(), words.end(),
                          [](char a, char b) { return isspace(a) && isspace(b); }),
              words.end());
  std::replace(words.begin(), words.end(), '\n', ' ');
  for (const OptionSpec& option : OptionTable()) {
    EXPECT_THAT(help, HasSubstr("--" + std::string(option.name)));
    EXPECT_THAT(words, HasSubstr(option.help));
    EXPECT_THAT(help, HasSubstr("\n" + std::string(option.group) + ":\n"));
    for (const std::string& variable : option.Variables()) EXPECT_THAT(help, HasSubstr(variable));
    if (option.short_name != '\0') {
      EXPECT_THAT(help, HasSubstr("-" + std::string(1, option.short_name) + ", --" +
                                  std::string(option.name)));
    }
    if (!option.alias.empty()) {
      EXPECT_THAT(help, HasSubstr("--" + std::string(option.alias)));
    }
  }
}

TEST(HelpTextTest, ShowsDefaultsOfTheOptions) {
  const std::string help = HelpText();
  EXPECT_THAT(help, HasSubstr("CRITICAL (default: INFO)"));
  EXPECT_THAT(help, HasSubstr("anything failed (default: 1)"));
}

TEST(HelpTextTest, NoLineIsLongerThan100Columns) {
  const std::string help = HelpText();
  size_t begin = 0;
  for (size_t end; (end = help.find('\n', begin)) != std::string::npos; begin = end + 1) {
    EXPECT_LE(end - begin, 100u) << help.substr(begin, end - begin);
  }
}

}  // namespace
}  // namespace aurax::load::cli
