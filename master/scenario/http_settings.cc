#include "master/scenario/http_settings.h"

#include "absl/strings/str_cat.h"
#include "master/scenario/headers.h"
#include "master/scenario/request.h"
#include "master/scenario/request_url.h"
#include "master/scenario/scalars.h"
#include "master/scenario/text_pieces.h"

namespace aurax::load::master {
namespace {

// own, or shared(N).
void ReadConnections(const YamlNode& node, Mistakes& mistakes, v1::HttpSettings* settings) {
  const std::optional<std::string> text = ReadText(node, "connections", mistakes);
  if (!text) return;
  if (*text == "own") {
    settings->set_shared_connections(0);
    return;
  }
  if (text->starts_with("shared(") && text->ends_with(")")) {
    const auto count = ParseInteger(text->substr(7, text->size() - 8));
    if (count && *count >= 1 && *count <= 1'000'000) {
      settings->set_shared_connections(static_cast<uint32_t>(*count));
      return;
    }
  }
  mistakes.Add(node.place, absl::StrCat("connections must be own or shared(N), not '", *text, "'"));
}

void ReadVersion(const YamlNode& node, Mistakes& mistakes, v1::HttpSettings* settings) {
  if (node.kind == YamlNode::Kind::kScalar && node.text == "1.1") {
    settings->set_version(v1::HttpSettings::VERSION_HTTP_1_1);
  } else if (node.kind == YamlNode::Kind::kScalar && node.text == "2") {
    settings->set_version(v1::HttpSettings::VERSION_HTTP_2);
  } else {
    mistakes.Add(node.place, absl::StrCat("http_version must be 1.1 or 2, not ", Describe(node)));
  }
}

void ReadProxy(const YamlNode& node, Draft& draft, v1::HttpSettings* settings) {
  const std::optional<std::string> proxy = ReadFixedText(node, "proxy", draft);
  if (!proxy) return;
  settings->set_proxy(*proxy);
  if (!proxy->empty() && !IsBaseUrl(*proxy)) {
    draft.mistakes.Add(node.place,
                       absl::StrCat("proxy must be http://host:port, not '", *proxy, "'"));
  }
}

}  // namespace

v1::HttpSettings DefaultHttpSettings() {
  v1::HttpSettings settings;
  settings.set_timeout_us(60'000'000);
  settings.set_connect_timeout_us(10'000'000);
  settings.set_max_redirects(30);
  settings.set_version(v1::HttpSettings::VERSION_HTTP_1_1);
  return settings;
}

v1::HttpSettings ReadHttpSettings(const YamlNode& node, Draft& draft) {
  Mistakes& mistakes = draft.mistakes;
  v1::HttpSettings settings = DefaultHttpSettings();
  if (const YamlNode* n = node.Find("headers")) {
    ReadHeaders(*n, draft, settings.mutable_headers());
  }
  if (const YamlNode* n = node.Find("timeout")) {
    if (const auto us = ReadMicros(*n, "timeout", mistakes)) settings.set_timeout_us(*us);
  }
  if (const YamlNode* n = node.Find("connect_timeout")) {
    const auto us = ReadMicros(*n, "connect_timeout", mistakes);
    if (us) settings.set_connect_timeout_us(*us);
  }
  if (const YamlNode* n = node.Find("verify_tls")) {
    settings.set_skip_tls_verification(!ReadBool(*n, "verify_tls", mistakes).value_or(true));
  }
  if (const YamlNode* n = node.Find("redirects")) {
    if (const auto count = ReadRedirects(*n, mistakes)) settings.set_max_redirects(*count);
  }
  if (const YamlNode* n = node.Find("connections")) ReadConnections(*n, mistakes, &settings);
  if (const YamlNode* n = node.Find("http_version")) ReadVersion(*n, mistakes, &settings);
  if (const YamlNode* n = node.Find("decompress")) {
    settings.set_decompress(ReadBool(*n, "decompress", mistakes).value_or(false));
  }
  if (const YamlNode* n = node.Find("proxy")) ReadProxy(*n, draft, &settings);
  return settings;
}

}  // namespace aurax::load::master
