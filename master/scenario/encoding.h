// The encodings of v1::TemplatePart, for what is known before the run. The worker has the same for
// the rest.
#ifndef AURAX_MASTER_SCENARIO_ENCODING_H_
#define AURAX_MASTER_SCENARIO_ENCODING_H_

#include <string>
#include <string_view>

namespace aurax::load::master {

std::string EncodeBase64(std::string_view text);  // RFC 4648, 4, padded
std::string EncodeUrl(std::string_view text);  // RFC 3986: all but the unreserved percent-encoded
std::string EncodeJsonText(
    std::string_view text);  // inside a JSON string (RFC 8259, 7): no quotes around it
std::string EncodeHeader(std::string_view text);  // without CR, LF and NUL

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_ENCODING_H_
