#include "master/scenario/request_url.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/text.h"
#include "master/scenario/request_body.h"
#include "master/scenario/scalars.h"
#include "master/scenario/template_writer.h"

namespace aurax::load::master {
namespace {

bool IsAbsolute(std::string_view url) {
  return absl::StartsWithIgnoreCase(AbslSv(url), "http://") ||
         absl::StartsWithIgnoreCase(AbslSv(url), "https://");
}

bool IsSpaceOrControl(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

// Literal text stays as it is written, but for what a request line cannot carry.
std::string EncodeNonAscii(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      absl::StrAppendFormat(&out, "%%%02X", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

void CheckUrl(const YamlNode& node, const TextPieces& pieces, Mistakes& mistakes) {
  const std::string& start = pieces.empty() ? node.text : pieces[0].literal;
  const bool captured = !pieces.empty() && pieces[0].expression;
  if (!captured && (start.empty() || start[0] != '/') && !IsAbsolute(start)) {
    mistakes.Add(node.place,
                 absl::StrCat("a URL begins with /, http:// or https://, not '", node.text, "'"));
  }
  for (const TextPiece& piece : pieces) {
    if (piece.from_expression) continue;
    if (std::any_of(piece.literal.begin(), piece.literal.end(), IsSpaceOrControl)) {
      mistakes.Add(node.place, "a URL cannot hold white space (write %20)");
    }
    if (piece.literal.find('#') != std::string::npos) {
      mistakes.Add(node.place, "a URL's fragment (#...) is never sent (write %23 for a #)");
    }
  }
}

}  // namespace

bool IsBaseUrl(std::string_view url) {
  if (!IsAbsolute(url) || std::any_of(url.begin(), url.end(), IsSpaceOrControl)) return false;
  const std::string_view host = url.substr(url.find("//") + 2);
  return !host.empty() && host[0] != '/' && url.find_first_of("?#") == std::string_view::npos;
}

RequestUrl ReadUrl(const YamlNode& node, const YamlNode* query, Draft& draft) {
  RequestUrl out;
  if (!ReadText(node, "a URL", draft.mistakes)) return out;
  const TextPieces pieces = SplitText(node, TextScope::kRequest, draft);
  CheckUrl(node, pieces, draft.mistakes);
  TemplateWriter writer;
  bool has_query = false, is_first = true;
  for (const TextPiece& piece : pieces) {
    if (!piece.from_expression) {
      const size_t mark = piece.literal.find('?');
      if (!has_query) out.name += piece.source.substr(0, piece.source.find('?'));
      has_query = has_query || mark != std::string::npos;
      writer.AddLiteral(EncodeNonAscii(piece.literal));
    } else {
      if (!has_query) out.name += piece.source;
      writer.AddPiece(piece, is_first ? v1::TemplatePart::ENCODING_UNSPECIFIED
                                      : v1::TemplatePart::ENCODING_URL);
    }
    is_first = false;
  }
  if (query != nullptr && !(query->kind == YamlNode::Kind::kMapping && query->entries.empty())) {
    writer.AddLiteral(has_query ? "&" : "?");
    const v1::Template pairs = ReadPairs(*query, "query", draft);
    for (const v1::TemplatePart& part : pairs.parts()) writer.AddPart(part);
  }
  out.url = writer.Take();
  return out;
}

}  // namespace aurax::load::master
