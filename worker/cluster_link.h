// The worker's end of the cluster's link: one gRPC stream to the master, opened again whenever it
// breaks, with back-off and jitter. It knows nothing of runs.
#ifndef AURAX_WORKER_CLUSTER_LINK_H_
#define AURAX_WORKER_CLUSTER_LINK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "aurax/load/v1/cluster.pb.h"
#include "common/clock.h"
#include "common/tls_files.h"

namespace aurax::load::worker {

// Of one stream: kUp, kMessage..., kDown; kDown alone where it did not come about or the master
// ended it at once.
struct LinkEvent {
  enum class Kind { kUp, kMessage, kDown };
  Kind kind = Kind::kMessage;
  v1::MasterMessage message;  // of kMessage
  std::string text;        // kDown: why, in words ("connection refused", "the join token is wrong")
  bool permanent = false;  // kDown: trying again will not help (wrong token, no such service)
};

// Thread-safe but for construction and destruction.
class ClusterLink {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // IPv6 without brackets
    uint16_t port = 0;
    std::string local_name{};  // not empty: this abstract Unix socket instead
    TlsFiles tls{};
    std::string join_token{};
    uint64_t seed = 0;  // of the jitter
    // First wait 100 ms, then twice as long each time up to this, each time a random part (at least
    // half) of it; from the start again after a stream that lasted at least this long and was not
    // Reset(). A permanent failure is the last event: nothing is tried any more.
    Duration longest_wait = std::chrono::seconds(5);
    Duration farewell_limit = std::chrono::seconds(1);  // of the destructor
    // Called on the link's threads; must not wait.
    std::function<void(LinkEvent)> emit{};
  };
  // Starts trying at once. Errors: InvalidArgument or NotFound for TLS files (names the file).
  static absl::StatusOr<std::unique_ptr<ClusterLink>> Start(Options options);
  // Sends what is queued, at most for farewell_limit, then closes.
  virtual ~ClusterLink() = default;

  // Queues a message for the present stream; nothing happens where there is none. A stream whose
  // peer does not read for more than kMostQueuedBytes is ended.
  virtual void Send(v1::WorkerMessage message) = 0;
  // Ends the present stream and tries again (a refusal that passes, a peer that talks nonsense).
  virtual void Reset() = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CLUSTER_LINK_H_
