#include "master/scenario/function_call.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/scenario/encoding.h"
#include "master/scenario/expression.h"
#include "master/scenario/pointer.h"
#include "master/scenario/scalars.h"
#include "master/scenario/template_writer.h"

namespace aurax::load::master {
namespace {

using Kind = ExpressionArgument::Kind;
using Result = std::optional<TextPiece>;

class FunctionCall {
 public:
  FunctionCall(const ExpressionSyntax& syntax, const PlaceOf& place_of, TextScope scope,
               Draft& draft)
      : syntax_(syntax), place_of_(place_of), scope_(scope), draft_(draft) {}

  struct Function {
    std::string_view name;
    size_t least, most;  // arguments
    std::string_view form;
    Result (FunctionCall::*resolve)();
  };
  static constexpr size_t kFunctions = 11;
  static const std::array<Function, kFunctions>& Functions();

  Result Resolve() {
    for (const Function& function : Functions()) {
      if (function.name != syntax_.name) continue;
      const size_t count = syntax_.arguments.size();
      if (count < function.least || count > function.most) {
        return Fail(absl::StrCat(syntax_.name, " is written ", std::string(function.form)));
      }
      return (this->*function.resolve)();
    }
    draft_.mistakes.AddUnknown(place_of_(syntax_.offset), "function", syntax_.name,
                               FunctionNames());
    return std::nullopt;
  }

 private:
  Result Fail(size_t offset, std::string message) {
    draft_.mistakes.Add(place_of_(offset), std::move(message));
    return std::nullopt;
  }
  Result Fail(std::string message) { return Fail(syntax_.offset, std::move(message)); }

  static Result Literal(std::string text) {
    TextPiece piece;
    piece.literal = std::move(text);
    return piece;
  }
  static Result Value(v1::Expression expression) {
    TextPiece piece;
    piece.expression = std::move(expression);
    return piece;
  }
  // What only the run can know.
  Result RunValue(const v1::Expression& e) {
    return scope_ == TextScope::kLoadTime ? Fail(OnlyBeforeTheRun(syntax_.name)) : Value(e);
  }

  // The argument as plain text; env() and file() may be nested.
  std::optional<std::string> FixedArgument(size_t index) {
    const ExpressionArgument& argument = syntax_.arguments[index];
    if (argument.kind == Kind::kBare) return argument.text;
    const size_t mistakes_before = draft_.mistakes.size();
    std::string text;
    for (const TextPiece& piece : ArgumentPieces(argument, TextScope::kLoadTime)) {
      text += piece.literal;
    }
    if (draft_.mistakes.size() != mistakes_before) return std::nullopt;
    return text;
  }

  TextPieces ArgumentPieces(const ExpressionArgument& argument, TextScope scope) {
    const PlaceOf place_of = [this, &argument](size_t offset) {
      return place_of_(argument.offset + offset);
    };
    if (argument.kind == Kind::kQuoted) return SplitText(argument.text, place_of, scope, draft_);
    ExpressionSyntax syntax;
    if (argument.kind == Kind::kCall) {
      syntax = argument.call[0];
    } else {
      const ParsedExpression parsed = ParseExpression(absl::StrCat(argument.text, "}"), 0);
      if (parsed.error || parsed.end != argument.text.size() + 1) {
        Fail(argument.offset,
             absl::StrCat("'", argument.text, "' is not a name: put text in quotes"));
        return {};
      }
      syntax = parsed.expression;
      syntax.offset = argument.offset;
    }
    const Result piece = ResolveExpression(syntax, place_of_, scope, draft_);
    return piece ? TextPieces{*piece} : TextPieces{};
  }

  std::optional<int64_t> IntegerArgument(size_t index) {
    const std::optional<std::string> text = FixedArgument(index);
    const std::optional<int64_t> value = text ? ParseInteger(*text) : std::nullopt;
    if (!value && text) {
      Fail(syntax_.arguments[index].offset,
           absl::StrCat(syntax_.name, ": '", *text, "' is not a whole number"));
    }
    return value;
  }

