// Who may attach, and the streams of those who did.
#ifndef AURAX_MASTER_CLUSTER_SERVER_SERVICE_H_
#define AURAX_MASTER_CLUSTER_SERVER_SERVICE_H_

#include <cstdint>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "aurax/load/v1/cluster.grpc.pb.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "master/cluster_server.h"
#include "master/cluster_server_stream.h"
#include "master/line_budget.h"

namespace aurax::load::master {

// Thread-safe. Outlives the gRPC server that it is registered with.
class ClusterService final : public v1::Cluster::CallbackService {
 public:
  explicit ClusterService(ClusterServer::Options options);
  ~ClusterService() override;  // REQUIRES: no stream is left

  grpc::ServerBidiReactor<v1::WorkerMessage, v1::MasterMessage>* Attach(
      grpc::CallbackServerContext* call) override;

  // Null when it is gone.
  std::shared_ptr<ClusterStream> Find(uint64_t connection);
  void Close(uint64_t connection, const std::string& reason);
  // Lets nobody in any more and ends all streams after what is queued; true when they are gone,
  // false when farewell_limit passed first.
  bool CloseAll();

 private:
  // OK, or why this peer is not let in.
  grpc::Status Admit(const grpc::CallbackServerContext& call);
  std::shared_ptr<ClusterStream> Add(grpc::CallbackServerContext* call, grpc::Status& refusal);
  void Forget(uint64_t connection);
  void Warn(const std::string& text);
  void CheckStreams();
  std::vector<std::shared_ptr<ClusterStream>> All() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ClusterServer::Options options_;

  Mutex mutex_;
  CondVar changed_;
  absl::flat_hash_map<uint64_t, std::shared_ptr<ClusterStream>> streams_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_connection_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool destroyed_ ABSL_GUARDED_BY(mutex_) = false;
  LineBudget warnings_ ABSL_GUARDED_BY(mutex_);
  std::thread checker_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_CLUSTER_SERVER_SERVICE_H_
