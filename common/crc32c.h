// CRC-32C (Castagnoli): finds every error burst of up to 32 bits and every single wrong bit.
// Polynomial and test vectors are RFC 3720's, appendix B.4.
#ifndef AURAX_COMMON_CRC32C_H_
#define AURAX_COMMON_CRC32C_H_

#include <cstdint>
#include <string_view>

namespace aurax::load {

// Of `bytes`; with `before` = the sum of what stands in front of them, of both together.
uint32_t Crc32c(std::string_view bytes, uint32_t before = 0);

}  // namespace aurax::load

#endif  // AURAX_COMMON_CRC32C_H_
