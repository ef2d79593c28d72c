#include "tests/backend_sim/server.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/fakes/raw_client.h"

namespace aurax::load::sim {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using End = RawClient::End;

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options_.port = 0;
    EXPECT_TRUE(options_.latency.Apply("all=0s").ok());
  }

  uint16_t Start() {
    auto server = Server::Start(options_);
    EXPECT_TRUE(server.ok()) << server.status().message();
    server_ = *std::move(server);
    return server_->port();
  }

  json Counts() {
    RawClient client(server_->port());
    return json::parse(client.Ask(Get("/sim/requests")).body);
  }

  // The ends of connections are seen by the server in its own time.
  json CountsOnce(const std::string& outcome, int reaches) {
    json total;
    do {
      total = Counts()["total"];
    } while (total[outcome] < reaches);
    return total;
  }

  Options options_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AKeptConnectionAnswersRequestAfterRequest) {
  RawClient client(Start());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.Ask(Get("/health")).status, 200);
  EXPECT_EQ(client.Ask(Post("/generate", R"({"prompt": "p"})")).status, 200);
  EXPECT_EQ(Counts()["total"]["answered"], 101);
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  ASSERT_TRUE(options_.latency.Apply("route=20ms").ok());
  RawClient client(Start());
  client.Send(Post("/route", R"({"query": "q"})") + Get("/health") + Get("/nope") +
              Post("/generate", "{}"));
  EXPECT_THAT(client.Read().body, HasSubstr("routing"));
  EXPECT_THAT(client.Read().body, HasSubstr("healthy"));
  EXPECT_EQ(client.Read().status, 404);
  EXPECT_EQ(client.Read().status, 422);
}

TEST_F(ServerTest, MorePipelinedThanTheBufferHoldsIsAnsweredInFull) {
  RawClient client(Start());
  std::string requests;
  for (int i = 0; i < 5000; ++i) requests += Get("/health");
  std::thread sender([&] { client.Send(requests); });
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(client.Read().status, 200) << i;
  sender.join();
}

