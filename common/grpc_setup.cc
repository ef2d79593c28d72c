#include "common/grpc_setup.h"

#include <cstdlib>
#include <grpc/support/log.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace aurax::load {

void SetUpGrpc() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  gpr_set_log_function([](gpr_log_func_args*) {});
}

std::string HostAndPort(const std::string& host, uint16_t port) {
  const bool bare_ipv6 = host.find(':') != std::string::npos && host.front() != '[';
  return bare_ipv6 ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

std::string LocalAddress(const std::string& name) { return absl::StrCat("unix-abstract:", name); }

}  // namespace aurax::load
