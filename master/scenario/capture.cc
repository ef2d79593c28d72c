#include "master/scenario/capture.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "master/scenario/expression_syntax.h"
#include "master/scenario/function_call.h"
#include "master/scenario/headers.h"
#include "master/scenario/pointer.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

bool CheckVariableName(const YamlEntry& entry, Draft& draft) {
  const std::string& name = entry.key;
  const std::vector<std::string>& functions = FunctionNames();
  if (!IsName(name)) {
    draft.mistakes.Add(entry.key_place, absl::StrCat("'", name,
                                                     "' is not a variable's name: use "
                                                     "letters, digits, _ and -"));
    return false;
  }
  const bool built_in = name == "user" || name == "iteration" || name == "status" ||
                        name == "body" ||
                        std::find(functions.begin(), functions.end(), name) != functions.end();
  if (built_in || draft.FindSource(name)) {
    draft.mistakes.Add(entry.key_place, absl::StrCat("'", name, "' is already the name of ",
                                                     built_in ? "something built in" : "data"));
    return false;
  }
  return true;
}

void ReadRegex(const YamlNode& node, const YamlNode* group_node, Mistakes& mistakes,
               v1::Capture* capture) {
  const std::optional<Pattern> pattern = ReadPattern(node, "regex", mistakes);
  if (!pattern) return;
  int64_t group = pattern->groups > 0 ? 1 : 0;
  if (group_node != nullptr) {
    group = ReadInteger(*group_node, "group", 0, pattern->groups, mistakes).value_or(group);
  }
  capture->mutable_regex()->set_pattern(pattern->text);
  capture->mutable_regex()->set_group(static_cast<uint32_t>(group));
}

void ReadSource(const YamlEntry& entry, Mistakes& mistakes, v1::Capture* capture) {
  const YamlNode* json = entry.value.Find("json");
  const YamlNode* regex = entry.value.Find("regex");
  const YamlNode* header = entry.value.Find("header");
  const YamlNode* cookie = entry.value.Find("cookie");
  const YamlNode* group = entry.value.Find("group");
  if ((json != nullptr) + (regex != nullptr) + (header != nullptr) + (cookie != nullptr) != 1) {
    mistakes.Add(entry.value.place, absl::StrCat("the capture of '", entry.key,
                                                 "' needs one of json, regex, header, cookie"));
    return;
  }
  if (group != nullptr && regex == nullptr) {
    mistakes.Add(group->place, "group belongs to a regex");
  }
  if (regex != nullptr) return ReadRegex(*regex, group, mistakes, capture);
  const YamlNode& from = json != nullptr ? *json : header != nullptr ? *header : *cookie;
  const std::optional<std::string> text = ReadText(from, entry.key, mistakes);
  if (!text) return;
  if (json != nullptr) {
    if (CheckPointer(*text, from.place, mistakes)) capture->set_json(*text);
  } else if (header != nullptr) {
    capture->set_header(*text);
    if (!IsHeaderName(*text)) {
      mistakes.Add(from.place, absl::StrCat("'", *text, "' is not a header name"));
    }
  } else {
    capture->set_cookie(*text);
  }
}

}  // namespace

void ReadCaptures(const YamlNode& node, Draft& draft,
                  google::protobuf::RepeatedPtrField<v1::Capture>* captures) {
  Mistakes& mistakes = draft.mistakes;
  if (!RequireMapping(node, "capture", mistakes)) return;
  for (const YamlEntry& entry : node.entries) {
    if (!CheckVariableName(entry, draft)) continue;
    v1::Capture* capture = captures->Add();
    capture->set_variable_slot(draft.CaptureVariable(entry.key));
    if (entry.value.kind == YamlNode::Kind::kScalar) {  // token: /token
      if (CheckPointer(entry.value.text, entry.value.place, mistakes)) {
        capture->set_json(entry.value.text);
      }
      continue;
    }
    if (!CheckKeysOf(entry.value, CaptureKeys(), entry.key, mistakes)) continue;
    ReadSource(entry, mistakes, capture);
    if (const YamlNode* optional = entry.value.Find("optional")) {
      capture->set_may_be_missing(ReadBool(*optional, "optional", mistakes).value_or(false));
    }
  }
}

}  // namespace aurax::load::master
