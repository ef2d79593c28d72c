#include "tests/backend_sim/options.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace aurax::load::sim {
namespace {

using testing::HasSubstr;

std::string Mistake(const std::vector<std::string>& arguments) {
  const auto options = ParseOptions(arguments);
  return options.ok() ? "" : std::string(options.status().message());
}

TEST(OptionsTest, NothingGivenIsTheDocumentedDefault) {
  const auto options = ParseOptions({});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->host, "127.0.0.1");
  EXPECT_EQ(options->port, 8000);
  EXPECT_EQ(options->workers, 1);
  EXPECT_FALSE(options->track_ids);
  EXPECT_TRUE(options->help.empty());
}

TEST(OptionsTest, EveryOptionIsTaken) {
  const auto options = ParseOptions({"--host", "::1", "--port=0", "--seed", "9", "--workers", "2",
                                     "--track-ids", "--latency", "all=0s", "--latency",
                                     "route=1s,scrape=uniform(2s,2s)", "--errors", "all=500:100%"});
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->host, "::1");
  EXPECT_EQ(options->port, 0);
  EXPECT_EQ(options->seed, 9u);
  EXPECT_EQ(options->workers, 2);
  EXPECT_TRUE(options->track_ids);
  RandomStream random;
  EXPECT_EQ(options->latency.Draw(Endpoint::kHealth, random), Duration::zero());
  EXPECT_EQ(options->latency.Draw(Endpoint::kRoute, random), std::chrono::seconds(1));
  EXPECT_EQ(options->latency.Draw(Endpoint::kScrape, random), std::chrono::seconds(2));
  EXPECT_EQ(options->errors.Draw(Endpoint::kRoute, random), ErrorKind::k500);
}

TEST(OptionsTest, AMistakeIsOneLineThatNamesTheOption) {
  EXPECT_THAT(Mistake({"--port", "x"}), HasSubstr("--port"));
  EXPECT_THAT(Mistake({"--port", "70000"}), HasSubstr("--port"));
  EXPECT_THAT(Mistake({"--workers", "0"}), HasSubstr("--workers"));
  EXPECT_THAT(Mistake({"--bogus"}), HasSubstr("--bogus"));
  EXPECT_THAT(Mistake({"stray"}), HasSubstr("stray"));
  EXPECT_EQ(Mistake({"--latency", "x"}), "--latency: 'x' is not ENDPOINT=VALUE");
  EXPECT_THAT(Mistake({"--errors", "all=500:1"}), HasSubstr("--errors: error '500:1'"));
  for (const auto& wrong : {"--latency", "--seed"}) {
    EXPECT_EQ(Mistake({wrong}).find('\n'), std::string::npos);
    EXPECT_THAT(Mistake({wrong}), HasSubstr(wrong));
  }
}

TEST(OptionsTest, HelpNamesEveryOption) {
  const auto options = ParseOptions({"--help"});
  ASSERT_TRUE(options.ok());
  for (const auto* name :
       {"--host", "--port", "--seed", "--latency", "--errors", "--workers", "--track-ids"}) {
    EXPECT_THAT(options->help, HasSubstr(name));
  }
}

}  // namespace
}  // namespace aurax::load::sim
