#include "master/scenario/request_body.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/scenario/json_value.h"
#include "master/scenario/multipart.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

RequestBody ReadJsonBody(const YamlNode& node, Draft& draft) {
  TemplateWriter writer;
  WriteJson(node, draft, &writer);
  return {writer.Take(), "application/json"};
}

RequestBody ReadTextBody(const YamlNode& node, Draft& draft) {
  TemplateWriter writer;
  if (ReadText(node, "body", draft.mistakes)) {
    writer.AddPieces(SplitText(node, TextScope::kRequest, draft),
                     v1::TemplatePart::ENCODING_UNSPECIFIED);
  }
  return {writer.Take(), ""};
}

RequestBody ReadFileBody(const YamlNode& node, Draft& draft) {
  TemplateWriter writer;
  if (const std::optional<std::string> path = ReadFixedText(node, "body_file", draft)) {
    const std::optional<std::string> content = draft.ReadFile(*path, node.place, false);
    if (content) writer.AddLiteral(*content);
  }
  return {writer.Take(), ""};
}

RequestBody ReadBodyOf(const YamlEntry& entry, Draft& draft) {
  if (entry.key == "json") return ReadJsonBody(entry.value, draft);
  if (entry.key == "body") return ReadTextBody(entry.value, draft);
  if (entry.key == "body_file") return ReadFileBody(entry.value, draft);
  if (entry.key == "multipart") return ReadMultipart(entry.value, draft);
  return {ReadPairs(entry.value, "form", draft), "application/x-www-form-urlencoded"};
}

}  // namespace

v1::Template ReadPairs(const YamlNode& mapping, std::string_view what, Draft& draft) {
  TemplateWriter writer;
  if (!RequireMapping(mapping, what, draft.mistakes)) return writer.Take();
  std::string_view separator;
  const auto add = [&](const YamlEntry& entry, const YamlNode& value) {
    writer.AddLiteral(separator);
    separator = "&";
    const auto place_of = [&](size_t) { return entry.key_place; };
    writer.AddPieces(SplitText(entry.key, place_of, TextScope::kRequest, draft),
                     v1::TemplatePart::ENCODING_URL);
    writer.AddLiteral("=");
    if (!ReadText(value, entry.key, draft.mistakes)) return;
    writer.AddPieces(SplitText(value, TextScope::kRequest, draft), v1::TemplatePart::ENCODING_URL);
  };
  for (const YamlEntry& entry : mapping.entries) {
    if (entry.value.kind == YamlNode::Kind::kList) {
      for (const YamlNode& item : entry.value.items) add(entry, item);
    } else {
      add(entry, entry.value);
    }
  }
  return writer.Take();
}

std::optional<RequestBody> ReadBody(const YamlNode& request, Draft& draft) {
  constexpr std::array<std::string_view, 5> kKinds = {"json", "form", "body", "body_file",
                                                      "multipart"};
  std::optional<RequestBody> body;
  std::string first;
  for (const YamlEntry& entry : request.entries) {
    if (std::find(kKinds.begin(), kKinds.end(), entry.key) == kKinds.end()) continue;
    // One too many is read as well: its own mistakes are told along with this one.
    RequestBody own = ReadBodyOf(entry, draft);
    if (body) {
      draft.mistakes.Add(entry.key_place, absl::StrCat("a request has one body: both '", first,
                                                       "' and '", entry.key, "' are given"));
      continue;
    }
    first = entry.key;
    body = std::move(own);
  }
  return body;
}

}  // namespace aurax::load::master
