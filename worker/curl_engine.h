// HttpEngine on libcurl's multi interface. The one place that includes curl.
#ifndef AURAX_WORKER_CURL_ENGINE_H_
#define AURAX_WORKER_CURL_ENGINE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "worker/event_loop.h"
#include "worker/http_engine.h"

namespace aurax::load::worker {

// `loop` outlives the engine. Call on the loop's thread or before it runs; curl_global_init is done
// on first use.
absl::StatusOr<std::unique_ptr<HttpEngine>> NewCurlEngine(EventLoop* loop);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CURL_ENGINE_H_
