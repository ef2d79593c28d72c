#include "worker/text_encoding.h"

#include <cstring>
#include <gtest/gtest.h>

#include "common/random.h"
#include "common/utf8.h"
#include "worker/json_document.h"

namespace aurax::load::worker {
namespace {

std::string RandomBytes(RandomStream* random, uint64_t most) {
  std::string text;
  for (uint64_t n = random->Below(most); n > 0; --n) {
    // Quotes, backslashes, controls and beginnings of UTF-8 sequences are likely.
    constexpr std::string_view kOdd = "\"\\\n\t\x01\x1f\x7f\xC3\xE2\xF0\x80\xBF\xFF";
    text += random->Below(2) == 0 ? kOdd[random->Below(kOdd.size())]
                                  : static_cast<char>(random->Below(256));
  }
  return text;
}

TEST(JsonText, WhateverGoesInAParserReadsItBackWithBadBytesReplaced) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  JsonDocument document;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = RandomBytes(&random, 40);
    std::string json = "\"";
    AppendJsonText(text, &json);
    json += '"';
    document.Reset(&json);
    const auto read = document.Find("");
    ASSERT_TRUE(read.has_value()) << json;
    ASSERT_EQ(read->text, ValidUtf8(text)) << json;
  }
}

TEST(JsonText, EscapesAsRfc8259Says) {
  std::string out = "kept ";
  AppendJsonText(std::string_view("\" \\ / \b \f \n \r \t \0 \x1b é 😀", 27), &out);
  EXPECT_EQ(out, R"(kept \" \\ / \b \f \n \r \t \u0000 \u001B é 😀)");
}

TEST(UrlText, IsUnreservedAndDecodesToItself) {
  RandomStream random(2, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = RandomBytes(&random, 30);
    std::string encoded, decoded;
    AppendUrlText(text, &encoded);
    for (size_t k = 0; k < encoded.size(); ++k) {
      if (encoded[k] != '%') {
        ASSERT_TRUE(isalnum(encoded[k]) || strchr("-._~", encoded[k]) != nullptr);
        decoded += encoded[k];
        continue;
      }
      decoded += static_cast<char>(std::stoi(encoded.substr(k + 1, 2), nullptr, 16));
      k += 2;
    }
    ASSERT_EQ(decoded, text);
  }
}

TEST(HeaderText, CannotEndALine) {
  std::string out;
  AppendHeaderText(std::string_view("a\r\nX-Evil: 1\0b", 14), &out);
  EXPECT_EQ(out, "aX-Evil: 1b");
}

TEST(Base64, IsAsInRfc4648Section10) {
  const std::pair<const char*, const char*> kVectors[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"},
                                                          {"\xFF\xFE\xFD", "//79"}};
  for (const auto& [bytes, text] : kVectors) {
    std::string out;
    AppendBase64(bytes, &out);
    EXPECT_EQ(out, text);
  }
}

}  // namespace
}  // namespace aurax::load::worker
