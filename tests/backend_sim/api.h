// The AURAX API as the stand-in speaks it: what a request must hold, and what a good answer looks
// like.
#ifndef AURAX_TESTS_BACKEND_SIM_API_H_
#define AURAX_TESTS_BACKEND_SIM_API_H_

#include <string_view>

#include "common/random.h"
#include "simdjson.h"
#include "tests/backend_sim/endpoint.h"
#include "tests/backend_sim/error_plan.h"
#include "tests/backend_sim/reply.h"

namespace aurax::load::sim {

// Not thread-safe: each loop has its own.
class Api {
 public:
  explicit Api(RandomStream random) : random_(random) {}

  // The answer to a request to an endpoint of the API. A body that is not a JSON object is a 400; a
  // missing or ill-typed field is a 422 naming it:
  //   generate  prompt: text, not empty; max_tokens: integer >= 1; context_threshold: number in [0,
  //   1];
  //             model, routing_metadata.preferred_model: text. Only prompt is required.
  //             Answers response_type "code" when model contains "coder" or preferred_model is
  //             "code", "image" when preferred_model is "image", else "text"; tokens is drawn from
  //             1 to max_tokens.
  //   route     query: text, not empty, required; metadata: object
  //   scrape    url: text, not empty, required; metadata: object
  Reply Answer(Endpoint endpoint, std::string_view body);

  // What takes the answer's place; nothing is sent for kReset and kStall.
  static Reply Injected(ErrorKind kind);

 private:
  Reply Generate(const simdjson::dom::object& request);
  Reply Route(const simdjson::dom::object& request);
  Reply Scrape(const simdjson::dom::object& request);

  RandomStream random_;
  simdjson::dom::parser parser_;
};

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_API_H_
