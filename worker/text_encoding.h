// Ways to write a value into a request: each appends to `out` and allocates only if `out` must
// grow.
#ifndef AURAX_WORKER_TEXT_ENCODING_H_
#define AURAX_WORKER_TEXT_ENCODING_H_

#include <string>
#include <string_view>

namespace aurax::load::worker {

// Inside a JSON string (RFC 8259, section 7): quotation mark, reverse solidus and control
// characters are escaped; each byte that is not UTF-8 becomes U+FFFD.
void AppendJsonText(std::string_view text, std::string* out);

// Percent-encoding of everything but RFC 3986's unreserved characters.
void AppendUrlText(std::string_view text, std::string* out);

// Without CR, LF and NUL, which would end a header line.
void AppendHeaderText(std::string_view text, std::string* out);

// RFC 4648, section 4, with padding.
void AppendBase64(std::string_view bytes, std::string* out);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_TEXT_ENCODING_H_
