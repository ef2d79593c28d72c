// Decides what an exchange was: a success, or a failure of some kind for some reason; takes its
// captures. One to an event loop, because it owns the JSON parser's memory.
#ifndef AURAX_WORKER_RESPONSE_JUDGE_H_
#define AURAX_WORKER_RESPONSE_JUDGE_H_

#include <string>
#include <string_view>

#include "worker/request_script.h"
#include "worker/template_renderer.h"

namespace aurax::load::worker {

// Views last until the next judgement.
struct Verdict {
  std::string_view kind;     // v1::ErrorCount's; empty = success
  std::string_view message;  // what the failure is grouped under
  bool good() const { return kind.empty(); }
};

class ResponseJudge {
 public:
  // `renderer` outlives the judge.
  explicit ResponseJudge(TemplateRenderer* renderer) : renderer_(*renderer) {}

  // Not for cancelled exchanges. Without an answer the kind is the outcome's and the message the
  // engine's; else the request's check decides, and if it passes the captures are taken, all of
  // them: the first that must be there and is not makes it a failure.
  Verdict Judge(const RequestScript& request, HttpExchange* exchange, Duration response_time,
                UserValues* user);

 private:
  TemplateRenderer& renderer_;
  JsonDocument json_;
  std::string message_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_RESPONSE_JUDGE_H_
