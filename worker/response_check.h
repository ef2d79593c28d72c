// Whether an answer is the one that the scenario wants. Immutable after Compile.
#ifndef AURAX_WORKER_RESPONSE_CHECK_H_
#define AURAX_WORKER_RESPONSE_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "worker/pattern.h"
#include "worker/response.h"
#include "worker/template_renderer.h"
#include "worker/text_template.h"

namespace aurax::load::worker {

class ResponseCheck {
 public:
  // Errors: InvalidArgument for a bad pointer or pattern, a status range upside down, a bad
  // template.
  static absl::StatusOr<ResponseCheck> Compile(const v1::Check& source, TemplateScope* scope);

  // The kind of the first check that fails (v1::ErrorCount: status, check), or an empty one. Order:
  // status, JSON, body, headers, size, time. Then `message` says why: the scenario's own `error`,
  // else ours. Ours name what was expected and, where it takes few values, what came, so that they
  // group well:
  //   status 500                             expected status 200, got 503
  //   json: not valid JSON                   json /success: expected true, got false
  //   json /routing: not found               header X-Cache: expected "HIT", got "MISS"
  std::string_view FirstFailure(const Response& response, UserValues* user,
                                TemplateRenderer* renderer, std::string* message) const;

  bool needs_body() const;
  bool needs_headers() const { return !headers_.empty(); }

  static constexpr size_t kValueInMessage = 60;  // bytes; longer values are cut

 private:
  // One value that must equal, exist (or not) or match; of the body's JSON, or of a header.
  struct ValueCheck {
    enum class Test { kEquals, kExists, kAbsent, kMatches };
    std::string where;  // JSON pointer, header name
    std::string label;  // "json /success", "header X-Cache"
    Test test = Test::kExists;
    TextTemplate equals;
    std::optional<Pattern> pattern;
  };
  struct Evaluation;

  template <typename Source>
  static absl::StatusOr<ValueCheck> CompileValue(const Source& source, TemplateScope* scope);
  absl::Status CompileStatus(const v1::Check& source);
  absl::Status CompileBody(const v1::Check& source, TemplateScope* scope);

  bool checks_body() const;
  bool StatusAllowed(uint32_t status) const;

  std::vector<v1::StatusRange> status_;
  std::string expected_status_;  // "expected status 200, got "; empty for the default
  std::vector<ValueCheck> json_;
  std::vector<TextTemplate> body_contains_;
  std::vector<Pattern> body_matches_;
  std::vector<ValueCheck> headers_;
  std::optional<uint64_t> max_size_;
  std::optional<Duration> max_time_;
  std::string too_slow_;
  TextTemplate error_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_RESPONSE_CHECK_H_
