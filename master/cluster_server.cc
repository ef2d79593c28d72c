#include "master/cluster_server.h"

#include <grpc/support/time.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/grpc_credentials.h"
#include "common/grpc_setup.h"
#include "common/protocol.h"
#include "master/cluster_server_address.h"
#include "master/cluster_server_service.h"

namespace aurax::load::master {
namespace {

constexpr int kHandshakeLimitMs = 10'000;
constexpr int kIdleLimitMs = 60'000;  // of a connection without a stream
constexpr int kStreamsOfOneConnection = 128;
constexpr int kMostHeaderBytes = 16 * 1024;  // the longest token fits
// Reflection holds a thread for each of its calls.
constexpr int kMostSynchronousThreads = 8;

class GrpcClusterServer final : public ClusterServer {
 public:
  explicit GrpcClusterServer(Options options)
      : farewell_limit_(options.farewell_limit), service_(std::move(options)) {}
  ~GrpcClusterServer() override {
    const auto end = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                  gpr_time_from_nanos(farewell_limit_.count(), GPR_TIMESPAN));
    service_.CloseAll();
    if (server_ == nullptr) return;
    // A stream that is over may still have bytes on their way; a connection that is cut off before
    // its peer closes it loses them.
    server_->Shutdown(end);
    server_->Wait();
  }

  bool Listen(grpc::ServerBuilder& builder) {
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return false;
    server_->GetHealthCheckService()->SetServingStatus(v1::Cluster::service_full_name(), true);
    return true;
  }
  int* port_slot() { return &port_; }

  int port() const override { return port_; }
  void Send(uint64_t connection, v1::MasterMessage message) override {
    if (const auto stream = service_.Find(connection)) stream->Send(std::move(message));
  }
  void Taken(uint64_t connection) override {
    if (const auto stream = service_.Find(connection)) stream->Taken();
  }
  void Close(uint64_t connection, const std::string& reason) override {
    service_.Close(connection, reason);
  }

 private:
  const Duration farewell_limit_;
  ClusterService service_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

void SetBounds(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMostMessageBytes);
  builder.SetMaxSendMessageSize(kMostMessageBytes);
  builder.SetResourceQuota(grpc::ResourceQuota("cluster").SetMaxThreads(kMostSynchronousThreads));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // No pings from here (gRPC calls them keep-alive): gRPC 1.51 sets a new connection's ping timer
  // by the time at which the batch of connections before it began. When a storm of them takes it
  // longer than the interval, the timer fires while the connection is still being made, and gRPC
  // aborts.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kPingAtMostEveryMs);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeLimitMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kIdleLimitMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsOfOneConnection);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMostHeaderBytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ClusterServer>> ClusterServer::Start(Options options) {
  SilenceGrpc();
  auto credentials = ServerCredentialsOf(options.tls);
  if (!credentials.ok()) return credentials.status();
  const std::string host = ListenHost(options.host);
  const uint16_t port = options.port;
  const std::optional<std::string> local_name = options.local_name;
  if (absl::Status status = CheckListenable(host, port); !status.ok()) return status;

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto server = std::make_unique<GrpcClusterServer>(std::move(options));
  grpc::ServerBuilder builder;
  SetBounds(builder);
  builder.AddListeningPort(HostAndPort(host, port), *credentials, server->port_slot());
  if (local_name) {
    builder.AddListeningPort(LocalAddress(*local_name), grpc::InsecureServerCredentials());
  }
  if (server->Listen(builder)) return server;
  // The port was free a moment ago; taken since then, or the socket's name is.
  if (absl::Status status = CheckListenable(host, port); !status.ok()) return status;
  return absl::UnavailableError(absl::StrCat(
      "cannot listen on ", local_name ? LocalAddress(*local_name) : HostAndPort(host, port),
      local_name ? ": address in use" : ": the port was taken at the same moment"));
}

}  // namespace aurax::load::master
