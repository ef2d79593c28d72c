#include "master/scenario/multipart.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/random.h"
#include "master/scenario/scalars.h"
#include "master/scenario/template_writer.h"

namespace aurax::load::master {
namespace {

struct Part {
  std::string head;  // header lines and the empty line
  TextPieces content;
};

// Inside a quoted header parameter, as browsers write it (WHATWG HTML, multipart/form-data).
std::string QuoteParameter(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r' || c == '\n') {
      absl::StrAppendFormat(&out, "%%%02X", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string OptionalText(const YamlNode& node, const char* key, Draft& draft) {
  const YamlNode* value = node.Find(key);
  if (value == nullptr) return "";
  return ReadFixedText(*value, key, draft).value_or("");
}

Part ReadPart(const YamlEntry& entry, Draft& draft) {
  Part part;
  std::string file_name, type;
  if (entry.value.kind != YamlNode::Kind::kMapping) {
    if (ReadText(entry.value, entry.key, draft.mistakes)) {
      part.content = SplitText(entry.value, TextScope::kRequest, draft);
    }
  } else if (CheckKeysOf(entry.value, MultipartPartKeys(), entry.key, draft.mistakes)) {
    const YamlNode* text = entry.value.Find("text");
    const YamlNode* file = entry.value.Find("file");
    if ((text == nullptr) == (file == nullptr)) {
      draft.mistakes.Add(entry.value.place, absl::StrCat("the part '", entry.key,
                                                         "' needs text or file, one of them"));
    } else if (text != nullptr && ReadText(*text, "text", draft.mistakes)) {
      part.content = SplitText(*text, TextScope::kRequest, draft);
    } else if (file != nullptr) {
      const std::string path = OptionalText(entry.value, "file", draft);
      file_name = FileName(path);
      type = "application/octet-stream";
      TextPiece piece;
      piece.literal = draft.ReadFile(path, file->place, false).value_or("");
      part.content.push_back(piece);
    }
    if (entry.value.Find("filename")) file_name = OptionalText(entry.value, "filename", draft);
    if (entry.value.Find("type")) type = OptionalText(entry.value, "type", draft);
  }
  part.head =
      absl::StrCat("Content-Disposition: form-data; name=\"", QuoteParameter(entry.key), "\"");
  if (!file_name.empty()) {
    absl::StrAppend(&part.head, "; filename=\"", QuoteParameter(file_name), "\"");
  }
  if (!type.empty()) absl::StrAppend(&part.head, "\r\nContent-Type: ", QuoteParameter(type));
  absl::StrAppend(&part.head, "\r\n\r\n");
  return part;
}

uint64_t Hash(uint64_t hash, std::string_view text) {
  for (const char c : text) hash = Mix64(hash ^ static_cast<unsigned char>(c));
  return Mix64(hash ^ text.size() ^ 0x100);
}

bool Occurs(const std::string& boundary, const std::vector<Part>& parts,
            const v1::Scenario& scenario) {
  for (const Part& part : parts) {
    for (const TextPiece& piece : part.content) {
      if (piece.literal.find(boundary) != std::string::npos) return true;
    }
  }
  for (const v1::DataSource& source : scenario.data()) {
    for (const v1::Value& cell : source.cells()) {
      if (cell.text().find(boundary) != std::string::npos) return true;
    }
  }
  return false;
}

std::string ChooseBoundary(const std::vector<Part>& parts, const v1::Scenario& scenario) {
  uint64_t hash = 0;
  for (const Part& part : parts) {
    hash = Hash(hash, part.head);
    for (const TextPiece& piece : part.content) hash = Hash(hash, piece.literal);
  }
  std::string boundary;
  do {
    boundary = absl::StrFormat("aurax-load-%016x%016x", hash, Mix64(hash + 1));
    hash = Mix64(hash);
  } while (Occurs(boundary, parts, scenario));
  return boundary;
}

}  // namespace

RequestBody ReadMultipart(const YamlNode& node, Draft& draft) {
  RequestBody body;
  body.is_multipart = true;
  if (!RequireMapping(node, "multipart", draft.mistakes)) return body;
  std::vector<Part> parts;
  for (const YamlEntry& entry : node.entries) parts.push_back(ReadPart(entry, draft));
  const std::string boundary = ChooseBoundary(parts, draft.scenario);
  TemplateWriter writer;
  for (const Part& part : parts) {
    writer.AddLiteral(absl::StrCat("--", boundary, "\r\n", part.head));
    writer.AddPieces(part.content, v1::TemplatePart::ENCODING_UNSPECIFIED);
    writer.AddLiteral("\r\n");
  }
  writer.AddLiteral(absl::StrCat("--", boundary, "--\r\n"));
  body.content = writer.Take();
  body.content_type = absl::StrCat("multipart/form-data; boundary=", boundary);
  return body;
}

}  // namespace aurax::load::master
