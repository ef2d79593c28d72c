#include "master/web/http_server.h"

#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/fakes/raw_client.h"
#include "tests/master/web/served.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;

TEST(HttpServer, GivesARequestAsItWasSentAndKeepsTheConnection) {
  Served served;
  RawClient client(served.port());
  const auto first = client.Ask(
      "POST /a?x=%201 HTTP/1.1\r\nHost: web\r\nX-Odd:  Some Value \r\nContent-Length: "
      "4\r\n\r\nbody");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "POST /a?x=%201 body");
  EXPECT_TRUE(first.Has("Content-Type: text/plain"));
  EXPECT_FALSE(first.Has("Connection: close"));
  EXPECT_EQ(client.Ask(Get("/second")).body, "GET /second ");
  const HttpRequest request = served.requests()[0];
  EXPECT_EQ(request.Header("x-odd"), "Some Value");
  EXPECT_EQ(request.Header("x-other"), "");
  EXPECT_EQ(request.peer, "127.0.0.1");
  EXPECT_TRUE(request.loopback);
}

TEST(HttpServer, AHeadHasTheLengthOfTheBodyButNoBody) {
  Served served;
  RawClient client(served.port());
  client.Send("HEAD /ping HTTP/1.1\r\nHost: web\r\n\r\n");
  EXPECT_TRUE(client.Read(true).Has("Content-Length: 4"));
  EXPECT_EQ(client.Ask(Get("/ping")).body, "pong");
}

TEST(HttpServer, PipelinedRequestsAreAnsweredInTheirOrder) {
  Served served;
  RawClient client(served.port());
  std::string requests = Get("/hold");
  for (int i = 0; i < 300; ++i) absl::StrAppend(&requests, Post(absl::StrCat("/", i), "x"));
  client.Send(requests);
  served.TakeHeld().Send(Text("held"));
  EXPECT_EQ(client.Read().body, "held");
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(client.Read().body, absl::StrCat("POST /", i, " x"));
  }
}

// The server answers the ping after it has read what came before it, so it sees each byte alone.
void SendOneByOne(Served& served, RawClient& client, std::string_view bytes) {
  RawClient other(served.port());
  for (size_t i = 0; i < bytes.size(); ++i) {
    client.Send(bytes.substr(i, 1));
    ASSERT_EQ(other.Ask(Get("/ping")).body, "pong");
  }
}

