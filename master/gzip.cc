#include "master/gzip.h"

#include <zlib.h>

namespace aurax::load::master {
namespace {

constexpr int kGzip = MAX_WBITS + 16;  // the largest window, a gzip header
constexpr int kMostMemory = 9;

Bytef* BytesOf(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

std::string Gzipped(std::string_view bytes, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzip, kMostMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    return "";
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = BytesOf(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = BytesOf(out);
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = deflate(&stream, Z_FINISH);
  out.resize(code == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string Unzipped(std::string_view gzip) {
  std::string out;
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) return out;
  stream.next_in = BytesOf(gzip);
  stream.avail_in = static_cast<uInt>(gzip.size());
  char piece[16384];
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof(piece);
    result = inflate(&stream, Z_NO_FLUSH);
    out.append(piece, sizeof(piece) - stream.avail_out);
  }
  inflateEnd(&stream);
  return out;
}

}  // namespace aurax::load::master
