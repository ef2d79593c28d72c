#include "cli/cluster_port.h"

#include <signal.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/cluster_options.h"

namespace aurax::load::cli {
namespace {

using master::ClusterEvent;
using master::ClusterServer;
using master::Coordinator;

// Messages come all the time; what looks at every worker need not be done for each.
constexpr Duration kTurn = std::chrono::milliseconds(10);
// Of more workers messages are taken in bundles: six a second of each, and a wake-up for each
// message would cost more than what it says. Fewer are answered at once, for their clocks' sake.
constexpr size_t kMostAnsweredAtOnce = 100;
constexpr Duration kGather = std::chrono::milliseconds(2);
constexpr Duration kChildrenLimit = std::chrono::seconds(5);

}  // namespace

absl::Status ClusterPort::Open(const Say& say) {
  ClusterServer::Options options;
  options.host = BindHost(options_);
  options.port = static_cast<uint16_t>(options_.master_bind_port);
  if (!settings_.local_name.empty()) options.local_name = settings_.local_name;
  options.tls = ClusterTls(options_);
  options.join_token = settings_.join_token;
  options.emit = [this](ClusterEvent event) { inbox_.Push(std::move(event)); };
  options.warn = [this](const std::string& text) { warnings_.Push(text); };
  auto server = ClusterServer::Start(std::move(options));
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  say(LogLevel::kInfo,
      absl::StrCat("Master listening on ", HostAndPort(BindHost(options_), server_->port())));
  return absl::OkStatus();
}

void ClusterPort::Serve(Coordinator* coordinator) {
  coordinator_ = coordinator;
  for (const auto& [connection, peer] : peers_) {
    Attach(connection, peer);
    if (peer.hello) coordinator_->OnMessage(connection, *peer.hello);
  }
}

void ClusterPort::Attach(uint64_t connection, const Peer& peer) {
  master::Connection link;
  link.peer = peer.address;
  link.send = [this, connection](v1::MasterMessage message) {
    server_->Send(connection, std::move(message));
  };
  link.close = [this, connection](const std::string& reason) {
    server_->Close(connection, reason);
  };
  coordinator_->Attach(connection, std::move(link));
}

void ClusterPort::Turn() {
  const Duration gather = peers_.size() > kMostAnsweredAtOnce ? kGather : Duration::zero();
  for (ClusterEvent& event : inbox_.TakeAll(kTurn, gather)) Take(std::move(event));
}

void ClusterPort::Take(ClusterEvent event) {
  const uint64_t connection = event.connection;
  switch (event.kind) {
    case ClusterEvent::Kind::kOpened: {
      Peer& peer = peers_[connection];
      peer.address = std::move(event.text);
      return Attach(connection, peer);
    }
    case ClusterEvent::Kind::kMessage:
      if (event.message->has_hello()) peers_[connection].hello = *event.message;
      coordinator_->OnMessage(connection, *event.message);
      return server_->Taken(connection);
    case ClusterEvent::Kind::kClosed:
      peers_.erase(connection);
      return coordinator_->Detach(connection);
  }
}

bool ClusterPort::Tick(const Say& say) {
  for (const std::string& text : warnings_.TakeAll(Duration::zero())) {
    say(LogLevel::kWarning, text);
  }
  if (settings_.children == nullptr) return true;
  for (const ChildWorkers::End& end : settings_.children->TakeEnded()) {
    say(LogLevel::kError, absl::StrFormat("Worker process %d %s", end.number, end.how));
  }
  return settings_.children->left() > 0;
}

void ClusterPort::Close() {
  EndChildren();
  server_.reset();
}

// The coordinator answers them while they leave.
void ClusterPort::EndChildren() {
  if (settings_.children == nullptr) return;
  settings_.children->Signal(SIGTERM);
  const MonotonicTime limit = clock_->Now() + kChildrenLimit;
  while (settings_.children->left() > 0 && clock_->Now() < limit) {
    Turn();
    coordinator_->OnTick();
    coordinator_->Flush();
    (void)settings_.children->TakeEnded();
  }
}

}  // namespace aurax::load::cli
