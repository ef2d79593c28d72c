#include "common/credentials.h"

#include <algorithm>

namespace aurax::load {

std::string WithoutCredentials(std::string text) {
  const size_t scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const size_t begin = scheme + 3;
  const size_t authority_end = std::min(text.find_first_of("/?#", begin), text.size());
  const size_t at = text.rfind('@', authority_end);
  if (at == std::string::npos || at < begin) return text;
  return text.replace(begin, at - begin, kCredentialMask);
}

}  // namespace aurax::load