TEST_F(ServerTest, ConnectionCloseAndHttp10AreHonoured) {
  const uint16_t port = Start();
  RawClient closing(port);
  EXPECT_TRUE(
      closing.Ask("GET /health HTTP/1.1\r\nConnection: close\r\n\r\n").Has("Connection: close"));
  EXPECT_EQ(closing.WaitForEnd(), End::kClosed);
  RawClient old(port);
  EXPECT_TRUE(old.Ask("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                  .Has("Connection: keep-alive"));
  EXPECT_TRUE(old.Ask("GET /health HTTP/1.0\r\n\r\n").Has("Connection: close"));
  EXPECT_EQ(old.WaitForEnd(), End::kClosed);
}

TEST_F(ServerTest, HeadIsAnsweredWithoutABody) {
  RawClient client(Start());
  client.Send("HEAD /health HTTP/1.1\r\n\r\n" + Get("/nope"));
  EXPECT_TRUE(client.Read(true).Has("Content-Length: 21"));
  EXPECT_EQ(client.Read().status, 404);
}

TEST_F(ServerTest, TheWrongMethodIsToldTheRightOne) {
  RawClient client(Start());
  EXPECT_TRUE(client.Ask(Get("/generate")).Has("Allow: POST"));
  const auto response = client.Ask("DELETE /health HTTP/1.1\r\n\r\n");
  EXPECT_EQ(response.status, 405);
  EXPECT_TRUE(response.Has("Allow: GET, HEAD"));
}

TEST_F(ServerTest, AnOverlargeBodyIsRefusedAndTheRefusalArrives) {
  RawClient client(Start());
  const std::string body(5 * 1024 * 1024, ' ');
  std::thread sender([&] { client.Send(Post("/generate", body)); });
  EXPECT_EQ(client.Read().status, 413);
  sender.join();
  client.CloseSending();
  EXPECT_EQ(client.WaitForEnd(), End::kClosed);
  RawClient other(server_->port());
  EXPECT_EQ(other.Ask(Post("/generate", std::string(4 * 1024 * 1024, ' '))).status, 400);
}

TEST_F(ServerTest, AnswersComeAfterTheirLatency) {
  ASSERT_TRUE(options_.latency.Apply("health=60ms").ok());
  RawClient client(Start());
  for (int i = 0; i < 3; ++i) {
    const MonotonicTime begun = RealClock().Now();
    EXPECT_EQ(client.Ask(Get("/health")).status, 200);
    EXPECT_GE(RealClock().Now() - begun, std::chrono::milliseconds(60));
  }
}

TEST_F(ServerTest, AResetIsAResetAndIsCounted) {
  ASSERT_TRUE(options_.errors.Apply("health=reset:100%").ok());
  RawClient client(Start());
  client.Send(Get("/health"));
  EXPECT_EQ(client.WaitForEnd(), End::kReset);
  const json counts = Counts();
  EXPECT_EQ(counts["total"]["reset"], 1);
  EXPECT_EQ(counts["endpoints"]["health"]["injected"], json({{"reset", 1}}));
}

TEST_F(ServerTest, AStalledRequestIsInFlightUntilItsClientLeaves) {
  options_.track_ids = true;
  ASSERT_TRUE(options_.errors.Apply("generate=stall:100%").ok());
  const uint16_t port = Start();
  {
    RawClient client(port);
    client.Send(Post("/generate", R"({"prompt": "p"})", "X-Request-Id: never\r\n"));
    EXPECT_EQ(CountsOnce("in_flight", 1)["received"], 1);
  }
  EXPECT_EQ(CountsOnce("abandoned", 1)["in_flight"], 0);
  EXPECT_EQ(Counts()["ids"]["unfinished"], json({"never"}));
}

TEST_F(ServerTest, RequestIdsAreTrackedOverConnectionsAndLoops) {
  options_.track_ids = true;
  options_.workers = 2;
  const uint16_t port = Start();
  for (const auto* id : {"one", "two", "two"}) {
    RawClient client(port);
    const std::string header = std::string("X-Request-Id: ") + id + "\r\n";
    EXPECT_EQ(client.Ask(Post("/generate", R"({"prompt": "p"})", header)).status, 200);
  }
  CountsOnce("answered", 3);  // the other loop may still be at it when its client has the answer
  const json ids = Counts()["ids"];
  EXPECT_EQ(ids["seen"], 2);
  EXPECT_EQ(ids["repeated"], json({"two"}));
  EXPECT_EQ(ids["unfinished"], json::array());
}

TEST_F(ServerTest, LookingAtTheCountsDoesNotChangeThem) {
  Start();
  Counts();
  EXPECT_EQ(Counts()["total"]["received"], 0);
}

TEST_F(ServerTest, MetricsAreServedAsPrometheusText) {
  RawClient client(Start());
  client.Ask(Get("/health"));
  const auto response = client.Ask(Get("/metrics"));
  EXPECT_TRUE(response.Has("Content-Type: text/plain; version=0.0.4; charset=utf-8"));
  EXPECT_THAT(response.body,
              HasSubstr("aurax_requests_total{endpoint=\"health\",status=\"200\"} 1\n"));
}

TEST_F(ServerTest, ATakenPortIsAnErrorEvenWhenItsOwnerWouldShareIt) {
  options_.workers = 2;
  options_.port = Start();
  const auto second = Server::Start(options_);
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("cannot listen on 127.0.0.1:"));
}

TEST_F(ServerTest, AHostThatIsNoAddressIsAnError) {
  options_.host = "example";
  EXPECT_TRUE(absl::IsInvalidArgument(Server::Start(options_).status()));
}

TEST_F(ServerTest, StopEndsConnectionsInEveryState) {
  ASSERT_TRUE(options_.latency.Apply("route=1h").ok());
  ASSERT_TRUE(options_.errors.Apply("scrape=stall:100%").ok());
  const uint16_t port = Start();
  RawClient idle(port);
  RawClient delayed(port);
  RawClient stalled(port);
  RawClient halfway(port);
  delayed.Send(Post("/route", R"({"query": "q"})"));
  stalled.Send(Post("/scrape", R"({"url": "u"})"));
  halfway.Send("GET /hea");
  CountsOnce("in_flight", 2);
  server_->Stop();
  server_.reset();
  for (RawClient* client : {&idle, &delayed, &stalled, &halfway}) {
    EXPECT_NE(client->WaitForEnd(), End::kTimeout);
  }
}

}  // namespace
}  // namespace aurax::load::sim
