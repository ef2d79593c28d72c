#include "master/zstd.h"

#include <memory>
#include <zstd.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::master {

absl::StatusOr<std::string> Compressed(std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                   &ZSTD_freeCCtx);
  if (context == nullptr) return absl::InternalError("zstd: no memory");
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size =
      ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) return absl::InternalError(ZSTD_getErrorName(size));
  out.resize(size);
  out.shrink_to_fit();
  return out;
}

absl::StatusOr<std::string> Decompressed(std::string_view bytes, size_t most) {
  const unsigned long long length = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (length == ZSTD_CONTENTSIZE_ERROR || length == ZSTD_CONTENTSIZE_UNKNOWN || length > most) {
    return absl::DataLossError("not what was compressed");
  }
  std::string out(length, '\0');
  const size_t size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) return absl::DataLossError(ZSTD_getErrorName(size));
  if (size != length) return absl::DataLossError("shorter than it says");
  return out;
}

}  // namespace aurax::load::master
