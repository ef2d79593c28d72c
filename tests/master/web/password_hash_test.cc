#include "master/web/password_hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "master/web/access.h"

namespace aurax::load::master {
namespace {

using ::testing::MatchesRegex;

std::string Base64OfHex(const std::string& hex) {
  std::string text = absl::Base64Escape(absl::HexStringToBytes(hex));
  while (text.back() == '=') text.pop_back();
  return text;
}

// RFC 7914, 12.
TEST(PasswordHash, IsTheFunctionOfTheRfc) {
  const std::string hash =
      absl::StrCat("$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$",
                   Base64OfHex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                               "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"));
  EXPECT_TRUE(PasswordMatches("pleaseletmein", hash));
  EXPECT_FALSE(PasswordMatches("pleaseletmeim", hash));
}

TEST(PasswordHash, ItsOwnPasswordMatchesAndNoOther) {
  const std::string hash = HashPassword("correct horse");
  EXPECT_THAT(hash, MatchesRegex("\\$scrypt\\$ln=15,r=8,p=1\\$[A-Za-z0-9+/]{22}\\$"
                                 "[A-Za-z0-9+/]{43}"));
  EXPECT_TRUE(PasswordMatches("correct horse", hash));
  EXPECT_FALSE(PasswordMatches("correct Horse", hash));
  EXPECT_NE(hash, HashPassword("correct horse"));
}

TEST(PasswordHash, WhatIsNoneMatchesNothing) {
  const std::string salt = "$c2FsdHNhbHQ$", hash = "aGFzaGhhc2hoYXNoaGFzaA";
  EXPECT_TRUE(ParsePasswordHash("$scrypt$ln=15,r=8,p=1" + salt + hash).has_value());
  for (const std::string& text :
       {std::string(), std::string("$"), std::string("secret"),
        "$argon2id$ln=15,r=8,p=1" + salt + hash, "$scrypt$ln=15,r=8" + salt + hash,
        "$scrypt$ln=0,r=8,p=1" + salt + hash, "$scrypt$ln=99,r=8,p=1" + salt + hash,
        "$scrypt$ln=18,r=16,p=1" + salt + hash, "$scrypt$ln=15,r=-8,p=1" + salt + hash,
        "$scrypt$ln=15,r=8,p=1x" + salt + hash, "$scrypt$ln=15,r=8,p=1$!$" + hash,
        "$scrypt$ln=15,r=8,p=1" + salt, "$scrypt$ln=15,r=8,p=1" + salt + hash + "$"}) {
    EXPECT_FALSE(ParsePasswordHash(text).has_value()) << text;
    EXPECT_FALSE(PasswordMatches("", text)) << text;
  }
}

TEST(PasswordHash, RandomTextDoesNotRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    const std::string text = RandomHex(16);
    EXPECT_EQ(text.size(), 32u);
    seen.insert(text);
  }
  EXPECT_EQ(seen.size(), 1'000u);
}

}  // namespace
}  // namespace aurax::load::master
