#ifndef AURAX_TESTS_CLUSTER_RAW_WORKER_H_
#define AURAX_TESTS_CLUSTER_RAW_WORKER_H_

#include <grpcpp/grpcpp.h>
#include <memory>
#include <string>

#include "aurax/load/v1/cluster.grpc.pb.h"
#include "tests/cluster/ends.h"

namespace aurax::load {

// A worker that does what the test says and nothing else.
class RawWorker {
 public:
  explicit RawWorker(uint16_t port) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetMaxSendMessageSize(-1);
    channel_ = grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port),
                                         grpc::InsecureChannelCredentials(), arguments);
    stub_ = v1::Cluster::NewStub(channel_);
    call_.set_deadline(std::chrono::system_clock::now() + kPatience);
    stream_ = stub_->Attach(&call_);
    stream_->WaitForInitialMetadata();
  }
  ~RawWorker() { call_.TryCancel(); }

  bool Write(const v1::WorkerMessage& message) { return stream_->Write(message); }
  // Everything that comes until the end.
  grpc::Status ReadToTheEnd() {
    v1::MasterMessage message;
    while (stream_->Read(&message)) ++read_;
    return stream_->Finish();
  }
  int read() const { return read_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Cluster::Stub> stub_;
  grpc::ClientContext call_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::WorkerMessage, v1::MasterMessage>> stream_;
  int read_ = 0;
};

}  // namespace aurax::load

#endif  // AURAX_TESTS_CLUSTER_RAW_WORKER_H_
