// The master's end of the cluster's link: a gRPC server (aurax.load.v1.Cluster, grpc.health.v1,
// reflection) that turns streams into events in a mailbox, and back. It knows nothing of runs.
//
// What a peer may do is bounded: the size of a message, how many are taken before the control
// thread has dealt with them (then the stream is not read on), how much is queued for one that does
// not read (then it is cut off), how many streams there are.
#ifndef AURAX_MASTER_CLUSTER_SERVER_H_
#define AURAX_MASTER_CLUSTER_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "aurax/load/v1/cluster.pb.h"
#include "common/clock.h"
#include "common/tls_files.h"
#include "master/received_message.h"

namespace aurax::load::master {

// Of one stream: kOpened, kMessage..., kClosed. Connections are numbered from 1, never again.
struct ClusterEvent {
  enum class Kind { kOpened, kMessage, kClosed };
  Kind kind = Kind::kMessage;
  uint64_t connection = 0;
  ReceivedMessage message;  // of kMessage
  std::string text;         // kOpened: the peer's address; kClosed: why
};

// Thread-safe but for construction and destruction.
class ClusterServer {
 public:
  struct Options {
    std::string host = "0.0.0.0";  // "*" and "" mean all, as in Locust; IPv6 without brackets
    uint16_t port = 0;             // 0: any that is free
    std::optional<std::string> local_name{};  // also listens on this abstract Unix socket
    TlsFiles tls{};                           // not for the Unix socket
    std::string join_token{};  // empty: none is asked for; not asked for on the Unix socket
    size_t most_connections = 20'000;
    size_t most_untaken = 256;  // messages of one stream
    // A stream that is read and says nothing for so long after it opened is cut off; later, one
    // that says nothing for a lease. A worker has a heartbeat to send five times a second, and what
    // comes late on a stream that was stuck must not pass for news.
    Duration longest_silence = std::chrono::seconds(10);
    // How long a stream that ends may take to send what is queued.
    Duration farewell_limit = std::chrono::seconds(1);
    // Called on gRPC's threads; must not wait.
    std::function<void(ClusterEvent)> emit{};
    std::function<void(const std::string&)> warn{};  // somebody was refused or cut off; any thread
  };
  // Errors: Unavailable when the address cannot be bound (says which), InvalidArgument or NotFound
  // for TLS files (names the file).
  static absl::StatusOr<std::unique_ptr<ClusterServer>> Start(Options options);
  // Sends what is queued, at most for farewell_limit, then closes.
  virtual ~ClusterServer() = default;

  virtual int port() const = 0;
  // Queues a message; nothing happens where the connection is gone.
  virtual void Send(uint64_t connection, v1::MasterMessage message) = 0;
  // One message of this connection has been dealt with.
  virtual void Taken(uint64_t connection) = 0;
  // Ends the stream after what is queued. The peer sees `reason`; kClosed follows.
  virtual void Close(uint64_t connection, const std::string& reason) = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_CLUSTER_SERVER_H_
