#include "cli/show_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/parse_command_line.h"
#include "tests/cli/sample_values.h"
#include "tests/fakes/fake_environment.h"

namespace aurax::load::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Shown(std::vector<std::string> arguments, const FakeEnvironment& environment) {
  arguments.emplace_back("--show-config");
  const ParsedCommandLine parsed = ParseCommandLine(arguments, environment.Get());
  EXPECT_EQ(parsed.exit_code, 0);
  EXPECT_EQ(parsed.error, "");
  return parsed.output;
}

TEST(ShowConfigTest, NamesValueAndSource) {
  FakeEnvironment environment;
  environment.files["./locust.conf"] = "# mine\nspawn-rate = 2.50";
  environment.variables["LOCUST_RUN_TIME"] = "180";
  const std::string shown = Shown({"-u", "50"}, environment);
  EXPECT_THAT(shown, ContainsRegex("\nusers = 50 +# command line\n"));
  EXPECT_THAT(shown, ContainsRegex("\nspawn-rate = 2.5 +# \\./locust\\.conf:2\n"));
  EXPECT_THAT(shown, ContainsRegex("\nrun-time = 3m +# environment LOCUST_RUN_TIME\n"));
  EXPECT_THAT(shown, ContainsRegex("\nstop-timeout = 0s +# default\n"));
  EXPECT_THAT(shown, ContainsRegex("\n# host +# default: none\n"));
}

TEST(ShowConfigTest, ShowsEveryOptionThatAConfigFileMayHave) {
  const std::string shown = "\n" + Shown({}, {});
  for (const OptionSpec* option : OptionsForAllSources()) {
    EXPECT_THAT(shown, ContainsRegex("\n(# )?" + std::string(option->name) + " "));
  }
}

TEST(ShowConfigTest, IsAConfigFileThatMeansTheSame) {
  Options options;
  OptionSources sources;
  for (const OptionSpec* option : OptionsForAllSources()) {
    if (option->name == "worker" || option->name == "processes") continue;  // not with a master
    ASSERT_TRUE(Apply({option, {SampleValues(*option).first}, "", ""}, options).ok());
  }
  FakeEnvironment environment;
  environment.files["./aurax-load.conf"] = ShowConfig(options, sources);
  const ParsedCommandLine parsed = ParseCommandLine({}, environment.Get());
  EXPECT_EQ(parsed.error, "");
  for (const OptionSpec* option : OptionsForAllSources()) {
    EXPECT_EQ(ValueText(*option, parsed.options), ValueText(*option, options)) << option->name;
  }
}

TEST(ShowConfigTest, NeverShowsSecrets) {
  const std::string shown =
      Shown({"-H", "https://me:s3cret@host:8000/a", "--config-users",
             R"({"user_class_name": "A", "headers": {"Authorization": "s3cret"}})"},
            {});
  EXPECT_THAT(shown, Not(HasSubstr("s3cret")));
  EXPECT_THAT(shown, HasSubstr("host = https://***@host:8000/a "));
  EXPECT_THAT(shown, HasSubstr("config-users = *** "));
}

TEST(ShowConfigTest, ShowsWhereTheJoinTokenIsAndNeverTheToken) {
  FakeEnvironment environment;
  environment.files["token.txt"] = "s3cret";
  const std::string shown = Shown({"--master", "--join-token-file", "token.txt"}, environment);
  EXPECT_THAT(shown, HasSubstr("join-token-file = token.txt "));
  EXPECT_THAT(shown, Not(HasSubstr("s3cret")));
}

TEST(ShowConfigTest, AnAtSignInThePathIsNoSecret) {
  EXPECT_THAT(Shown({"-H", "http://host/@me"}, {}), HasSubstr("host = http://host/@me "));
}

}  // namespace
}  // namespace aurax::load::cli
