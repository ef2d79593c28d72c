#include "common/crc32c.h"

#include <gtest/gtest.h>
#include <string>

#include "common/random.h"

namespace aurax::load {
namespace {

// A bit at a time, straight from the definition.
uint32_t Slowly(std::string_view bytes) {
  uint32_t sum = ~0u;
  for (const char c : bytes) {
    sum ^= static_cast<uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0x82f63b78 : 0);
  }
  return ~sum;
}

std::string AnyBytes(uint64_t seed, size_t most) {
  RandomStream random(seed, 0, 0, StreamPurpose::kValues);
  std::string bytes(random.Below(most), '\0');
  for (char& c : bytes) c = static_cast<char>(random.Below(256));
  return bytes;
}

TEST(Crc32c, VectorsOfRfc3720) {
  std::string rising(32, '\0'), falling(32, '\0');
  for (size_t i = 0; i < 32; ++i) {
    rising[i] = static_cast<char>(i);
    falling[i] = static_cast<char>(31 - i);
  }
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c(rising), 0x46dd794eu);
  EXPECT_EQ(Crc32c(falling), 0x113fdb5cu);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc32c(""), 0u);
}

TEST(Crc32c, EveryLengthAndAlignmentIsTheDefinitions) {
  const std::string bytes = AnyBytes(1, 400) + std::string(100, 'x');
  for (size_t begin = 0; begin < 9; ++begin) {
    for (size_t length = 0; length < 80; ++length) {
      const std::string_view part = std::string_view(bytes).substr(begin, length);
      ASSERT_EQ(Crc32c(part), Slowly(part)) << begin << "+" << length;
    }
  }
}

TEST(Crc32c, PartsAddUpToTheWhole) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const std::string left = AnyBytes(seed, 100), right = AnyBytes(seed + 1000, 100);
    ASSERT_EQ(Crc32c(right, Crc32c(left)), Crc32c(left + right));
  }
}

}  // namespace
}  // namespace aurax::load
