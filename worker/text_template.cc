#include "worker/text_template.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "worker/json_document.h"

namespace aurax::load::worker {
namespace {

using SegmentValue = absl::StatusOr<Segment::Value>;

constexpr uint32_t kMaxDigits = 17;  // what a double carries

absl::Status Wrong(std::string_view what, uint64_t index) {
  return absl::InvalidArgumentError(absl::StrCat(std::string(what), " ", index, " does not exist"));
}

// From here on users of the script have a cursor into every source.
absl::Status UseSource(uint32_t source, TemplateScope* scope) {
  ScriptTables& tables = *scope->tables;
  if (source >= tables.data.size()) return Wrong("data source", source);
  if (tables.data[source].rows() == 0) return absl::InvalidArgumentError("a data source is empty");
  tables.layout.sources = static_cast<uint32_t>(tables.data.size());
  return absl::OkStatus();
}

SegmentValue CompileColumn(const v1::Column& column, TemplateScope* scope) {
  if (absl::Status used = UseSource(column.source(), scope); !used.ok()) return used;
  if (column.column() >= scope->tables->data[column.source()].columns()) {
    return Wrong("data column", column.column());
  }
  return ColumnCell{column.source(), column.column()};
}

SegmentValue CompilePick(uint32_t source, TemplateScope* scope) {
  if (absl::Status used = UseSource(source, scope); !used.ok()) return used;
  if (scope->tables->data[source].columns() != 1) {
    return absl::InvalidArgumentError("pick() needs a plain list");
  }
  return FreshPick{source};
}

SegmentValue CompileRange(const v1::Expression& source) {
  if (source.has_int_range()) {
    const v1::IntRange& range = source.int_range();
    if (range.low() > range.high()) return absl::InvalidArgumentError("int() needs low <= high");
    return IntDraw{range.low(), range.high()};
  }
  const v1::FloatRange& range = source.float_range();
  if (!std::isfinite(range.low()) || !std::isfinite(range.high()) || range.low() > range.high() ||
      range.digits() > kMaxDigits) {
    return absl::InvalidArgumentError("float() needs finite low <= high and at most 17 digits");
  }
  return FloatDraw{range.low(), range.high(), static_cast<int>(range.digits())};
}

SegmentValue CompileSequence(const v1::Sequence& source, TemplateScope* scope) {
  const auto [entry, added] = scope->sequence_slots.try_emplace(
      source.counter_slot(), static_cast<uint32_t>(scope->sequence_slots.size()));
  if (added) ++scope->tables->layout.sequences;
  return SequenceNumber{source.start(), source.step(), entry->second};
}

template <typename Wrapper>
SegmentValue CompileArgument(const v1::Template& source, TemplateScope* scope, bool of_response) {
  absl::StatusOr<TextTemplate> argument = TextTemplate::Compile(source, scope, of_response);
  if (!argument.ok()) return argument.status();
  return Wrapper{std::make_unique<TextTemplate>(*std::move(argument))};
}

SegmentValue CompileOfResponse(const v1::Expression& source, bool of_response) {
  if (!of_response) return absl::InvalidArgumentError("there is no response to name here");
  switch (source.kind_case()) {
    case v1::Expression::kResponseJson:
      if (absl::Status status = CheckJsonPointer(source.response_json()); !status.ok()) {
        return status;
      }
      return ResponseJson{source.response_json()};
    case v1::Expression::kResponseStatus:
      return ResponseStatus{};
    default:
      return ResponseBody{};
  }
}

SegmentValue CompileExpression(const v1::Expression& source, TemplateScope* scope,
                               bool of_response) {
  switch (source.kind_case()) {
    case v1::Expression::kVariableSlot:
      if (source.variable_slot() >= scope->tables->variables.size()) {
        return Wrong("variable", source.variable_slot());
      }
      return VariableText{source.variable_slot()};
    case v1::Expression::kColumn:
      return CompileColumn(source.column(), scope);
    case v1::Expression::kPick:
      return CompilePick(source.pick(), scope);
    case v1::Expression::kIntRange:
    case v1::Expression::kFloatRange:
      return CompileRange(source);
    case v1::Expression::kUuid:
      return Uuid{};
    case v1::Expression::kSeq:
      return CompileSequence(source.seq(), scope);
    case v1::Expression::kNow:
      return WallTimeNow{source.now().format()};
    case v1::Expression::kBase64:
      return CompileArgument<Base64Of>(source.base64(), scope, of_response);
    case v1::Expression::kUrlencode:
      return CompileArgument<UrlEncoded>(source.urlencode(), scope, of_response);
    case v1::Expression::kUserNumber:
      return UserNumber{};
    case v1::Expression::kIteration:
      return IterationNumber{};
    case v1::Expression::kResponseJson:
    case v1::Expression::kResponseStatus:
    case v1::Expression::kResponseBody:
      return CompileOfResponse(source, of_response);
    default:
      return absl::InvalidArgumentError("an expression without a kind");
  }
}

bool NeedsBody(const Segment& segment) {
  if (const auto* base64 = std::get_if<Base64Of>(&segment.value)) {
    return base64->argument->needs_body();
  }
  if (const auto* url = std::get_if<UrlEncoded>(&segment.value)) return url->argument->needs_body();
  return std::holds_alternative<ResponseJson>(segment.value) ||
         std::holds_alternative<ResponseBody>(segment.value);
}

}  // namespace

TextTemplate::TextTemplate(std::string constant) { Prepend(constant); }

absl::StatusOr<TextTemplate> TextTemplate::Compile(const v1::Template& source, TemplateScope* scope,
                                                   bool of_response) {
  TextTemplate compiled;
  std::vector<Segment>& segments = compiled.segments_;
  for (const v1::TemplatePart& part : source.parts()) {
    if (part.has_expression()) {
      SegmentValue value = CompileExpression(part.expression(), scope, of_response);
      if (!value.ok()) return value.status();
      segments.push_back({*std::move(value), part.encoding()});
    } else if (part.literal().empty()) {
      continue;
    } else if (!segments.empty() && std::holds_alternative<Literal>(segments.back().value)) {
      std::get<Literal>(segments.back().value).text += part.literal();
    } else {
      segments.push_back({Literal{part.literal()}});
    }
  }
  return compiled;
}

void TextTemplate::Prepend(const std::string& text) {
  if (text.empty()) return;
  if (!segments_.empty() && std::holds_alternative<Literal>(segments_.front().value)) {
    std::get<Literal>(segments_.front().value).text.insert(0, text);
  } else {
    segments_.insert(segments_.begin(), Segment{Literal{text}});
  }
}

const std::string* TextTemplate::constant() const {
  static const std::string kNothing;
  if (segments_.empty()) return &kNothing;
  if (segments_.size() > 1) return nullptr;
  const auto* literal = std::get_if<Literal>(&segments_.front().value);
  return literal == nullptr ? nullptr : &literal->text;
}

bool TextTemplate::needs_body() const {
  for (const Segment& segment : segments_) {
    if (NeedsBody(segment)) return true;
  }
  return false;
}

}  // namespace aurax::load::worker
