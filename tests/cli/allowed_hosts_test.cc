#include "cli/allowed_hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/scenario/load_scenario.h"

namespace aurax::load::cli {
namespace {

using ::testing::HasSubstr;

TEST(AllowedHostsTest, TheHostOfAUrlIsWithoutEverythingAroundIt) {
  EXPECT_EQ(HostOfUrl("http://Example.com"), "example.com");
  EXPECT_EQ(HostOfUrl("https://user:word@example.com:8443/a@b?c"), "example.com");
  EXPECT_EQ(HostOfUrl("http://[::1]:80/x"), "::1");
  EXPECT_EQ(HostOfUrl("http://10.0.0.1?x"), "10.0.0.1");
}

TEST(AllowedHostsTest, AStarStandsForAnyText) {
  EXPECT_TRUE(IsAllowedHost({"*.example.com"}, "a.b.example.com"));
  EXPECT_FALSE(IsAllowedHost({"*.example.com"}, "example.com"));
  EXPECT_FALSE(IsAllowedHost({"*.example.com"}, "a.example.com.evil.org"));
  EXPECT_TRUE(IsAllowedHost({"10.0.*"}, "10.0.3.4"));
  EXPECT_TRUE(IsAllowedHost({"other", "LocalHost"}, "localhost"));
  EXPECT_TRUE(IsAllowedHost({"[::1]"}, "::1"));
  EXPECT_TRUE(IsAllowedHost({"::1"}, "::1"));
  EXPECT_FALSE(IsAllowedHost({}, "localhost"));
}

TEST(AllowedHostsTest, NoNameIsAllowedByAPatternForAddresses) {
  EXPECT_FALSE(IsAllowedHost({"10.0.*"}, "10.0.evil.example"));
  EXPECT_FALSE(IsAllowedHost({"10.0.0.?*"}, "10.0.0.1.evil.example"));
  EXPECT_FALSE(IsAllowedHost({"127.0.0.1"}, "127.0.0.1.evil.example"));
  EXPECT_TRUE(IsAllowedHost({"127.0.0.?"}, "127.0.0.1"));
  EXPECT_TRUE(IsAllowedHost({"*"}, "any.example"));
}

std::optional<std::string> Forbidden(const std::string& url, std::vector<std::string> patterns) {
  const auto loaded = master::LoadScenarioText(
      "host: http://good.test\nusers:\n  A:\n    tasks:\n      a:\n        get: " + url + "\n",
      "s.yaml", {});
  for (const auto& mistake : loaded.mistakes) ADD_FAILURE() << mistake.ToString();
  return ForbiddenHost(patterns, loaded.scenario);
}

TEST(AllowedHostsTest, EveryHostOfAScenarioIsLookedAt) {
  EXPECT_EQ(Forbidden("/a", {"good.test"}), std::nullopt);
  EXPECT_EQ(Forbidden("/a", {}), std::nullopt);
  EXPECT_THAT(Forbidden("/a", {"other.test"}).value_or(""), HasSubstr("'good.test'"));
  EXPECT_THAT(Forbidden("http://bad.test/a", {"good.test"}).value_or(""), HasSubstr("'bad.test'"));
  EXPECT_THAT(Forbidden("http://bad.test", {"good.test"}).value_or(""), HasSubstr("'bad.test'"));
  EXPECT_EQ(Forbidden("http://bad.test/a", {"*.test"}), std::nullopt);
}

TEST(AllowedHostsTest, AHostThatOnlyTheRunWouldTellIsForbidden) {
  EXPECT_THAT(Forbidden("http://good.test${int(1, 9)}/a", {"good.test"}).value_or(""),
              HasSubstr("only known during the run"));
  EXPECT_EQ(Forbidden("http://good.test/${int(1, 9)}", {"good.test"}), std::nullopt);
}

}  // namespace
}  // namespace aurax::load::cli
