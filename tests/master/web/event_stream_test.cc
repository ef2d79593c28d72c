#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "master/web/http_server.h"
#include "tests/fakes/raw_client.h"
#include "tests/master/web/served.h"

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::StartsWith;

// A client that has been told that the stream begins.
std::unique_ptr<RawClient> Listener(const Served& served, int receive_bytes = 0) {
  auto client = std::make_unique<RawClient>(served.port(),
                                            RawClient::From{"127.0.0.1", false, receive_bytes});
  client->Send(Get("/events"));
  const auto response = client->Read();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.Has("Content-Type: text/event-stream"));
  EXPECT_TRUE(response.Has("Cache-Control: no-store"));
  return client;
}

void UntilClosed(const EventStream& stream, const Served& served) {
  RawClient other(served.port());
  while (stream.open()) ASSERT_EQ(other.Ask(Get("/ping")).body, "pong");
}

TEST(EventStream, EventsComeInTheirOrder) {
  Served served;
  const auto client = Listener(served);
  EventStream stream = served.TakeStream();
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(stream.Send(Event(absl::StrCat(i))));
  for (int i = 0; i < 1'000; ++i) {
    ASSERT_EQ(client->ReadUntil("\n\n"), absl::StrCat("data: ", i, "\n\n"));
  }
  EXPECT_TRUE(stream.open());
}

TEST(EventStream, TheEndComesAfterWhatWasSent) {
  Served served;
  const auto client = Listener(served);
  EventStream stream = served.TakeStream();
  const std::string large(5'000'000, 'x');
  stream.Send(Event(large));
  stream.Close();
  EXPECT_FALSE(stream.Send(Event("too late")));
  EXPECT_EQ(client->ReadToEnd(), "data: " + large + "\n\n");
  EXPECT_TRUE(client->ended());
}

TEST(EventStream, NobodyLeftToSendIsTheEnd) {
  Served served;
  const auto client = Listener(served);
  std::optional<EventStream> stream = served.TakeStream();
  EventStream copy = *stream;
  stream.reset();
  EXPECT_TRUE(copy.Send(Event("x")));
  EXPECT_EQ(client->ReadUntil("\n\n"), "data: x\n\n");
  copy = EventStream(nullptr);
  EXPECT_EQ(client->ReadToEnd(), "");
  EXPECT_TRUE(client->ended());
}

TEST(EventStream, AClientThatLeavesIsNoticed) {
  Served served;
  for (const bool reset : {false, true}) {
    auto client = Listener(served);
    EventStream stream = served.TakeStream();
    EXPECT_TRUE(stream.open());
    if (reset) client->Reset();
    client.reset();
    UntilClosed(stream, served);
    EXPECT_FALSE(stream.Send(Event("x")));
  }
}

TEST(EventStream, SilenceIsFilledWithComments) {
  HttpServer::Limits limits;
  limits.ping_time = milliseconds(20);
  limits.write_time = limits.idle_time = limits.request_time = milliseconds(50);
  Served served({.host = "127.0.0.1", .limits = limits});
  const auto client = Listener(served);
  EventStream stream = served.TakeStream();
  for (int i = 0; i < 10; ++i) ASSERT_EQ(client->ReadUntil("\n\n"), ": ping\n\n");
  stream.Send(Event("x"));
  EXPECT_THAT(client->ReadUntil("x\n\n"), EndsWith("data: x\n\n"));
}

TEST(EventStream, AClientThatFallsBehindIsDisconnected) {
  Served served;
  const auto client = Listener(served, 4096);
  EventStream stream = served.TakeStream();
  const auto event = Event(std::string(1'000'000, 'x'));
  size_t sent = 0;
  while (stream.Send(event)) ++sent;
  EXPECT_FALSE(stream.open());
  EXPECT_GE(sent * event->size(), EventStream::kEventQueueBytes - event->size());
  EXPECT_LE(client->ReadToEnd().size(), sent * event->size());
  EXPECT_TRUE(client->ended());
}

TEST(EventStream, AClientThatTakesNothingIsDisconnected) {
  HttpServer::Limits limits;
  limits.write_time = milliseconds(100);
  Served served({.host = "127.0.0.1", .limits = limits});
  const auto client = Listener(served, 4096);
  EventStream stream = served.TakeStream();
  stream.Send(Event(std::string(10'000'000, 'x')));
  UntilClosed(stream, served);
  client->ReadToEnd();
  EXPECT_TRUE(client->ended());
}

TEST(EventStream, AClientThatTalksInsteadOfListeningIsDisconnected) {
  Served served;
  const auto client = Listener(served);
  EventStream stream = served.TakeStream();
  client->Send(std::string(1'000'000, 'x'));
  UntilClosed(stream, served);
}

TEST(EventStream, AHeadEndsAtOnce) {
  Served served;
  RawClient client(served.port());
  client.Send("HEAD /events HTTP/1.1\r\nHost: web\r\n\r\n");
  EventStream stream = served.TakeStream();
  stream.Send(Event("x"));
  EXPECT_THAT(client.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 200 OK"), EndsWith("\r\n\r\n")));
  EXPECT_TRUE(client.ended());
  UntilClosed(stream, served);
}

TEST(EventStream, ManyListenersKeepNobodyWaiting) {
  Served served;
  std::vector<std::unique_ptr<RawClient>> clients;
  std::vector<EventStream> streams;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(Listener(served));
    streams.push_back(served.TakeStream());
  }
  RawClient other(served.port());
  Duration longest{0};
  for (int i = 0; i < 10; ++i) {
    const auto event = Event(std::string(10'000, 'x'));
    for (EventStream& stream : streams) ASSERT_TRUE(stream.Send(event));
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_EQ(other.Ask(Get("/ping")).body, "pong");
    longest = std::max<Duration>(longest, std::chrono::steady_clock::now() - begin);
  }
  EXPECT_LT(longest, std::chrono::seconds(1));
  for (const auto& client : clients) {
    for (int i = 0; i < 10; ++i) ASSERT_EQ(client->ReadUntil("\n\n").size(), 10'008u);
  }
  // The server's end is theirs, within its second.
  const auto begin = std::chrono::steady_clock::now();
  served.End();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  for (const auto& client : clients) EXPECT_EQ(client->ReadToEnd(), "");
  for (EventStream& stream : streams) {
    EXPECT_FALSE(stream.open());
    EXPECT_FALSE(stream.Send(Event("x")));
  }
}

}  // namespace
}  // namespace aurax::load::master
