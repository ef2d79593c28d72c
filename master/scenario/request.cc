#include "master/scenario/request.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "master/scenario/capture.h"
#include "master/scenario/check.h"
#include "master/scenario/headers.h"
#include "master/scenario/keys.h"
#include "master/scenario/request_body.h"
#include "master/scenario/request_url.h"
#include "master/scenario/scalars.h"
#include "master/scenario/template_writer.h"

namespace aurax::load::master {
namespace {

constexpr uint32_t kDefaultRedirects = 30;  // Locust's

void CheckOneMethod(const YamlNode& node, const YamlEntry& method, Mistakes& mistakes) {
  const std::vector<std::string>& methods = MethodKeys().keys;
  for (const YamlEntry& entry : node.entries) {
    if (&entry == &method) continue;
    if (std::find(methods.begin(), methods.end(), entry.key) == methods.end()) continue;
    mistakes.Add(entry.key_place, absl::StrCat("a request has one method: both '", method.key,
                                               "' and '", entry.key, "' are given"));
  }
}

void AddBody(const YamlNode& node, Draft& draft, v1::Request* request) {
  std::optional<RequestBody> body = ReadBody(node, draft);
  if (!body) return;
  *request->mutable_body() = std::move(body->content);
  if (HasHeader(request->headers(), "Content-Type")) {
    if (body->is_multipart) {
      draft.mistakes.Add(node.Find("headers")->place,
                         "multipart sets its own Content-Type: leave the header out");
    }
    return;
  }
  if (body->content_type.empty()) return;
  v1::Header* header = request->add_headers();
  header->set_name("Content-Type");
  TemplateWriter writer;
  writer.AddLiteral(body->content_type);
  *header->mutable_value() = writer.Take();
}

}  // namespace

const YamlEntry* FindMethod(const YamlNode& node) {
  const std::vector<std::string>& methods = MethodKeys().keys;
  for (const YamlEntry& entry : node.entries) {
    if (std::find(methods.begin(), methods.end(), entry.key) != methods.end()) return &entry;
  }
  return nullptr;
}

std::optional<uint32_t> ReadRedirects(const YamlNode& node, Mistakes& mistakes) {
  if (node.kind == YamlNode::Kind::kScalar && TypeOf(node) == ScalarType::kBool) {
    return node.text == "true" ? kDefaultRedirects : 0;
  }
  if (node.kind == YamlNode::Kind::kScalar && TypeOf(node) == ScalarType::kInteger) {
    const auto count = ReadInteger(node, "redirects", 0, 100, mistakes);
    return count ? std::optional<uint32_t>(*count) : std::nullopt;
  }
  mistakes.Add(node.place, absl::StrCat("redirects must be true, false or how many are followed, "
                                        "not ",
                                        Describe(node)));
  return std::nullopt;
}

void ReadRequest(const YamlNode& node, const std::optional<std::string>& task_name, Draft& draft,
                 v1::Request* request) {
  Mistakes& mistakes = draft.mistakes;
  const YamlEntry& method = *FindMethod(node);
  CheckOneMethod(node, method, mistakes);
  request->set_method(absl::AsciiStrToUpper(method.key));
  RequestUrl url = ReadUrl(method.value, node.Find("query"), draft);
  *request->mutable_url() = std::move(url.url);
  std::string name = task_name.value_or(url.name);
  if (const YamlNode* own = node.Find("name")) {
    name = ReadPlainText(*own, "name", draft).value_or(name);
  }
  request->set_name_id(draft.NameId(request->method(), name));
  if (const YamlNode* headers = node.Find("headers")) {
    ReadHeaders(*headers, draft, request->mutable_headers());
  }
  AddBody(node, draft, request);
  if (const YamlNode* timeout = node.Find("timeout")) {
    if (const auto us = ReadMicros(*timeout, "timeout", mistakes)) request->set_timeout_us(*us);
  }
  if (const YamlNode* redirects = node.Find("redirects")) {
    if (const auto count = ReadRedirects(*redirects, mistakes)) request->set_max_redirects(*count);
  }
  if (const YamlNode* check = node.Find("check"))
    ReadCheck(*check, draft, request->mutable_check());
  if (const YamlNode* capture = node.Find("capture")) {
    ReadCaptures(*capture, draft, request->mutable_captures());
  }
}

}  // namespace aurax::load::master
