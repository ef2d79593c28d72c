#include "common/utf8.h"

#include <cstdint>
#include <gtest/gtest.h>

#include "aurax/load/v1/snapshot.pb.h"
#include "common/random.h"

namespace aurax::load {
namespace {

TEST(ValidUtf8, LeavesValidTextAlone) {
  for (std::string text : {"", "plain", "Grüße", "日本語", "\U0001F600 ok", "\U0010FFFF"}) {
    EXPECT_EQ(ValidUtf8(text), text);
  }
}

TEST(ValidUtf8, ReplacesEachByteThatIsNoCharacter) {
  EXPECT_EQ(ValidUtf8("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(ValidUtf8("a\xC3"), "a\uFFFD");                              // cut short
  EXPECT_EQ(ValidUtf8("\xC0\x80"), "\uFFFD\uFFFD");                      // overlong
  EXPECT_EQ(ValidUtf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");            // surrogate
  EXPECT_EQ(ValidUtf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // past the end
}

TEST(ValidUtf8, CutsOnlyBetweenCharacters) {
  EXPECT_EQ(ValidUtf8("aé", 2), "a");
  EXPECT_EQ(ValidUtf8("aé", 3), "aé");
  EXPECT_EQ(ValidUtf8("a\xFF", 3), "a");
}

// Protobuf refuses to parse a string field that is not valid UTF-8, and with it the whole message.
TEST(ValidUtf8, WhateverGoesInProtobufTakesWhatComesOut) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (uint64_t n = random.Below(12); n > 0; --n) {
      const uint64_t byte = random.Below(4) == 0 ? random.Below(128) : 0x80 + random.Below(128);
      text += static_cast<char>(byte);
    }
    v1::ErrorCount message, parsed;
    message.set_message(ValidUtf8(text, random.Below(20)));
    ASSERT_TRUE(parsed.ParseFromString(message.SerializeAsString()));
  }
}

}  // namespace
}  // namespace aurax::load
