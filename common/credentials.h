// Keeps passwords out of what people see.
#ifndef AURAX_COMMON_CREDENTIALS_H_
#define AURAX_COMMON_CREDENTIALS_H_

#include <string>

namespace aurax::load {

inline constexpr char kCredentialMask[] = "***";

// `text` with what stands between :// and @ of a URL's authority (RFC 3986 3.2.1) masked; any other
// text is as it was.
std::string WithoutCredentials(std::string text);

}  // namespace aurax::load

#endif  // AURAX_COMMON_CREDENTIALS_H_
