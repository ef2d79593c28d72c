#include "master/scenario/json_value.h"

#include "absl/strings/str_cat.h"
#include "master/scenario/encoding.h"

namespace aurax::load::master {
namespace {

void WriteText(const TextPieces& pieces, TemplateWriter* writer) {
  writer->AddLiteral("\"");
  writer->AddPieces(pieces, v1::TemplatePart::ENCODING_JSON_TEXT);
  writer->AddLiteral("\"");
}

void WriteScalar(const YamlNode& node, Draft& draft, TemplateWriter* writer) {
  switch (TypeOf(node)) {
    case ScalarType::kNull:
      writer->AddLiteral("null");
      return;
    case ScalarType::kBool:
    case ScalarType::kInteger:
    case ScalarType::kReal:
      writer->AddLiteral(node.text);
      return;
    case ScalarType::kTrap:
      draft.mistakes.Add(node.place, TrapMessage(node));
      return;
    case ScalarType::kText:
      break;
  }
  const TextPieces pieces = SplitText(node, TextScope::kRequest, draft);
  if (pieces.size() == 1 && pieces[0].expression) {
    writer->AddPiece(pieces[0], v1::TemplatePart::ENCODING_JSON_VALUE);
  } else {
    WriteText(pieces, writer);
  }
}

// A cell's JSON text; scalars as JSON values.
std::string CellJson(const YamlNode& node, Mistakes& mistakes) {
  std::string out;
  if (node.kind == YamlNode::Kind::kList) {
    for (const YamlNode& item : node.items) {
      absl::StrAppend(&out, out.empty() ? "" : ",", CellJson(item, mistakes));
    }
    return absl::StrCat("[", out, "]");
  }
  if (node.kind == YamlNode::Kind::kMapping) {
    for (const YamlEntry& entry : node.entries) {
      absl::StrAppend(&out, out.empty() ? "" : ",", "\"", EncodeJsonText(entry.key),
                      "\":", CellJson(entry.value, mistakes));
    }
    return absl::StrCat("{", out, "}");
  }
  const v1::Value value = ReadCell(node, mistakes);
  return value.is_json() ? value.text() : absl::StrCat("\"", EncodeJsonText(value.text()), "\"");
}

}  // namespace

void WriteJson(const YamlNode& node, Draft& draft, TemplateWriter* writer) {
  std::string_view separator;
  if (node.kind == YamlNode::Kind::kList) {
    writer->AddLiteral("[");
    for (const YamlNode& item : node.items) {
      writer->AddLiteral(separator);
      WriteJson(item, draft, writer);
      separator = ",";
    }
    writer->AddLiteral("]");
  } else if (node.kind == YamlNode::Kind::kMapping) {
    writer->AddLiteral("{");
    for (const YamlEntry& entry : node.entries) {
      writer->AddLiteral(separator);
      const auto place_of = [&](size_t) { return entry.key_place; };
      WriteText(SplitText(entry.key, place_of, TextScope::kRequest, draft), writer);
      writer->AddLiteral(":");
      WriteJson(entry.value, draft, writer);
      separator = ",";
    }
    writer->AddLiteral("}");
  } else {
    WriteScalar(node, draft, writer);
  }
}

v1::Value ReadCell(const YamlNode& node, Mistakes& mistakes) {
  v1::Value cell;
  if (node.kind == YamlNode::Kind::kList || node.kind == YamlNode::Kind::kMapping) {
    cell.set_text(CellJson(node, mistakes));
    cell.set_is_json(true);
    return cell;
  }
  const ScalarType type = TypeOf(node);
  if (type == ScalarType::kTrap) mistakes.Add(node.place, TrapMessage(node));
  cell.set_text(type == ScalarType::kNull ? "null" : node.text);
  cell.set_is_json(type != ScalarType::kText && type != ScalarType::kTrap);
  return cell;
}

}  // namespace aurax::load::master
