#include "cli/environment.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/locust_option.h"
#include "tests/fakes/fake_environment.h"

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ReadEnvironmentTest, EveryVariableOfTheTableIsRead) {
  for (const OptionSpec& option : OptionTable()) {
    for (const std::string& name : option.Variables()) {
      FakeEnvironment fake;
      fake.variables[name] = "x";
      const EnvironmentSettings found = ReadEnvironment(fake.Get());
      ASSERT_EQ(found.settings.size(), 1u) << name;
      EXPECT_EQ(found.settings[0].option, &option);
      EXPECT_THAT(found.settings[0].values, ElementsAre("x"));
      EXPECT_EQ(found.settings[0].source, "environment " + name);
      EXPECT_EQ(found.settings[0].label, name);
    }
  }
}

TEST(ReadEnvironmentTest, EveryVariableThatOnlyLocustObeysIsNamed) {
  for (const LocustOption& option : UnsupportedLocustOptions()) {
    if (option.variable.empty()) continue;
    const std::string name(option.variable);
    FakeEnvironment fake;
    fake.variables[name] = "5";
    EXPECT_THAT(ReadEnvironment(fake.Get()).ignored,
                ElementsAre(name + ": " + option.Reason() + ", ignored"));
    fake.variables[name] = "";
    EXPECT_THAT(ReadEnvironment(fake.Get()).ignored, IsEmpty());
  }
}

TEST(ProcessEnvironmentTest, ReadsVariables) {
  setenv("AURAX_LOAD_TEST_VARIABLE", "value", 1);
  EXPECT_EQ(ProcessEnvironment().variable("AURAX_LOAD_TEST_VARIABLE"), "value");
  unsetenv("AURAX_LOAD_TEST_VARIABLE");
  EXPECT_EQ(ProcessEnvironment().variable("AURAX_LOAD_TEST_VARIABLE"), std::nullopt);
}

TEST(ProcessEnvironmentTest, TellsAnAbsentFileFromOneThatCannotBeRead) {
  const std::string folder = ::testing::TempDir() + "aurax_environment_" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const std::string text(10'000, 'x');
  std::ofstream(folder + "/file") << text;
  const Environment environment = ProcessEnvironment();
  EXPECT_EQ(*environment.read_file(folder + "/file"), text);
  EXPECT_TRUE(absl::IsNotFound(environment.read_file(folder + "/none").status()));
  EXPECT_TRUE(absl::IsNotFound(environment.read_file(folder + "/file/none").status()));
  const absl::Status is_folder = environment.read_file(folder).status();
  EXPECT_FALSE(is_folder.ok() || absl::IsNotFound(is_folder));
  EXPECT_EQ(std::string(is_folder.message()), "Is a directory");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace aurax::load::cli
