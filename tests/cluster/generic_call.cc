#include "tests/cluster/generic_call.h"

#include <grpcpp/generic/generic_stub.h>
#include <vector>

#include "tests/cluster/ends.h"

namespace aurax::load {

GenericAnswer Call(uint16_t port, const std::string& method, const std::string& message) {
  grpc::GenericStub stub(
      grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
  grpc::ClientContext call;
  call.set_deadline(std::chrono::system_clock::now() + kPatience);
  const grpc::Slice slice(message);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  Inbox<grpc::Status> ended;
  stub.UnaryCall(&call, method, {}, &request, &response,
                 [&ended](grpc::Status status) { ended.Push(std::move(status)); });
  GenericAnswer answer{*ended.Next(2 * kPatience), {}};
  std::vector<grpc::Slice> slices;
  if (answer.status.ok() && response.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) {
      answer.bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
  }
  return answer;
}

}  // namespace aurax::load
