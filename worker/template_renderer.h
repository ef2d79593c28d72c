// Turns templates into text for one user at a time. One to an event loop: it keeps the memory that
// rendering needs, so in a steady state only what is appended to may grow.
#ifndef AURAX_WORKER_TEMPLATE_RENDERER_H_
#define AURAX_WORKER_TEMPLATE_RENDERER_H_

#include <deque>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "worker/response.h"
#include "worker/script_tables.h"
#include "worker/text_template.h"

namespace aurax::load::worker {

class TemplateRenderer {
 public:
  // Both outlive the renderer.
  TemplateRenderer(const ScriptTables& tables, const Clock& clock);

  // Appends the text of `source` for `user`. False: it needs a variable that was not captured or a
  // row that is not there; failure() says which, and `out` holds a part.
  [[nodiscard]] bool Append(const TextTemplate& source, UserValues* user, std::string* out);

  // For messages: the response may be named. A part of it that is not there reads as `own`, the
  // failure in our own words; anything else that is missing is left out.
  void AppendMessage(const TextTemplate& source, UserValues* user, const Response& response,
                     std::string_view own, std::string* out);

  // Of the last Append that was false. Lives as long as the tables; few different ones, so it
  // groups well.
  std::string_view failure() const { return failure_; }

  static constexpr size_t kBodyInMessage = 200;  // bytes

 private:
  class Run;
  friend class Run;
  // Scratch for the argument of a function in a function in ...
  std::string& Scratch(size_t depth);

  const ScriptTables& tables_;
  const Clock& clock_;
  std::deque<std::string> scratch_;  // growing moves none
  std::string_view failure_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_TEMPLATE_RENDERER_H_