TEST(HttpServer, EveryByteMayComeAlone) {
  Served served;
  RawClient client(served.port());
  const std::string chunked = " HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n";
  SendOneByOne(
      served, client,
      "\r\nPOST /a" + chunked + "3;x=\"y\"\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n");
  EXPECT_EQ(client.Read().body, "POST /a abcde");
  const auto requests = served.requests();
  const auto sent = std::find_if(requests.begin(), requests.end(),
                                 [](const HttpRequest& request) { return request.target == "/a"; });
  ASSERT_NE(sent, requests.end());
  EXPECT_EQ(sent->Header("x-trailer"), "");
  SendOneByOne(served, client, "POST /b" + chunked + "0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "POST /b ");
  SendOneByOne(served, client, Post("/c", "whole"));
  EXPECT_EQ(client.Read().body, "POST /c whole");
}

TEST(HttpServer, Http10EndsWithTheAnswerUnlessAskedNotTo) {
  Served served;
  RawClient once(served.port());
  const auto only = once.Ask("GET /ping HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(only.Has("Connection: close"));
  EXPECT_EQ(once.ReadToEnd(), "");
  EXPECT_TRUE(once.ended());
  RawClient kept(served.port());
  const std::string request = "GET /ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_TRUE(kept.Ask(request).Has("Connection: keep-alive"));
  EXPECT_EQ(kept.Ask(request).body, "pong");
}

TEST(HttpServer, AConnectionEndsWhenTheClientWantsIt) {
  Served served;
  RawClient client(served.port());
  EXPECT_TRUE(client.Ask(Get("/ping", "Connection: close\r\n")).Has("Connection: close"));
  client.ReadToEnd();
  EXPECT_TRUE(client.ended());
}

TEST(HttpServer, AHalfClosedClientIsAnswered) {
  Served served;
  RawClient client(served.port());
  client.Send(Get("/hold") + Get("/ping"));
  client.CloseSending();
  served.TakeHeld().Send(Text("late"));
  EXPECT_EQ(client.Read().body, "late");
  EXPECT_EQ(client.Read().body, "pong");
  client.ReadToEnd();
  EXPECT_TRUE(client.ended());
}

TEST(HttpServer, HalfARequestIsABadOne) {
  Served served;
  RawClient client(served.port());
  client.Send("GET /ping HTTP/1.1\r\nHo");
  client.CloseSending();
  EXPECT_EQ(client.Read().status, 400);
}

TEST(HttpServer, GivesLeaveToSendABody) {
  Served served;
  RawClient client(served.port());
  client.Send("POST /a HTTP/1.1\r\nHost: web\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.Ask("hi").body, "POST /a hi");
}

TEST(HttpServer, AReplyThatIsForgottenOrThrownAwayIsAnError) {
  Served served;
  RawClient client(served.port());
  EXPECT_EQ(client.Ask(Get("/forget")).status, 500);
  EXPECT_EQ(client.Ask(Get("/throw")).status, 500);
  EXPECT_EQ(client.Ask(Get("/ping")).status, 200);
}

TEST(HttpServer, OnlyTheFirstAnswerCounts) {
  Served served;
  RawClient client(served.port());
  client.Send(Get("/hold"));
  HttpReply reply = served.TakeHeld();
  reply.Send(Text("first"));
  reply.Send(Text("second"));
  EXPECT_FALSE(reply.Stream({}).open());
  EXPECT_EQ(client.Read().body, "first");
  EXPECT_EQ(client.Ask(Get("/ping")).body, "pong");
}

TEST(HttpServer, AnswersComeFromAnyThread) {
  Served served;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&served] {
      for (int n = 0; n < 50; ++n) {
        RawClient client(served.port());
        client.Send(Get("/hold"));
        served.TakeHeld().Send(Text("x"));
        EXPECT_EQ(client.Read().body, "x");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(HttpServer, AResponseCannotCarryALineThatIsNotItsOwn) {
  Served served;
  RawClient client(served.port());
  client.Send(Get("/hold"));
  HttpResponse response = Text("x");
  response.headers = {{"X-A", "1\r\nX-B: 2"}, {"X-C", "3"}};
  served.TakeHeld().Send(std::move(response));
  const auto got = client.Read();
  EXPECT_THAT(got.head, Not(HasSubstr("X-B")));
  EXPECT_TRUE(got.Has("X-C: 3"));
}

TEST(HttpServer, NoContentHasNoLength) {
  Served served;
  RawClient client(served.port());
  client.Send(Get("/hold"));
  HttpResponse response;
  response.status = 204;
  served.TakeHeld().Send(std::move(response));
  EXPECT_THAT(client.Read().head, Not(HasSubstr("Content-Length")));
  EXPECT_EQ(client.Ask(Get("/ping")).body, "pong");
}

TEST(HttpServer, ALargeResponseComesWhole) {
  Served served;
  RawClient client(served.port());
  EXPECT_EQ(client.Ask(Get("/big")).body, std::string(Served::kBig, 'b'));
  EXPECT_EQ(client.Ask(Get("/ping")).body, "pong");
}

TEST(HttpServer, PostedTasksRunOnTheThreadOfTheHandler) {
  Served served;
  RawClient client(served.port());
  client.Send(Get("/hold"));
  HttpReply reply = served.TakeHeld();
  served.server().Post([reply]() mutable { reply.Send(Text("posted")); });
  EXPECT_EQ(client.Read().body, "posted");
}

TEST(HttpServer, ItsEndAnswersWhatHasBegunAndIsQuick) {
  Served served;
  RawClient idle(served.port()), waiting(served.port()), hopeless(served.port());
  idle.Ask(Get("/ping"));
  waiting.Send(Get("/hold"));
  HttpReply reply = served.TakeHeld();
  hopeless.Send(Get("/hold"));
  HttpReply late = served.TakeHeld();
  reply.Send(Text("just in time"));
  const auto begin = std::chrono::steady_clock::now();
  served.End();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1500));
  EXPECT_EQ(waiting.Read().body, "just in time");
  idle.ReadToEnd();
  EXPECT_TRUE(idle.ended());
  late.Send(Text("nobody hears this"));
  EXPECT_FALSE(late.Stream({}).open());
  hopeless.ReadToEnd();
  EXPECT_TRUE(hopeless.ended());
}

TEST(HttpServer, ATakenPortIsNamed) {
  Served served;
  const auto second = HttpServer::Start({.host = "127.0.0.1", .port = served.port()});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::string(second.status().message()),
            absl::StrCat("cannot listen on 127.0.0.1:", served.port(), ": Address already in use"));
}

TEST(HttpServer, AHostThatIsNoneIsNamed) {
  const auto server = HttpServer::Start({.host = "no host"});
  EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("no host"));
}

TEST(HttpServer, AllAddressesAndNamesAreHosts) {
  for (const char* host : {"*", "localhost"}) {
    HttpServer::Options options;
    options.host = host;
    Served served(options);
    RawClient client(served.port());
    EXPECT_EQ(client.Ask(Get("/ping")).body, "pong") << host;
    EXPECT_EQ(served.requests()[0].peer, "127.0.0.1") << host;
    EXPECT_TRUE(served.requests()[0].loopback) << host;
  }
}

}  // namespace
}  // namespace aurax::load::master
