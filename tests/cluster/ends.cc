#include "tests/cluster/ends.h"

#include <utility>

#include "common/random.h"

namespace aurax::load {
namespace {

constexpr Duration kNever = std::chrono::hours(1);

// The same 64 KiB again and again, which is more than what gzip looks back.
std::string Letters(size_t count) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  std::string some(64 * 1024, ' ');
  for (char& c : some) c = static_cast<char>('a' + random.Below(26));
  std::string text;
  text.reserve(count);
  while (text.size() < count) text.append(some, 0, count - text.size());
  return text;
}

}  // namespace

MasterEnd::MasterEnd(ClusterServer::Options options) {
  const ClusterServer::Options usual;
  if (options.host == usual.host) options.host = "127.0.0.1";
  if (options.longest_silence == usual.longest_silence) options.longest_silence = kNever;
  options.emit = [events = events_](ClusterEvent event) { events->Push(std::move(event)); };
  options.warn = [warnings = warnings_](const std::string& text) { warnings->Push(text); };
  auto server = ClusterServer::Start(std::move(options));
  status_ = server.status();
  if (server.ok()) server_ = *std::move(server);
}

ClusterEvent MasterEnd::Expect(ClusterEvent::Kind kind) {
  std::optional<ClusterEvent> event = events_->Next();
  if (!event) {
    ADD_FAILURE() << "the master saw nothing";
    return {};
  }
  EXPECT_EQ(event->kind, kind) << event->text;
  return *std::move(event);
}

uint64_t MasterEnd::Opened() { return Expect(ClusterEvent::Kind::kOpened).connection; }
ClusterEvent MasterEnd::Message() { return Expect(ClusterEvent::Kind::kMessage); }
std::string MasterEnd::Closed() { return Expect(ClusterEvent::Kind::kClosed).text; }

WorkerEnd::WorkerEnd(uint16_t port) : WorkerEnd(ClusterLink::Options{.port = port}) {}

WorkerEnd::WorkerEnd(ClusterLink::Options options) {
  options.emit = [events = events_](LinkEvent event) { events->Push(std::move(event)); };
  auto link = ClusterLink::Start(std::move(options));
  status_ = link.status();
  if (link.ok()) link_ = *std::move(link);
}

LinkEvent WorkerEnd::Expect(LinkEvent::Kind kind) {
  std::optional<LinkEvent> event = events_->Next();
  if (!event) {
    ADD_FAILURE() << "the worker saw nothing";
    return {};
  }
  EXPECT_EQ(event->kind, kind) << event->text;
  return *std::move(event);
}

void WorkerEnd::Up() { Expect(LinkEvent::Kind::kUp); }

void WorkerEnd::UpAtLast() {
  std::optional<LinkEvent> event = events_->Next();
  while (event && event->kind == LinkEvent::Kind::kDown) event = events_->Next();
  ASSERT_TRUE(event && event->kind == LinkEvent::Kind::kUp);
}

v1::MasterMessage WorkerEnd::Message() { return Expect(LinkEvent::Kind::kMessage).message; }
LinkEvent WorkerEnd::Down() { return Expect(LinkEvent::Kind::kDown); }

v1::WorkerMessage Beat(uint64_t number) {
  v1::WorkerMessage message;
  message.mutable_heartbeat()->set_number(number);
  return message;
}

v1::MasterMessage Ack(uint64_t number) {
  v1::MasterMessage message;
  message.mutable_heartbeat_ack()->set_number(number);
  return message;
}

v1::MasterMessage LargePrepare(size_t bytes) {
  v1::MasterMessage message;
  message.mutable_prepare()->set_run_id(Letters(bytes));
  return message;
}

v1::WorkerMessage LargeLog(size_t bytes) {
  v1::WorkerMessage message;
  message.mutable_log()->set_text(Letters(bytes));
  return message;
}

}  // namespace aurax::load
