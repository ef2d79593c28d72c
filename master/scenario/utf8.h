// UTF-8, as RFC 3629 defines it.
#ifndef AURAX_MASTER_SCENARIO_UTF8_H_
#define AURAX_MASTER_SCENARIO_UTF8_H_

#include <cstddef>
#include <string_view>

namespace aurax::load::master {

// Offset of the first byte that is not part of valid UTF-8 (overlong forms and surrogates are not);
// text.size() when all is well.
size_t FirstInvalidUtf8(std::string_view text);

// Without a leading byte order mark.
std::string_view WithoutByteOrderMark(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_UTF8_H_
