#include "cli/parse_command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/version.h"
#include "tests/cli/sample_values.h"
#include "tests/fakes/fake_environment.h"

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;

class ParseCommandLineTest : public ::testing::Test {
 protected:
  ParsedCommandLine Parse(const Arguments& arguments) {
    return ParseCommandLine(arguments, environment_.Get());
  }
  // The same with a scenario; fails the test on a mistake.
  Options Accepted(Arguments arguments) {
    arguments.insert(arguments.begin(), {"-f", "s.yaml"});
    const ParsedCommandLine parsed = Parse(arguments);
    EXPECT_EQ(parsed.error, "");
    EXPECT_EQ(parsed.exit_code, std::nullopt);
    return parsed.options;
  }
  // The text on standard error; fails the test when nothing is wrong.
  std::string Refused(const Arguments& arguments) {
    const ParsedCommandLine parsed = Parse(arguments);
    EXPECT_EQ(parsed.exit_code, 2);
    EXPECT_EQ(parsed.output, "");
    return parsed.error;
  }

  FakeEnvironment environment_;
};

TEST_F(ParseCommandLineTest, WithoutAnythingElseOptionsHaveTheirDefaults) {
  const Options options = Accepted({});
  const Options initial;
  for (const OptionSpec* option : OptionsForAllSources()) {
    if (option->name == "scenario") continue;
    EXPECT_EQ(ValueText(*option, options), ValueText(*option, initial)) << option->name;
  }
  EXPECT_EQ(options.scenario, "s.yaml");
}

// Options without which this one is a mistake.
Arguments NeededBy(std::string_view name) {
  if (name == "csv-full-history") return {"--csv", "out"};
  if (name == "autoquit") return {"--autostart"};
  if (name == "web-tls-cert") return {"--web-tls-key", "k.pem"};
  if (name == "web-tls-key") return {"--web-tls-cert", "c.pem"};
  if (name == "web-login") return {"--web-auth-file", "users"};
  if (name == "cluster-tls-cert") return {"--cluster-tls-key", "k.pem"};
  if (name == "cluster-tls-key") return {"--cluster-tls-cert", "c.pem"};
  return {};
}

// One source of an option, from the lowest to the highest.
struct Source {
  std::string name;
  std::function<void(const OptionSpec&, const std::string& value)> set;
};

TEST_F(ParseCommandLineTest, EveryOptionObeysTheHighestSourceThatSetsIt) {
  Arguments arguments;
  const auto file = [this](const std::string& path) {
    return [this, path](const OptionSpec& option, const std::string& value) {
      environment_.files[path] = std::string(option.name) + " = " + value + "\n";
    };
  };
  const std::vector<Source> sources = {
      {"~/.aurax-load.conf", file("/home/me/.aurax-load.conf")},
      {"./locust.conf", file("./locust.conf")},
      {"./aurax-load.conf", file("./aurax-load.conf")},
      {"--config", file("more.conf")},
      {"LOCUST_*",
       [this](const OptionSpec& option, const std::string& value) {
         const std::string name(option.locust_variable);
         if (!name.empty()) environment_.variables[name] = value;
       }},
      {"AURAX_LOAD_*",
       [this](const OptionSpec& option, const std::string& value) {
         environment_.variables[option.Variable()] = value;
       }},
      {"command line",
       [&arguments](const OptionSpec& option, const std::string& value) {
         arguments.push_back("--" + std::string(option.name) + "=" + value);
       }},
  };
  for (const OptionSpec* option : OptionsForAllSources()) {
    const auto [first, second] = SampleValues(*option);
    for (size_t highest = 0; highest < sources.size(); ++highest) {
      if (sources[highest].name == "LOCUST_*" && option->locust_variable.empty()) continue;
      for (const bool swap : {false, true}) {
        environment_ = {};
        environment_.variables["HOME"] = "/home/me";
        environment_.files["more.conf"] = "";
        arguments = {"--config", "more.conf"};
        if (option->name != "scenario") arguments.insert(arguments.end(), {"-f", "s.yaml"});
        for (std::string& needed : NeededBy(option->name)) arguments.push_back(std::move(needed));
        for (size_t i = 0; i < highest; ++i) sources[i].set(*option, swap ? first : second);
        sources[highest].set(*option, swap ? second : first);
        const ParsedCommandLine parsed = Parse(arguments);
        EXPECT_EQ(parsed.error, "");
        EXPECT_EQ(ValueText(*option, parsed.options), swap ? second : first)
            << option->name << " by " << sources[highest].name;
      }
    }
  }
}

TEST_F(ParseCommandLineTest, EmptyVariablesDoNotCount) {
  environment_.variables = {{"AURAX_LOAD_USERS", ""}, {"LOCUST_USERS", "7"}, {"LOCUST_HOST", ""}};
  const Options options = Accepted({});
  EXPECT_EQ(options.users, 7);
  EXPECT_EQ(options.host, std::nullopt);
}

TEST_F(ParseCommandLineTest, ABadValueCountsOnlyWhereItCounts) {
  environment_.variables["LOCUST_USERS"] = "many";
  EXPECT_EQ(Accepted({"-u", "5"}).users, 5);
  EXPECT_THAT(Refused({"-f", "s.yaml"}),
              StartsWith("aurax-load: LOCUST_USERS: 'many' is not a whole number"));
}

