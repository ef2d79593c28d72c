// A call by its name, its messages as raw bytes.
#ifndef AURAX_TESTS_CLUSTER_GENERIC_CALL_H_
#define AURAX_TESTS_CLUSTER_GENERIC_CALL_H_

#include <cstdint>
#include <grpcpp/grpcpp.h>
#include <string>

namespace aurax::load {

struct GenericAnswer {
  grpc::Status status;
  std::string bytes;
};

// One message there and one back, to a port of 127.0.0.1 in plain text.
GenericAnswer Call(uint16_t port, const std::string& method, const std::string& message);

}  // namespace aurax::load

#endif  // AURAX_TESTS_CLUSTER_GENERIC_CALL_H_
