#include "master/web/url_text.h"

#include <algorithm>
#include <arpa/inet.h>

#include "common/utf8.h"

namespace aurax::load::master {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> PercentDecoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = HexDigit(text[i + 1]);
    const int low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos || ValidUtf8(out) != out) return std::nullopt;
  return out;
}

std::optional<Fields> FormFields(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const size_t end = text.find('&');
    std::string field(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (field.empty()) continue;
    if (fields.size() == kMostFields) return std::nullopt;
    std::replace(field.begin(), field.end(), '+', ' ');
    const size_t equals = field.find('=');
    const std::string_view whole = field;
    const std::optional<std::string> name = PercentDecoded(whole.substr(0, equals));
    const std::optional<std::string> value =
        PercentDecoded(equals == std::string::npos ? std::string_view() : whole.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    fields.emplace_back(*name, *value);
  }
  return fields;
}

std::string HostOf(std::string_view origin_or_host) {
  if (const size_t scheme = origin_or_host.find("://"); scheme != std::string_view::npos) {
    origin_or_host.remove_prefix(scheme + 3);
  }
  const size_t end = origin_or_host.starts_with('[')
                         ? std::min(origin_or_host.find(']'), origin_or_host.size() - 1) + 1
                         : origin_or_host.find(':');
  std::string host(origin_or_host.substr(0, end));
  std::transform(host.begin(), host.end(), host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return host;
}

bool IsAddress(std::string_view host) {
  std::string text(host);
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  in6_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

}  // namespace aurax::load::master
