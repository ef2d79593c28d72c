#include "common/crc32c.h"

#include <array>
#include <cstddef>

namespace aurax::load {
namespace {

constexpr uint32_t kPolynomial = 0x82f63b78;  // reflected 0x1edc6f41
constexpr size_t kSlices = 8;

using Table = std::array<uint32_t, 256>;

// tables[n][b]: what byte b does to the sum when n more bytes follow it. Eight bytes a turn: a
// byte a turn would cost a master of a thousand workers a quarter of a core.
constexpr std::array<Table, kSlices> MakeTables() {
  std::array<Table, kSlices> tables{};
  for (uint32_t b = 0; b < 256; ++b) {
    uint32_t sum = b;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? kPolynomial : 0);
    tables[0][b] = sum;
  }
  for (size_t n = 1; n < kSlices; ++n) {
    for (uint32_t b = 0; b < 256; ++b) {
      const uint32_t shorter = tables[n - 1][b];
      tables[n][b] = (shorter >> 8) ^ tables[0][shorter & 0xff];
    }
  }
  return tables;
}

constexpr std::array<Table, kSlices> kTables = MakeTables();

}  // namespace

uint32_t Crc32c(std::string_view bytes, uint32_t before) {
  uint32_t sum = ~before;
  const auto byte = [&bytes](size_t i) -> uint32_t { return static_cast<uint8_t>(bytes[i]); };
  for (; bytes.size() >= kSlices; bytes.remove_prefix(kSlices)) {
    sum ^= byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
    sum = kTables[7][sum & 0xff] ^ kTables[6][sum >> 8 & 0xff] ^ kTables[5][sum >> 16 & 0xff] ^
          kTables[4][sum >> 24] ^ kTables[3][byte(4)] ^ kTables[2][byte(5)] ^ kTables[1][byte(6)] ^
          kTables[0][byte(7)];
  }
  for (const char c : bytes) sum = (sum >> 8) ^ kTables[0][(sum ^ static_cast<uint8_t>(c)) & 0xff];
  return ~sum;
}

}  // namespace aurax::load
