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
#include "master/cluster_acceptor.h"
#include "master/cluster_server_address.h"
#include "master/cluster_server_service.h"

namespace aurax::load::master {
namespace {

constexpr int kHandshakeLimitMs = 10'000;
constexpr int kIdleLimitMs = 60'000;  // of a connection without a stream
constexpr int kStreamsOfOneConnection = 128;
constexpr int kMostHeaderBytes = 16 * 1024;  // the longest token fits
constexpr int kWindowBytes = 1 << 20;        // of a stream; gRPC adds what a larger message needs
// Reflection holds a thread for each of its calls.
constexpr int kMostSynchronousThreads = 8;

class GrpcClusterServer final : public ClusterServer {
 public:
  explicit GrpcClusterServer(Options options)
      : farewell_limit_(options.farewell_limit), service_(std::move(options)) {}
  ~GrpcClusterServer() override {
    acceptor_.Stop();
    const auto end = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                  gpr_time_from_nanos(farewell_limit_.count(), GPR_TIMESPAN));
    service_.CloseAll();
    if (server_ == nullptr) return;
    // A stream that is over may still have bytes on their way; a connection that is cut off before
    // its peer closes it loses them.
    server_->Shutdown(end);
    server_->Wait();
  }

  absl::Status Listen(const std::string& host, uint16_t port) {
    return acceptor_.Listen(host, port);
  }
  bool Serve(grpc::ServerBuilder& builder,
             const std::shared_ptr<grpc::ServerCredentials>& credentials) {
    connections_ = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return false;
    server_->GetHealthCheckService()->SetServingStatus(v1::Cluster::service_full_name(), true);
    acceptor_.Run([this](int fd) {
      Connections::NewConnectionParameters connection;
      connection.fd = fd;
      connections_->HandleNewConnection(&connection);
    });
    return true;
  }

  int port() const override { return acceptor_.port(); }
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
  using Connections = grpc::experimental::ExternalConnectionAcceptor;

  ClusterService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Connections> connections_;
  ClusterAcceptor acceptor_;
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
  // Nor for measuring how much a connection can carry: a snapshot a second never fills a window,
  // and the pings, their answers and timers cost about as much as the snapshots.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kWindowBytes);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kPingAtMostEveryMs);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeLimitMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kIdleLimitMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsOfOneConnection);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMostHeaderBytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ClusterServer>> ClusterServer::Start(Options options) {
  SetUpGrpc();
  auto credentials = ServerCredentialsOf(options.tls);
  if (!credentials.ok()) return credentials.status();
  const std::string host = ListenHost(options.host);
  const uint16_t port = options.port;
  const std::optional<std::string> local_name = options.local_name;
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto server = std::make_unique<GrpcClusterServer>(std::move(options));
  grpc::ServerBuilder builder;
  SetBounds(builder);
  if (local_name) {
    builder.AddListeningPort(LocalAddress(*local_name), grpc::InsecureServerCredentials());
  }
  if (absl::Status status = server->Listen(host, port); !status.ok()) return status;
  if (server->Serve(builder, *credentials)) return server;
  return absl::UnavailableError(absl::StrCat(
      "cannot listen on ", local_name ? LocalAddress(*local_name) : HostAndPort(host, port),
      ": address in use"));
}

}  // namespace aurax::load::master
