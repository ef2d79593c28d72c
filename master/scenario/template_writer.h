// Writes a v1::Template piece by piece; neighbouring literals become one.
#ifndef AURAX_MASTER_SCENARIO_TEMPLATE_WRITER_H_
#define AURAX_MASTER_SCENARIO_TEMPLATE_WRITER_H_

#include <string_view>

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/text_pieces.h"

namespace aurax::load::master {

class TemplateWriter {
 public:
  using Encoding = v1::TemplatePart::Encoding;

  // As it is.
  void AddLiteral(std::string_view text);
  // Encoded now where it is known, by the worker where it is not.
  void AddPiece(const TextPiece& piece, Encoding encoding);
  // Already encoded.
  void AddPart(const v1::TemplatePart& part);
  void AddPieces(const TextPieces& pieces, Encoding encoding);
  v1::Template Take();

 private:
  v1::Template template_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_TEMPLATE_WRITER_H_
