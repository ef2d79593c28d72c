// From gRPC's status to words for people.
#ifndef AURAX_WORKER_CLUSTER_LINK_FAILURE_H_
#define AURAX_WORKER_CLUSTER_LINK_FAILURE_H_

#include <grpcpp/support/status.h>
#include <string>

namespace aurax::load::worker {

struct LinkFailure {
  std::string text;
  bool permanent = false;
};

// `master` is its address, for people.
LinkFailure DescribeFailure(const grpc::Status& status, const std::string& master);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CLUSTER_LINK_FAILURE_H_
