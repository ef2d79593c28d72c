// The worker's end of one stream to the master: from the attempt to connect until it is over.
#ifndef AURAX_WORKER_CLUSTER_LINK_STREAM_H_
#define AURAX_WORKER_CLUSTER_LINK_STREAM_H_

#include <functional>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <string>

#include "aurax/load/v1/cluster.grpc.pb.h"
#include "common/mutex.h"
#include "common/send_queue.h"
#include "worker/cluster_link.h"

namespace aurax::load::worker {

// Thread-safe. Once opened it must not be destroyed before WaitUntilDone(), and never on one of
// gRPC's threads: with the last channel go the threads that serve callbacks, which would wait for
// itself and go on with a queue that is freed.
class LinkStream final : public grpc::ClientBidiReactor<v1::WorkerMessage, v1::MasterMessage> {
 public:
  // `emit` gets kUp and kMessage, never kDown.
  LinkStream(std::shared_ptr<grpc::Channel> channel, std::function<void(LinkEvent)> emit);

  // Once, after construction. No token is shown where it is empty.
  void Open(const std::string& join_token);
  void Send(v1::WorkerMessage message);
  // Ends the stream after what is queued; at once where it has not come about.
  void Close();
  // Ends it at once. The first reason given counts.
  void Cancel(const std::string& reason);

  // True when the stream came about, now or before; false when it is over or `limit` passed first.
  bool WaitUntilUp(Duration limit);
  void WaitUntilDone();
  // False when `limit` passed first.
  bool WaitUntilDone(Duration limit);

  // Requires that it is done: how it ended, and Cancel()'s reason or an empty text.
  grpc::Status status();
  std::string cancel_reason();

  void OnReadInitialMetadataDone(bool ok) override;
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  void WriteOnLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CancelLocked(const std::string& reason) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LetGoLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::function<void(LinkEvent)> emit_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::Cluster::Stub> stub_;
  grpc::ClientContext call_;
  v1::MasterMessage incoming_;  // gRPC's while a read is outstanding, else OnReadDone()'s

  Mutex mutex_;
  CondVar changed_;
  SendQueue<v1::WorkerMessage> queue_ ABSL_GUARDED_BY(mutex_);
  bool held_ ABSL_GUARDED_BY(mutex_) = false;  // operations may be started from outside reactions
  bool up_ ABSL_GUARDED_BY(mutex_) = false;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  std::string cancel_reason_ ABSL_GUARDED_BY(mutex_);
  grpc::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CLUSTER_LINK_STREAM_H_