  std::optional<double> NumberArgument(size_t index) {
    const std::optional<std::string> text = FixedArgument(index);
    const std::optional<double> value = text ? ParseNumber(*text) : std::nullopt;
    if (text && !(value && *value >= -1e15 && *value <= 1e15)) {
      Fail(syntax_.arguments[index].offset,
           absl::StrCat(syntax_.name, ": '", *text, "' is not a number"));
      return std::nullopt;
    }
    return value;
  }

  Result Pick() {
    const std::optional<std::string> name = FixedArgument(0);
    if (!name) return std::nullopt;
    const size_t offset = syntax_.arguments[0].offset;
    const std::optional<uint32_t> source = draft_.FindSource(*name);
    if (!source) {
      draft_.mistakes.AddUnknown(place_of_(offset), "data", *name, draft_.SourceNames());
      return std::nullopt;
    }
    if (draft_.scenario.data(static_cast<int>(*source)).columns_size() != 1) {
      return Fail(offset, absl::StrCat("pick takes a plain list, and '", *name, "' has columns"));
    }
    v1::Expression e;
    e.set_pick(*source);
    return RunValue(e);
  }

  Result Int() {
    const std::optional<int64_t> low = IntegerArgument(0), high = IntegerArgument(1);
    if (!low || !high) return std::nullopt;
    if (*low > *high) return Fail("int: the first number is greater than the second");
    v1::Expression e;
    e.mutable_int_range()->set_low(*low);
    e.mutable_int_range()->set_high(*high);
    return RunValue(e);
  }

  Result Float() {
    const std::optional<double> low = NumberArgument(0), high = NumberArgument(1);
    const std::optional<int64_t> digits =
        syntax_.arguments.size() == 3 ? IntegerArgument(2) : std::optional<int64_t>(2);
    if (!low || !high || !digits) return std::nullopt;
    if (*low > *high) return Fail("float: the first number is greater than the second");
    if (*digits < 0 || *digits > 15) {
      return Fail(syntax_.arguments[2].offset, "float: the digits must be from 0 to 15");
    }
    v1::Expression e;
    e.mutable_float_range()->set_low(*low);
    e.mutable_float_range()->set_high(*high);
    e.mutable_float_range()->set_digits(static_cast<uint32_t>(*digits));
    return RunValue(e);
  }

  Result Uuid() {
    v1::Expression e;
    e.mutable_uuid();
    return RunValue(e);
  }

  Result Seq() {
    const size_t count = syntax_.arguments.size();
    const std::optional<int64_t> start = count > 0 ? IntegerArgument(0) : std::optional<int64_t>(1);
    const std::optional<int64_t> step = count > 1 ? IntegerArgument(1) : std::optional<int64_t>(1);
    if (!start || !step) return std::nullopt;
    v1::Expression e;
    e.mutable_seq()->set_start(*start);
    e.mutable_seq()->set_step(*step);
    e.mutable_seq()->set_counter_slot(draft_.NewCounter());
    return RunValue(e);
  }

  Result Now() {
    static const std::vector<std::string> kFormats = {"iso", "seconds", "milliseconds"};
    const std::optional<std::string> format =
        syntax_.arguments.empty() ? std::optional<std::string>("iso") : FixedArgument(0);
    if (!format) return std::nullopt;
    v1::Expression e;
    for (size_t i = 0; i < kFormats.size(); ++i) {
      if (*format != kFormats[i]) continue;
      e.mutable_now()->set_format(static_cast<v1::Now::Format>(v1::Now::FORMAT_ISO + i));
      return RunValue(e);
    }
    return Fail(syntax_.arguments[0].offset,
                absl::StrCat("now takes iso, seconds or milliseconds, not '", *format, "'"));
  }

  Result Env() {
    const std::optional<std::string> name = FixedArgument(0);
    if (!name) return std::nullopt;
    if (std::optional<std::string> value = draft_.Environment(*name)) return Literal(*value);
    if (syntax_.arguments.size() == 2) {
      const std::optional<std::string> fallback = FixedArgument(1);
      return fallback ? Literal(*fallback) : std::nullopt;
    }
    return Fail(absl::StrCat("the environment variable ", *name, " is not set (${env(", *name,
                             ", default)} gives a default)"));
  }