TEST_F(ParseCommandLineTest, EveryMistakeIsReportedAtOnce) {
  environment_.variables["LOCUST_RUN_TIME"] = "1h30";
  environment_.files["./locust.conf"] = "users = 0\nhots = x\n";
  EXPECT_EQ(Refused({"--user", "1", "--build-path", "x", "--csv-full-history"}),
            "aurax-load: unknown option '--user', did you mean '--users'?\n"
            "aurax-load: --build-path: not supported by this version\n"
            "aurax-load: ./locust.conf:2: unknown key 'hots', did you mean 'host'?\n"
            "aurax-load: ./locust.conf:1: users: '0' is not a whole number from 1 to 100000000\n"
            "aurax-load: LOCUST_RUN_TIME: '1h30': Invalid time span format. Valid formats: 20, "
            "20s, 3m, 2h, 1h20m, 3h30m10s, etc.\n"
            "aurax-load: --csv-full-history needs --csv PREFIX\n"
            "aurax-load: no scenario: name one with -f FILE, such as -f scenarios/aurax.yaml\n"
            "Try 'aurax-load --help'.\n");
}

TEST_F(ParseCommandLineTest, AConfigFileThatWasAskedForMustBeReadable) {
  EXPECT_THAT(Refused({"-f", "s.yaml", "--config", "no.conf"}),
              StartsWith("aurax-load: --config: cannot read no.conf: No such file or directory\n"));
  environment_.variables["AURAX_LOAD_CONFIG"] = "no.conf";
  EXPECT_THAT(Refused({"-f", "s.yaml"}),
              StartsWith("aurax-load: AURAX_LOAD_CONFIG: cannot read no.conf"));
  EXPECT_THAT(Refused({"-f", "s.yaml", "--config", "x.toml"}), HasSubstr("TOML is not read"));
  EXPECT_THAT(Refused({"-f", "s.yaml", "--config"}), HasSubstr("--config needs a value"));
}

TEST_F(ParseCommandLineTest, AConfigFileThatExistsButCannotBeReadIsAMistake) {
  Environment environment = environment_.Get();
  environment.read_file = [](const std::string&) -> absl::StatusOr<std::string> {
    return absl::FailedPreconditionError("Permission denied");
  };
  EXPECT_THAT(ParseCommandLine({"-f", "s.yaml"}, environment).error,
              StartsWith("aurax-load: cannot read ./locust.conf: Permission denied\n"));
}

TEST_F(ParseCommandLineTest, WhatLocustHasAndWeLackIsWarnedOfWhereItCannotBeMeantForUs) {
  environment_.files["./locust.conf"] = "profile = smoke\nusers = 3";
  environment_.variables = {{"LOCUST_BUILD_PATH", "x"}, {"LOCUST_HEADFUL", "false"}};
  const ParsedCommandLine parsed = Parse({"-f", "s.yaml"});
  EXPECT_EQ(parsed.exit_code, std::nullopt);
  EXPECT_EQ(parsed.options.users, 3);
  EXPECT_THAT(parsed.warnings,
              ElementsAre("./locust.conf:1: profile: not supported by this version, ignored",
                          "LOCUST_BUILD_PATH: not supported by this version, ignored"));
}

TEST_F(ParseCommandLineTest, HelpAndVersionAnswerWhateverElseIsWrong) {
  for (const char* help : {"-h", "--help"}) {
    const ParsedCommandLine parsed = Parse({"--bogus", help});
    EXPECT_EQ(parsed.exit_code, 0);
    EXPECT_THAT(parsed.output, StartsWith("aurax-load: "));
    EXPECT_EQ(parsed.error, "");
  }
  for (const char* version : {"-V", "--version"}) {
    EXPECT_EQ(Parse({version, "-u", "x"}).output, "aurax-load " + std::string(Version()) + "\n");
  }
}

TEST_F(ParseCommandLineTest, ALineAsAtLocustIsUnderstood) {
  const Options options = Accepted({"--headless",
                                    "-u",
                                    "50",
                                    "-r",
                                    "2.5",
                                    "-t",
                                    "1h20m",
                                    "-H",
                                    "http://h",
                                    "-T",
                                    "a",
                                    "b",
                                    "-s",
                                    "10",
                                    "--csv",
                                    "out/run",
                                    "--csv-full-history",
                                    "-L",
                                    "debug",
                                    "-i",
                                    "1000",
                                    "--exit-code-on-error",
                                    "0",
                                    "ClassA",
                                    "ClassB"});
  EXPECT_TRUE(options.headless);
  EXPECT_EQ(options.users, 50);
  EXPECT_EQ(options.spawn_rate, 2.5);
  EXPECT_EQ(options.run_time, std::chrono::minutes(80));
  EXPECT_EQ(options.host, "http://h");
  EXPECT_THAT(options.tags, ElementsAre("a", "b"));
  EXPECT_EQ(options.stop_timeout, std::chrono::seconds(10));
  EXPECT_EQ(options.csv, "out/run");
  EXPECT_TRUE(options.csv_full_history);
  EXPECT_EQ(options.log_level, LogLevel::kDebug);
  EXPECT_EQ(options.iterations, 1000);
  EXPECT_EQ(options.exit_code_on_error, 0);
  EXPECT_THAT(options.user_classes, ElementsAre("ClassA", "ClassB"));
}

}  // namespace
}  // namespace aurax::load::cli
