#include "master/scenario/headers.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text.h"
#include "master/scenario/scalars.h"
#include "master/scenario/template_writer.h"

namespace aurax::load::master {

bool IsHeaderName(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool HasHeader(const Headers& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [&](const v1::Header& header) {
    return absl::EqualsIgnoreCase(header.name(), AbslSv(name));
  });
}

void ReadHeaders(const YamlNode& node, Draft& draft, Headers* headers) {
  if (!RequireMapping(node, "headers", draft.mistakes)) return;
  for (const YamlEntry& entry : node.entries) {
    if (!IsHeaderName(entry.key)) {
      draft.mistakes.Add(entry.key_place, absl::StrCat("'", entry.key, "' is not a header name"));
      continue;
    }
    if (HasHeader(*headers, entry.key)) {
      draft.mistakes.Add(entry.key_place, absl::StrCat("header '", entry.key, "' is given twice"));
      continue;
    }
    if (!ReadText(entry.value, entry.key, draft.mistakes)) continue;
    if (entry.value.text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      draft.mistakes.Add(entry.value.place,
                         absl::StrCat("header '", entry.key, "' holds a line break"));
      continue;
    }
    TemplateWriter writer;
    writer.AddPieces(SplitText(entry.value, TextScope::kRequest, draft),
                     v1::TemplatePart::ENCODING_HEADER);
    v1::Header* header = headers->Add();
    header->set_name(entry.key);
    *header->mutable_value() = writer.Take();
  }
}

}  // namespace aurax::load::master
