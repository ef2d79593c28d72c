#include "common/join_token.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"

namespace aurax::load {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class JoinTokenTest : public ::testing::Test {
 protected:
  ~JoinTokenTest() override { std::filesystem::remove(path_); }
  absl::StatusOr<JoinToken> Read(const std::string& text, mode_t mode = 0600) {
    std::ofstream(path_, std::ios::binary) << text;
    chmod(path_.c_str(), mode);
    return ReadJoinToken(path_);
  }
  void ExpectError(const std::string& text, const std::string& part) {
    const auto token = Read(text);
    ASSERT_EQ(token.status().code(), absl::StatusCode::kInvalidArgument) << part;
    EXPECT_THAT(std::string(token.status().message()), HasSubstr(part));
    EXPECT_THAT(std::string(token.status().message()), HasSubstr(path_));
    EXPECT_THAT(std::string(token.status().message()), Not(HasSubstr("secret")));
  }
  const std::string path_ = testing::TempDir() + "join-token-" + std::to_string(getpid());
};

TEST_F(JoinTokenTest, OneLineWithoutTheBlanksAroundIt) {
  for (const char* text : {"open sesame", "open sesame\n", "  open sesame \r\n\n"}) {
    const auto token = Read(text);
    ASSERT_TRUE(token.ok()) << token.status();
    EXPECT_EQ(token->text, "open sesame");
  }
}

TEST_F(JoinTokenTest, AnyLengthUpToTheLargest) {
  for (const size_t size : {size_t{1}, kMostTokenBytes}) {
    const auto token = Read(std::string(size, 'x') + "\n");
    ASSERT_TRUE(token.ok()) << token.status();
    EXPECT_EQ(token->text.size(), size);
  }
  ExpectError(std::string(kMostTokenBytes + 1, 'x'), "is longer than 4096 characters");
  ExpectError(std::string(1'000'000, 'x'), "is longer than 4096 characters");
}

TEST_F(JoinTokenTest, WhatIsNoTokenIsNamedAndNotShown) {
  ExpectError("", "is empty");
  ExpectError(" \n\n", "is empty");
  ExpectError("secret\nsecret\n", "more than one line");
  ExpectError("secret\x01", "printable ASCII");
  ExpectError("secret\xc3\xa9", "printable ASCII");
}

TEST_F(JoinTokenTest, AFileThatIsNotThereIsNamed) {
  const auto token = ReadJoinToken("/nowhere/token");
  EXPECT_EQ(token.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(token.status().message()), HasSubstr("/nowhere/token: No such file"));
  EXPECT_THAT(std::string(ReadJoinToken("/tmp").status().message()), HasSubstr("is a folder"));
}

TEST_F(JoinTokenTest, AFileThatOthersCanReadIsSaidToBe) {
  EXPECT_FALSE(Read("x", 0600)->readable_by_others);
  EXPECT_FALSE(Read("x", 0640)->readable_by_others);
  EXPECT_TRUE(Read("x", 0644)->readable_by_others);
}

TEST(TokensEqual, AreEqualOnlyByteForByte) {
  const std::string token = "correct horse battery staple";
  EXPECT_TRUE(TokensEqual(token, std::string(token)));
  EXPECT_TRUE(TokensEqual("", ""));
  for (size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = static_cast<char>(other[i] ^ 1);
    EXPECT_FALSE(TokensEqual(token, other)) << i;
    EXPECT_FALSE(TokensEqual(token, token.substr(0, i))) << i;
    EXPECT_FALSE(TokensEqual(token.substr(0, i), token)) << i;
  }
}

TEST(TokensEqual, ZeroBytesCount) {
  EXPECT_FALSE(TokensEqual("a", std::string("a\0", 2)));
  EXPECT_FALSE(TokensEqual("", std::string("\0", 1)));
}

TEST(TokensEqual, NothingEqualsWhatIsTooLong) {
  const std::string longest(kMostTokenBytes, 'x');
  EXPECT_TRUE(TokensEqual(longest, longest));
  EXPECT_FALSE(TokensEqual(longest + "x", longest + "x"));
}

}  // namespace
}  // namespace aurax::load
