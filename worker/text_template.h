// A v1::Template compiled: literals and expressions in order, every index checked. Immutable after
// Compile.
#ifndef AURAX_WORKER_TEXT_TEMPLATE_H_
#define AURAX_WORKER_TEXT_TEMPLATE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "worker/script_tables.h"

namespace aurax::load::worker {

class TextTemplate;

// One kind of expression each; scenario.proto says what they mean.
struct Literal {
  std::string text;
};
struct VariableText {
  uint32_t slot;
};
struct ColumnCell {
  uint32_t source, column;
};
struct FreshPick {
  uint32_t source;
};
struct IntDraw {
  int64_t low, high;
};
struct FloatDraw {
  double low, high;
  int digits;
};
struct SequenceNumber {
  int64_t start, step;
  uint32_t slot;
};
struct WallTimeNow {
  v1::Now::Format format;
};
struct Base64Of {
  std::unique_ptr<TextTemplate> argument;
};
struct UrlEncoded {
  std::unique_ptr<TextTemplate> argument;
};
struct ResponseJson {
  std::string pointer;
};
struct Uuid {};
struct UserNumber {};
struct IterationNumber {};
struct ResponseStatus {};
struct ResponseBody {};

struct Segment {
  using Value = std::variant<Literal, VariableText, ColumnCell, FreshPick, IntDraw, FloatDraw,
                             SequenceNumber, WallTimeNow, Base64Of, UrlEncoded, ResponseJson, Uuid,
                             UserNumber, IterationNumber, ResponseStatus, ResponseBody>;
  Value value;
  v1::TemplatePart::Encoding encoding = v1::TemplatePart::ENCODING_UNSPECIFIED;
};

// Shared by all templates of one script while it is compiled.
struct TemplateScope {
  ScriptTables* tables;
  std::map<uint32_t, uint32_t> sequence_slots = {};  // the scenario's counters, numbered densely
};

class TextTemplate {
 public:
  TextTemplate() = default;  // renders to nothing
  explicit TextTemplate(std::string constant);

  // `of_response`: may name the response (Check.error). Errors: InvalidArgument for an index out of
  // range, an empty range or source, a response where there is none.
  static absl::StatusOr<TextTemplate> Compile(const v1::Template& source, TemplateScope* scope,
                                              bool of_response = false);

  void Prepend(const std::string& text);

  // What it always renders to; null if that depends on anything.
  const std::string* constant() const;
  bool empty() const { return segments_.empty(); }
  // Whether anything below names the response's body.
  bool needs_body() const;
  const std::vector<Segment>& segments() const { return segments_; }

 private:
  std::vector<Segment> segments_;  // no two literals side by side, no empty ones
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_TEXT_TEMPLATE_H_
