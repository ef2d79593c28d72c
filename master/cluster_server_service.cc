#include "master/cluster_server_service.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/join_token.h"
#include "common/thread_name.h"

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;

constexpr Duration kCheckInterval = milliseconds(100);
constexpr std::string_view kBearer = "Bearer ";

// Ends a call that was never let in.
class RefusedStream final : public grpc::ServerBidiReactor<v1::WorkerMessage, v1::MasterMessage> {
 public:
  explicit RefusedStream(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

bool IsLocal(const grpc::CallbackServerContext& call) { return call.peer().rfind("unix", 0) == 0; }

}  // namespace

ClusterService::ClusterService(ClusterServer::Options options) : options_(std::move(options)) {
  checker_ = std::thread([this] {
    NameThread("streams");
    CheckStreams();
  });
}

ClusterService::~ClusterService() {
  {
    MutexLock lock(mutex_);
    destroyed_ = true;
    changed_.NotifyAll();
  }
  checker_.join();
}

grpc::ServerBidiReactor<v1::WorkerMessage, v1::MasterMessage>* ClusterService::Attach(
    grpc::CallbackServerContext* call) {
  grpc::Status refusal = Admit(*call);
  std::shared_ptr<ClusterStream> stream;
  if (refusal.ok()) stream = Add(call, refusal);
  if (stream == nullptr) {
    Warn(absl::StrCat("refused ", call->peer(), ": ", refusal.error_message()));
    return new RefusedStream(refusal);
  }
  stream->Open();
  return stream.get();
}

grpc::Status ClusterService::Admit(const grpc::CallbackServerContext& call) {
  if (options_.join_token.empty() || IsLocal(call)) return grpc::Status::OK;
  const auto entry = call.client_metadata().find("authorization");
  if (entry == call.client_metadata().end()) {
    return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "a join token is needed");
  }
  const std::string_view value(entry->second.data(), entry->second.size());
  const bool bearer = value.substr(0, kBearer.size()) == kBearer;
  if (!bearer || !TokensEqual(value.substr(kBearer.size()), options_.join_token)) {
    return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the join token is wrong");
  }
  return grpc::Status::OK;
}

std::shared_ptr<ClusterStream> ClusterService::Add(grpc::CallbackServerContext* call,
                                                   grpc::Status& refusal) {
  MutexLock lock(mutex_);
  if (closing_) {
    refusal = grpc::Status(grpc::StatusCode::UNAVAILABLE, "the master is shutting down");
    return nullptr;
  }
  if (streams_.size() >= options_.most_connections) {
    refusal = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "too many workers");
    return nullptr;
  }
  const uint64_t connection = ++last_connection_;
  auto stream = std::make_shared<ClusterStream>(
      connection, call,
      ClusterStream::Bounds{options_.most_untaken, options_.longest_silence,
                            options_.farewell_limit},
      ClusterStream::Calls{options_.emit,
                           [this](const std::string& what) { Warn("cut off: " + what); },
                           [this](uint64_t gone) { Forget(gone); }});
  streams_[connection] = stream;
  return stream;
}

std::shared_ptr<ClusterStream> ClusterService::Find(uint64_t connection) {
  MutexLock lock(mutex_);
  const auto entry = streams_.find(connection);
  return entry == streams_.end() ? nullptr : entry->second;
}

void ClusterService::Close(uint64_t connection, const std::string& reason) {
  if (const auto stream = Find(connection)) {
    stream->Close(grpc::Status(grpc::StatusCode::ABORTED, reason));
  }
}

bool ClusterService::CloseAll() {
  const MonotonicTime end = RealClock().Now() + options_.farewell_limit;
  std::vector<std::shared_ptr<ClusterStream>> streams;
  {
    MutexLock lock(mutex_);
    closing_ = true;
    streams = All();
  }
  const grpc::Status status(grpc::StatusCode::UNAVAILABLE, "the master is shutting down");
  for (const auto& stream : streams) stream->Close(status);
  streams.clear();
  MutexLock lock(mutex_);
  while (!streams_.empty()) {
    const Duration rest = end - RealClock().Now();
    if (rest <= Duration::zero()) return false;
    changed_.WaitFor(mutex_, rest);
  }
  return true;
}

void ClusterService::Forget(uint64_t connection) {
  MutexLock lock(mutex_);
  streams_.erase(connection);
  changed_.NotifyAll();
}

void ClusterService::Warn(const std::string& text) {
  if (!options_.warn) return;
  {
    MutexLock lock(mutex_);
    if (!warnings_.Take(RealClock().Now())) return;
  }
  options_.warn(text);
}

void ClusterService::CheckStreams() {
  while (true) {
    std::vector<std::shared_ptr<ClusterStream>> streams;
    uint64_t unsaid = 0;
    const MonotonicTime now = RealClock().Now();
    {
      MutexLock lock(mutex_);
      if (destroyed_) return;
      unsaid = warnings_.TakeUnsaid(now);
      streams = All();
    }
    if (unsaid > 0) Warn(absl::StrCat("refused or cut off ", unsaid, " more"));
    for (const auto& stream : streams) stream->Check(now);
    streams.clear();
    MutexLock lock(mutex_);
    if (!destroyed_) changed_.WaitFor(mutex_, kCheckInterval);
  }
}

std::vector<std::shared_ptr<ClusterStream>> ClusterService::All() {
  std::vector<std::shared_ptr<ClusterStream>> all;
  all.reserve(streams_.size());
  for (const auto& [connection, stream] : streams_) all.push_back(stream);
  return all;
}

}  // namespace aurax::load::master
