// The master's end of one worker's stream. Hands messages on and keeps its bounds; knows nothing of
// what they say.
#ifndef AURAX_MASTER_CLUSTER_SERVER_STREAM_H_
#define AURAX_MASTER_CLUSTER_SERVER_STREAM_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <optional>
#include <string>

#include "aurax/load/v1/cluster.pb.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "common/send_queue.h"
#include "master/cluster_server.h"

namespace aurax::load::master {

// Thread-safe. Lives until gRPC is done with it, whoever else lets go of it.
class ClusterStream final : public grpc::ServerBidiReactor<v1::WorkerMessage, v1::MasterMessage>,
                            public std::enable_shared_from_this<ClusterStream> {
 public:
  // All of them are called on gRPC's threads, `cut_off` also where Send() or Check() is called.
  struct Calls {
    std::function<void(ClusterEvent)> emit;
    std::function<void(const std::string&)> cut_off;  // what the peer did
    std::function<void(uint64_t)> done;               // the last call of all
  };
  struct Bounds {
    size_t most_untaken;
    Duration longest_silence;
    Duration farewell_limit;
  };
  ClusterStream(uint64_t connection, grpc::CallbackServerContext* call, const Bounds& bounds,
                Calls calls);

  // Once, after construction: emits kOpened and reads.
  void Open();
  void Send(v1::MasterMessage message);
  void Taken();
  // Ends the stream after what is queued; the first end that is asked for counts.
  void Close(const grpc::Status& status);
  // Cuts the stream off where it said nothing for too long, or does not come to its end within
  // farewell_limit; to be called now and then.
  void Check(MonotonicTime now);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  void ReadOnLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WriteOnLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndLocked(const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void BrokenLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);  // by the peer
  void BreakLocked(const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const uint64_t connection_;
  const std::string peer_;
  const size_t most_untaken_;
  const Duration longest_silence_;
  const Duration farewell_limit_;
  const Calls calls_;
  std::shared_ptr<ClusterStream> self_;                // released in OnDone()
  ReceivedMessage incoming_ = ReceivedMessage::New();  // gRPC's while reading_, else OnReadDone()'s

  Mutex mutex_;
  grpc::CallbackServerContext* call_ ABSL_GUARDED_BY(mutex_);  // null once it is done
  SendQueue<v1::MasterMessage> queue_ ABSL_GUARDED_BY(mutex_);
  std::deque<uint64_t> untaken_ ABSL_GUARDED_BY(mutex_);  // sizes, in order
  uint64_t untaken_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;              // nothing can be sent any more
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);  // asked for; the first one counts
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;            // Finish() called: no operation after
  bool heard_ ABSL_GUARDED_BY(mutex_) = false;
  MonotonicTime message_limit_ ABSL_GUARDED_BY(mutex_){};           // while reading_
  std::optional<MonotonicTime> end_limit_ ABSL_GUARDED_BY(mutex_);  // set by Check()
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_CLUSTER_SERVER_STREAM_H_
