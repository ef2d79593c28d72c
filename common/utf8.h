// Text from outside (response bodies, library messages) made fit for Protobuf strings, JSON and
// CSV, all of which must be valid UTF-8.
#ifndef AURAX_COMMON_UTF8_H_
#define AURAX_COMMON_UTF8_H_

#include <string>
#include <string_view>

namespace aurax::load {

// Bytes of the well-formed character that `text` begins with; 0 if there is none. Requires a text
// that is not empty.
size_t Utf8CharacterLength(std::string_view text);

// `text` with every byte that is not part of a well-formed character (Unicode 15, table 3-7: no
// overlong forms, no surrogates, nothing past U+10FFFF) replaced by U+FFFD, cut after the last
// whole character within `max_bytes`.
std::string ValidUtf8(std::string_view text, size_t max_bytes = std::string_view::npos);

}  // namespace aurax::load

#endif  // AURAX_COMMON_UTF8_H_
