// What a response leaves behind: a value found in it, kept in a variable of the user. Immutable
// after Compile.
#ifndef AURAX_WORKER_CAPTURE_H_
#define AURAX_WORKER_CAPTURE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "worker/pattern.h"
#include "worker/response.h"
#include "worker/script_tables.h"

namespace aurax::load::worker {

class Capture {
 public:
  // Errors: InvalidArgument for a slot out of range, a bad pointer or pattern, a group that the
  // pattern has not.
  static absl::StatusOr<Capture> Compile(const v1::Capture& source, const ScriptTables& tables);

  // Sets the user's variable to what is found, or to nothing. False: nothing is found, and that is
  // a failure.
  bool Take(const Response& response, UserValues* user) const;

  const std::string& missing_message() const { return missing_message_; }
  bool needs_body() const { return kind_ == Kind::kJson || kind_ == Kind::kRegex; }
  bool needs_headers() const { return !needs_body(); }

 private:
  enum class Kind { kJson, kRegex, kHeader, kCookie };
  absl::Status CompileSource(const v1::Capture& source);

  Kind kind_ = Kind::kJson;
  uint32_t slot_ = 0;
  std::string where_;  // pointer or name
  std::optional<Pattern> pattern_;
  uint32_t group_ = 0;
  bool may_be_missing_ = false;
  std::string missing_message_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CAPTURE_H_
