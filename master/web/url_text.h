// Texts inside URLs and forms (application/x-www-form-urlencoded, the URL Standard's rules). Pure
// functions.
#ifndef AURAX_MASTER_WEB_URL_TEXT_H_
#define AURAX_MASTER_WEB_URL_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aurax::load::master {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Nothing: a % without two hexadecimal digits, a NUL, or bytes that are no UTF-8.
std::optional<std::string> PercentDecoded(std::string_view text);

// "a=1&b=x+y%21", in its order; names without "=" have an empty value. Nothing: as above, or more
// than kMostFields.
std::optional<Fields> FormFields(std::string_view text);
inline constexpr size_t kMostFields = 1000;

// The host of "http://host:8089" or "[::1]:8089" or "host", in lower case and without port,
// brackets kept; empty if there is none.
std::string HostOf(std::string_view origin_or_host);

// An IPv4 or (bracketed or not) IPv6 address.
bool IsAddress(std::string_view host);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_URL_TEXT_H_
