// From TLS files to gRPC's credentials. The files are read once, at the start.
#ifndef AURAX_COMMON_GRPC_CREDENTIALS_H_
#define AURAX_COMMON_GRPC_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <memory>

#include "absl/status/statusor.h"
#include "common/tls_files.h"

namespace aurax::load {

// Insecure ones where no file is given. Errors: NotFound (no such file), PermissionDenied,
// InvalidArgument (not PEM, a key that does not belong to the certificate, one file without its
// partner); all but the last name the file.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentialsOf(const TlsFiles& tls);
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ChannelCredentialsOf(const TlsFiles& tls);

}  // namespace aurax::load

#endif  // AURAX_COMMON_GRPC_CREDENTIALS_H_