  Result File() {
    const std::optional<std::string> path = FixedArgument(0);
    if (!path) return std::nullopt;
    std::optional<std::string> content =
        draft_.ReadFile(*path, place_of_(syntax_.arguments[0].offset), /*as_text=*/true);
    return content ? Literal(*std::move(content)) : std::nullopt;
  }

  Result Encoded(std::string (*encode)(std::string_view),
                 v1::Template* (v1::Expression::*field)()) {
    const TextPieces pieces = ArgumentPieces(syntax_.arguments[0], scope_);
    if (pieces.empty() && syntax_.arguments[0].kind != Kind::kQuoted) return std::nullopt;
    std::string literal;
    bool fixed = true;
    for (const TextPiece& piece : pieces) {
      fixed = fixed && !piece.expression;
      literal += piece.literal;
    }
    if (fixed) return Literal(encode(literal));
    v1::Expression e;
    TemplateWriter writer;
    writer.AddPieces(pieces, v1::TemplatePart::ENCODING_UNSPECIFIED);
    *(e.*field)() = writer.Take();
    return Value(e);
  }
  Result Base64() { return Encoded(&EncodeBase64, &v1::Expression::mutable_base64); }
  Result UrlEncode() { return Encoded(&EncodeUrl, &v1::Expression::mutable_urlencode); }

  Result Json() {
    if (scope_ != TextScope::kError) {
      return Fail(
          "json() reads the response of a failed check: it is for check: error: only "
          "(elsewhere, capture a variable)");
    }
    const std::optional<std::string> pointer = FixedArgument(0);
    if (!pointer) return std::nullopt;
    if (!CheckPointer(*pointer, place_of_(syntax_.arguments[0].offset), draft_.mistakes)) {
      return std::nullopt;
    }
    v1::Expression e;
    e.set_response_json(*pointer);
    return Value(e);
  }

  const ExpressionSyntax& syntax_;
  const PlaceOf& place_of_;
  const TextScope scope_;
  Draft& draft_;
};

const std::array<FunctionCall::Function, FunctionCall::kFunctions>& FunctionCall::Functions() {
  static constexpr std::array<Function, kFunctions> kTable = {
      {{"pick", 1, 1, "pick(list)", &FunctionCall::Pick},
       {"int", 2, 2, "int(1, 10)", &FunctionCall::Int},
       {"float", 2, 3, "float(0.5, 1.5, 2)", &FunctionCall::Float},
       {"uuid", 0, 0, "uuid()", &FunctionCall::Uuid},
       {"seq", 0, 2, "seq(1, 1)", &FunctionCall::Seq},
       {"now", 0, 1, "now(iso)", &FunctionCall::Now},
       {"env", 1, 2, "env(NAME, default)", &FunctionCall::Env},
       {"file", 1, 1, "file(path)", &FunctionCall::File},
       {"base64", 1, 1, "base64(\"text\")", &FunctionCall::Base64},
       {"urlencode", 1, 1, "urlencode(\"text\")", &FunctionCall::UrlEncode},
       {"json", 1, 1, "json(/pointer)", &FunctionCall::Json}}};
  return kTable;
}

}  // namespace

std::optional<TextPiece> ResolveCall(const ExpressionSyntax& syntax, const PlaceOf& place_of,
                                     TextScope scope, Draft& draft) {
  return FunctionCall(syntax, place_of, scope, draft).Resolve();
}

const std::vector<std::string>& FunctionNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const auto& function : FunctionCall::Functions()) out.emplace_back(function.name);
    return out;
  }();
  return names;
}

std::string FunctionForm(const std::string& name) {
  for (const auto& function : FunctionCall::Functions()) {
    if (function.name == name) return std::string(function.form);
  }
  return "";
}

}  // namespace aurax::load::master
