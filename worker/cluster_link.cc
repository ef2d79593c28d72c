#include "worker/cluster_link.h"

#include <algorithm>
#include <grpcpp/grpcpp.h>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/grpc_credentials.h"
#include "common/grpc_setup.h"
#include "common/join_token.h"
#include "common/mutex.h"
#include "common/protocol.h"
#include "common/random.h"
#include "common/thread_name.h"
#include "worker/cluster_link_failure.h"
#include "worker/cluster_link_stream.h"

namespace aurax::load::worker {
namespace {

constexpr Duration kFirstWait = std::chrono::milliseconds(100);
constexpr Duration kConnectLimit = std::chrono::seconds(5);
constexpr char kReset[] = "reset";

// A channel of its own for each attempt: gRPC's own back-off would stay with a shared one.
grpc::ChannelArguments ChannelArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS,
                   static_cast<int>(kConnectLimit.count() / 1'000'000));
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);  // http_proxy is meant for the load
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingEveryMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingLimitMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetMaxReceiveMessageSize(kMostMessageBytes);
  arguments.SetMaxSendMessageSize(kMostMessageBytes);
  return arguments;
}

class GrpcClusterLink final : public ClusterLink {
 public:
  GrpcClusterLink(Options options, std::shared_ptr<grpc::ChannelCredentials> credentials)
      : options_(std::move(options)),
        address_(options_.local_name.empty() ? HostAndPort(options_.host, options_.port)
                                             : LocalAddress(options_.local_name)),
        credentials_(std::move(credentials)),
        random_(options_.seed, 0, 0, StreamPurpose::kWaits),
        thread_([this] {
          NameThread("cluster-link");
          Run();
        }) {}

  ~GrpcClusterLink() override {
    std::shared_ptr<LinkStream> stream;
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      stream = stream_;
      changed_.NotifyAll();
    }
    if (stream != nullptr) {
      stream->Close();
      if (!stream->WaitUntilDone(options_.farewell_limit)) stream->Cancel("closed");
    }
    thread_.join();
  }

  void Send(v1::WorkerMessage message) override {
    MutexLock lock(mutex_);  // its last reference must not be one of gRPC's threads that send
    if (stream_ != nullptr) stream_->Send(std::move(message));
  }
  void Reset() override {
    MutexLock lock(mutex_);
    if (stream_ != nullptr) stream_->Cancel(kReset);
  }

 private:
  void Run() {
    Duration wait = kFirstWait;
    while (const auto stream = NextStream()) {
      stream->Open(options_.join_token);
      const bool up = stream->WaitUntilUp(kConnectLimit);
      const MonotonicTime since = RealClock().Now();
      if (!up) stream->Cancel("it does not answer");  // nothing where it is over
      stream->WaitUntilDone();
      // A master that refuses this worker takes the stream first: that alone is no success.
      const bool lasted = up && RealClock().Now() - since >= options_.longest_wait;
      const std::string reason = stream->cancel_reason();
      LinkFailure failure = DescribeFailure(stream->status(), address_);
      if (!reason.empty() && !failure.permanent) failure.text = reason;
      {
        MutexLock lock(mutex_);
        stream_ = nullptr;
      }
      options_.emit({LinkEvent::Kind::kDown, {}, failure.text, failure.permanent});
      if (failure.permanent) return;
      if (lasted && reason != kReset) wait = kFirstWait;
      if (!Wait(wait)) return;
      wait = std::min(2 * wait, options_.longest_wait);
    }
  }

  // Null when the link is being closed.
  std::shared_ptr<LinkStream> NextStream() {
    auto stream = std::make_shared<LinkStream>(
        grpc::CreateCustomChannel(Target(), credentials_, ChannelArguments()), options_.emit);
    MutexLock lock(mutex_);
    if (stopping_) return nullptr;
    stream_ = stream;
    return stream;
  }

  std::string Target() const {
    return options_.local_name.empty() ? absl::StrCat("dns:///", address_) : address_;
  }

  // At least half of `limit`, and a random part of the rest. False when the link is being closed.
  bool Wait(Duration limit) {
    limit = std::min(limit, options_.longest_wait);
    const Duration half = limit / 2;
    const MonotonicTime end =
        RealClock().Now() + half + Duration(random_.Between(0, (limit - half).count()));
    MutexLock lock(mutex_);
    while (!stopping_) {
      const Duration rest = end - RealClock().Now();
      if (rest <= Duration::zero()) return true;
      changed_.WaitFor(mutex_, rest);
    }
    return false;
  }

  const Options options_;
  const std::string address_;
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  RandomStream random_;  // of thread_

  Mutex mutex_;
  CondVar changed_;
  std::shared_ptr<LinkStream> stream_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

absl::StatusOr<std::unique_ptr<ClusterLink>> ClusterLink::Start(Options options) {
  SetUpGrpc();
  auto credentials = options.local_name.empty() ? ChannelCredentialsOf(options.tls)
                                                : grpc::InsecureChannelCredentials();
  if (!credentials.ok()) return credentials.status();
  if (!options.join_token.empty()) {
    if (const absl::Status status = CheckJoinToken(options.join_token); !status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the join token ", std::string(status.message())));
    }
  }
  return std::make_unique<GrpcClusterLink>(std::move(options), *std::move(credentials));
}

}  // namespace aurax::load::worker
