// One request of a scenario, compiled: what never changes is ready-made, the rest are templates.
// Immutable.
#ifndef AURAX_WORKER_REQUEST_SCRIPT_H_
#define AURAX_WORKER_REQUEST_SCRIPT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "worker/capture.h"
#include "worker/http_engine.h"
#include "worker/response_check.h"
#include "worker/template_renderer.h"
#include "worker/text_template.h"

namespace aurax::load::worker {

class RequestScript {
 public:
  // A relative URL is appended to the class's host as it is, as Locust does. Errors:
  // InvalidArgument, see the parts.
  static absl::StatusOr<RequestScript> Compile(const v1::Request& source,
                                               const v1::UserClass& user_class,
                                               TemplateScope* scope);

  // Sets all that the request decides (not sink and session). False: renderer->failure() says why
  // not. The script must outlive the exchange's flight.
  [[nodiscard]] bool Fill(HttpExchange* exchange, TemplateRenderer* renderer,
                          UserValues* user) const;

  uint32_t name_id() const { return name_id_; }
  const ResponseCheck& check() const { return check_; }
  const std::vector<Capture>& captures() const { return captures_; }

 private:
  struct RenderedHeader {
    std::string prefix;  // "Name: "
    TextTemplate value;
  };
  absl::Status CompileUrl(const v1::Request& source, const std::string& host, TemplateScope* scope);
  absl::Status CompileHeaders(const v1::Request& source, const v1::HttpSettings& http,
                              TemplateScope* scope);
  absl::Status CompileAnswer(const v1::Request& source, TemplateScope* scope);

  uint32_t name_id_ = 0;
  std::string method_;
  TextTemplate url_;
  std::string
      host_if_relative_;  // not empty: whether the URL is relative is seen only when it is rendered
  HeaderLines fixed_headers_;
  std::vector<RenderedHeader> headers_;
  std::optional<TextTemplate> body_;
  Duration timeout_{0};
  uint32_t max_redirects_ = 0;
  ResponseCheck check_;
  std::vector<Capture> captures_;
  bool keep_body_ = false, keep_headers_ = false;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_REQUEST_SCRIPT_H_
