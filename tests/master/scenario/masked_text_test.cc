#include "master/scenario/masked_text.h"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "common/random.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecret[] = "hunter2XYZ";

TEST(MaskedText, HidesSecretsWhereverTheyStand) {
  for (const char* text : {
           "password: hunter2XYZ",
           "  - api_key: hunter2XYZ   # mine: hunter2XYZ",
           "password: \"a, b: hunter2XYZ\"",
           "password: \"begins\n\n  hunter2XYZ\"\nnext: 1",
           "password: |\n  one\n  hunter2XYZ\n\n  hunter2XYZ\nnext: 1",
           "cookies:\n- hunter2XYZ\n- b: hunter2XYZ\nnext: 1",
           "Cookie:\n  a:\n    hunter2XYZ: c\nnext: 1",
           "headers: {Authorization: Bearer hunter2XYZ, Accept: x}",
           "headers: {X-Api-Key: 'it''s hunter2XYZ', Accept: x}",
           "headers: {Accept: x,\n  X-Api-Key: \"so\n  hunter2XYZ\", B: y}",
           "headers: {cookie: [a, {b: hunter2XYZ},\n hunter2XYZ], Accept: x}",
           "token: [a,\nhunter2XYZ\n]\nnext: 1",
           "json: {\"user\": \"a\", \"password\": \"a\\\"hunter2XYZ\"}",
           "body: '{\"password\":\"hunter2XYZ\"}'",
           "body: \"{\\\"access_token\\\": \\\"hunter2XYZ\\\"}\"",
           "body: user=a&password=hunter2XYZ&x=1",
           "get: /a?api-key=hunter2XYZ&next=/b",
           "header: \"Authorization: Basic hunter2XYZ\"",
           "# the password: hunter2XYZ",
           "host: http://me:hunter2XYZ@example.com/",
           "hosts: [http://a.b/, https://me:hunter2XYZ@c.d, http://e:hunter2XYZ@f]",
           "Authorization: Bearer ${token}hunter2XYZ",
           "Authorization: ${token} hunter2XYZ",
           "clientSecret : hunter2XYZ",
           "\"client secret\": \"x\"\n'db_password' : hunter2XYZ",
       }) {
    const std::string masked = MaskedScenarioText(text);
    EXPECT_THAT(masked, Not(HasSubstr(kSecret))) << text;
    EXPECT_THAT(masked, HasSubstr("***")) << text;
    EXPECT_EQ(std::count(masked.begin(), masked.end(), '\n'),
              std::count(text, text + std::string(text).size(), '\n'));
    if (std::string(text).ends_with("\nnext: 1")) {
      EXPECT_TRUE(masked.ends_with("\nnext: 1")) << masked;
    }
  }
}

TEST(MaskedText, LeavesTheRestOfALine) {
  EXPECT_EQ(MaskedScenarioText("headers: {token: a b, Accept: x}"),
            "headers: {token: ***, Accept: x}");
  EXPECT_EQ(MaskedScenarioText("json: {user: \"u\", password: \"p\", n: 1}"),
            "json: {user: \"u\", password: ***, n: 1}");
  EXPECT_EQ(MaskedScenarioText("get: /a?token=x&page=2"), "get: /a?token=***&page=2");
  EXPECT_EQ(MaskedScenarioText("host: https://u:p@h:1/x"), "host: https://***@h:1/x");
}

TEST(MaskedText, ReferencesAreNoSecrets) {
  for (const char* text :
       {"headers: {Authorization: \"Bearer ${token}\", Accept: x}",
        "password: ${accounts.password}",
        "json: {user: \"${accounts.user}\", password: \"${accounts.password}\"}"}) {
    EXPECT_EQ(MaskedScenarioText(text), text);
  }
}

TEST(MaskedText, ShippedScenariosHaveNothingToHideButStayWhole) {
  std::ifstream in(std::string(AURAX_SOURCE_DIR) + "/scenarios/aurax.yaml");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::string masked = MaskedScenarioText(text);
  EXPECT_EQ(std::count(masked.begin(), masked.end(), '\n'),
            std::count(text.begin(), text.end(), '\n'));
  EXPECT_GT(masked.size(), text.size() * 9 / 10);
}

// Whatever stands around it: the value of a key at the beginning of a line is gone.
TEST(MaskedText, AnyTextKeepsItsLinesAndLosesItsSecrets) {
  const std::vector<std::string> pieces = {"a: ", "password: ", "{",  "}",   "[",  "]", "\"", "'",
                                           "\n",  "\n  ",       ", ", "- ",  "\\", "#", "x",  "|",
                                           "${",  "token=",     "&",  "://", "@",  " "};
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (uint64_t n = random.Below(20); n > 0; --n) text += pieces[random.Below(pieces.size())];
    const std::string masked = MaskedScenarioText(text);
    ASSERT_EQ(std::count(masked.begin(), masked.end(), '\n'),
              std::count(text.begin(), text.end(), '\n'))
        << text;
    ASSERT_EQ(MaskedScenarioText(text + "\npassword: hunter2XYZ\n").find(kSecret),
              std::string::npos)
        << text;
  }
}

TEST(MaskedText, OptionsAreMaskedByTheirName) {
  EXPECT_EQ(MaskedOption("web-auth-token", "x"), "***");
  EXPECT_EQ(MaskedOption("users", "10"), "10");
  EXPECT_EQ(MaskedOption("host", "http://u:p@h"), "http://***@h");
}

}  // namespace
}  // namespace aurax::load::master
