#include "master/scenario/base_url.h"

#include "absl/strings/str_cat.h"
#include "master/scenario/request_url.h"
#include "master/scenario/text_pieces.h"

namespace aurax::load::master {

std::optional<std::string> CheckBaseUrl(std::string url, std::string_view what, Place place,
                                        Mistakes& mistakes) {
  if (!IsBaseUrl(url)) {
    mistakes.Add(place, absl::StrCat(std::string(what), " must be http://... or https://..., not '",
                                     url, "'"));
    return std::nullopt;
  }
  while (url.back() == '/') url.pop_back();
  return url;
}

std::optional<std::string> ReadBaseUrl(const YamlNode& node, Draft& draft) {
  std::optional<std::string> url = ReadFixedText(node, "host", draft);
  if (!url) return std::nullopt;
  return CheckBaseUrl(*std::move(url), "host", node.place, draft.mistakes);
}

}  // namespace aurax::load::master
