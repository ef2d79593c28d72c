// Bytes as gzip (RFC 1952), and back. Pure functions.
#ifndef AURAX_MASTER_GZIP_H_
#define AURAX_MASTER_GZIP_H_

#include <string>
#include <string_view>

namespace aurax::load::master {

// `level`: 1 (fast) to 9 (small). Empty: no memory.
std::string Gzipped(std::string_view bytes, int level);
// As much of it as is gzip.
std::string Unzipped(std::string_view gzip);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_GZIP_H_
