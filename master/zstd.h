// Bytes made smaller, and back, with a checksum. Pure functions.
#ifndef AURAX_MASTER_ZSTD_H_
#define AURAX_MASTER_ZSTD_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace aurax::load::master {

absl::StatusOr<std::string> Compressed(std::string_view bytes);  // Internal
// DataLoss: not what Compressed() made, or more than `most` bytes.
absl::StatusOr<std::string> Decompressed(std::string_view bytes, size_t most);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_ZSTD_H_
