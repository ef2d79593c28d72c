#include "master/scenario/check.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "master/scenario/headers.h"
#include "master/scenario/json_value.h"
#include "master/scenario/pointer.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

// 200, 200-299, 2xx.
void ReadStatus(const YamlNode& node, Mistakes& mistakes, v1::Check* check) {
  int64_t low = 0, high = 0;
  const std::string& text = node.text;
  const size_t dash = text.find('-');
  if (text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.substr(1) == "xx") {
    low = int64_t{text[0] - '0'} * 100;
    high = low + 99;
  } else {
    low = ParseInteger(text.substr(0, dash)).value_or(0);
    high = dash == std::string::npos ? low : ParseInteger(text.substr(dash + 1)).value_or(0);
  }
  if (node.kind != YamlNode::Kind::kScalar || low < 100 || high > 599 || low > high) {
    mistakes.Add(node.place, absl::StrCat("status must be a code (200), a range (200-299) or a "
                                          "class (2xx) within 100-599, not ",
                                          Describe(node)));
    return;
  }
  v1::StatusRange* range = check->add_status();
  range->set_low(static_cast<uint32_t>(low));
  range->set_high(static_cast<uint32_t>(high));
}

// One value, or each of a list.
void ForEachOf(const YamlNode& node, const std::function<void(const YamlNode&)>& read) {
  if (node.kind != YamlNode::Kind::kList) {
    read(node);
    return;
  }
  for (const YamlNode& item : node.items) read(item);
}

// A value to equal, or a mapping with one of equals, exists, matches. Check is a v1::JsonCheck or
// v1::HeaderCheck.
template <typename Check, typename WriteValue>
void ReadValueTest(const YamlNode& node, std::string_view what, Mistakes& mistakes,
                   WriteValue write_value, Check* check) {
  if (node.kind != YamlNode::Kind::kMapping) {
    *check->mutable_equals() = write_value(node);
    return;
  }
  if (!CheckKeysOf(node, ValueTestKeys(), what, mistakes)) return;
  const YamlNode* equals = node.Find("equals");
  const YamlNode* exists = node.Find("exists");
  const YamlNode* matches = node.Find("matches");
  if ((equals != nullptr) + (exists != nullptr) + (matches != nullptr) != 1) {
    mistakes.Add(node.place, absl::StrCat("the check of '", std::string(what),
                                          "' needs one of equals, exists, matches"));
  } else if (equals != nullptr) {
    *check->mutable_equals() = write_value(*equals);
  } else if (exists != nullptr) {
    check->set_exists(ReadBool(*exists, "exists", mistakes).value_or(true));
  } else if (const std::optional<Pattern> pattern = ReadPattern(*matches, "matches", mistakes)) {
    check->set_matches(pattern->text);
  }
}

void ReadJsonChecks(const YamlNode& node, Draft& draft, v1::Check* check) {
  if (!RequireMapping(node, "json", draft.mistakes)) return;
  const auto write = [&](const YamlNode& value) {
    TemplateWriter writer;
    WriteJson(value, draft, &writer);
    return writer.Take();
  };
  for (const YamlEntry& entry : node.entries) {
    if (!CheckPointer(entry.key, entry.key_place, draft.mistakes)) continue;
    v1::JsonCheck* json = check->add_json();
    json->set_pointer(entry.key);
    ReadValueTest(entry.value, entry.key, draft.mistakes, write, json);
  }
}

v1::Template WriteText(const YamlNode& node, std::string_view what, TextScope scope, Draft& draft) {
  TemplateWriter writer;
  if (ReadText(node, what, draft.mistakes)) {
    writer.AddPieces(SplitText(node, scope, draft), v1::TemplatePart::ENCODING_UNSPECIFIED);
  }
  return writer.Take();
}

void ReadHeaderChecks(const YamlNode& node, Draft& draft, v1::Check* check) {
  if (!RequireMapping(node, "headers", draft.mistakes)) return;
  for (const YamlEntry& entry : node.entries) {
    if (!IsHeaderName(entry.key)) {
      draft.mistakes.Add(entry.key_place, absl::StrCat("'", entry.key, "' is not a header name"));
      continue;
    }
    const auto write = [&](const YamlNode& value) {
      return WriteText(value, entry.key, TextScope::kRequest, draft);
    };
    v1::HeaderCheck* header = check->add_headers();
    header->set_name(entry.key);
    ReadValueTest(entry.value, entry.key, draft.mistakes, write, header);
  }
}

}  // namespace

void ReadCheck(const YamlNode& node, Draft& draft, v1::Check* check) {
  Mistakes& mistakes = draft.mistakes;
  if (!CheckKeysOf(node, CheckKeys(), "check", mistakes)) return;
  if (const YamlNode* status = node.Find("status")) {
    ForEachOf(*status, [&](const YamlNode& one) { ReadStatus(one, mistakes, check); });
  }
  if (const YamlNode* json = node.Find("json")) ReadJsonChecks(*json, draft, check);
  if (const YamlNode* contains = node.Find("contains")) {
    ForEachOf(*contains, [&](const YamlNode& one) {
      *check->add_body_contains() = WriteText(one, "contains", TextScope::kRequest, draft);
    });
  }
  if (const YamlNode* matches = node.Find("matches")) {
    ForEachOf(*matches, [&](const YamlNode& one) {
      const std::optional<Pattern> pattern = ReadPattern(one, "matches", mistakes);
      if (pattern) check->add_body_matches(pattern->text);
    });
  }
  if (const YamlNode* headers = node.Find("headers")) ReadHeaderChecks(*headers, draft, check);
  if (const YamlNode* size = node.Find("max_size")) {
    if (const auto bytes = ReadSize(*size, "max_size", mistakes)) check->set_max_size(*bytes);
  }
  if (const YamlNode* time = node.Find("max_time")) {
    if (const auto us = ReadMicros(*time, "max_time", mistakes)) check->set_max_time_us(*us);
  }
  if (const YamlNode* error = node.Find("error")) {
    *check->mutable_error() = WriteText(*error, "error", TextScope::kError, draft);
  }
}

}  // namespace aurax::load::master
