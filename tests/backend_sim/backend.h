// What one event loop of the stand-in needs to answer requests; no sockets.
#ifndef AURAX_TESTS_BACKEND_SIM_BACKEND_H_
#define AURAX_TESTS_BACKEND_SIM_BACKEND_H_

#include <optional>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "tests/backend_sim/api.h"
#include "tests/backend_sim/counts.h"
#include "tests/backend_sim/options.h"
#include "tests/backend_sim/reply.h"
#include "tests/backend_sim/request_ids.h"

namespace aurax::load::sim {

struct Request {
  Endpoint endpoint = Endpoint::kOther;
  Method method = Method::kOther;
  std::string body;
  std::string id;  // X-Request-Id; empty when there is none or nobody asks
};

// When and how a request is answered.
struct Fate {
  Duration delay{};                // from the last byte of the request
  std::optional<ErrorKind> error;  // kReset and kStall: there is no reply
  Reply reply;
};

// Not thread-safe: each loop has its own, and its own random streams drawn from (seed, loop).
class Backend {
 public:
  // `ids` may be null: nothing is tracked. All of them must outlive the backend.
  Backend(const Options& options, int loop, SharedCounts& counts, RequestIds* ids);

  // Counts the request as received (requests to /sim/requests are never counted) and decides.
  Fate Decide(const Request& request);

  // The same for a request that could not be read to its end: nothing but `status` and `why`
  // answers it.
  Fate Refuse(const Request& request, uint16_t status, std::string_view why);

  // Exactly one of these ends every request decided.
  void Answered(const Request& request, uint16_t status, Duration took);
  void Reset(const Request& request);
  void Abandoned(const Request& request);  // the client left first

  Counts& counts() { return own_; }
  bool tracks_ids() const { return ids_ != nullptr; }

 private:
  Reply Route(const Request& request);

  const Options& options_;
  SharedCounts& all_;
  Counts& own_;
  RequestIds* const ids_;
  RandomStream latencies_;
  RandomStream errors_;
  Api api_;
};

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_BACKEND_H_
