#include "master/scenario/template_writer.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/scenario/encoding.h"

namespace aurax::load::master {
namespace {

std::string Encode(const std::string& text, v1::TemplatePart::Encoding encoding) {
  switch (encoding) {
    case v1::TemplatePart::ENCODING_JSON_VALUE:
      return absl::StrCat("\"", EncodeJsonText(text), "\"");
    case v1::TemplatePart::ENCODING_JSON_TEXT:
      return EncodeJsonText(text);
    case v1::TemplatePart::ENCODING_URL:
      return EncodeUrl(text);
    case v1::TemplatePart::ENCODING_HEADER:
      return EncodeHeader(text);
    default:
      return text;
  }
}

}  // namespace

void TemplateWriter::AddLiteral(std::string_view text) {
  if (text.empty()) return;
  const int size = template_.parts_size();
  if (size == 0 || !template_.parts(size - 1).has_literal()) template_.add_parts();
  template_.mutable_parts(template_.parts_size() - 1)->mutable_literal()->append(text);
}

void TemplateWriter::AddPiece(const TextPiece& piece, Encoding encoding) {
  if (!piece.expression) {
    AddLiteral(Encode(piece.literal, encoding));
    return;
  }
  v1::TemplatePart* part = template_.add_parts();
  *part->mutable_expression() = *piece.expression;
  part->set_encoding(encoding);
}

void TemplateWriter::AddPart(const v1::TemplatePart& part) {
  if (part.has_literal()) {
    AddLiteral(part.literal());
  } else {
    *template_.add_parts() = part;
  }
}

void TemplateWriter::AddPieces(const TextPieces& pieces, Encoding encoding) {
  for (const TextPiece& piece : pieces) AddPiece(piece, encoding);
}

v1::Template TemplateWriter::Take() { return std::exchange(template_, {}); }

}  // namespace aurax::load::master
