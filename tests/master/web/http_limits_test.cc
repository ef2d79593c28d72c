#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <sys/resource.h>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/random.h"
#include "common/text.h"
#include "master/web/http_server.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/raw_client.h"
#include "tests/master/web/served.h"

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;

constexpr Duration kShort = milliseconds(100);

HttpServer::Options With(const HttpServer::Limits& limits) {
  return {.host = "127.0.0.1", .limits = limits};
}

// What the last thing a client is told is; then its connection ends, and others are served.
int RefusedWith(Served& served, std::string_view bytes) {
  RawClient client(served.port());
  client.Send(bytes);
  const auto response = client.Read();
  EXPECT_TRUE(response.status == 0 || response.Has("Connection: close"));
  client.ReadToEnd();
  EXPECT_TRUE(client.ended());
  RawClient other(served.port());
  EXPECT_EQ(other.Ask(Get("/ping")).body, "pong");
  return response.status;
}

TEST(HttpLimits, ATargetAndHeadersThatAreTooLongAreRefused) {
  Served served;
  EXPECT_EQ(RefusedWith(served, "GET /" + std::string(20'000, 'a')), 414);
  EXPECT_EQ(RefusedWith(served, Get("/" + std::string(20'000, 'a'))), 414);
  EXPECT_EQ(RefusedWith(served, Get("/", "X: " + std::string(20'000, 'a') + "\r\n")), 431);
  EXPECT_EQ(RefusedWith(served, "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'a')), 431);
  std::string many;
  for (int i = 0; i < 2'000; ++i) absl::StrAppend(&many, "X-", i, ": 1\r\n");
  EXPECT_EQ(RefusedWith(served, Get("/", many)), 431);
  RawClient client(served.port());
  EXPECT_EQ(client.Ask(Get("/" + std::string(10'000, 'a'))).status, 200);
}

TEST(HttpLimits, ABodyMayBeAsLargeAsTheLimitAndNoLarger) {
  HttpServer::Limits limits;
  limits.body_bytes = 100'000;
  Served served(With(limits));
  RawClient client(served.port());
  EXPECT_EQ(client.Ask(Post("/", std::string(100'000, 'a'))).status, 200);
  EXPECT_EQ(RefusedWith(served, Post("/", std::string(100'001, 'a'))), 413);
  EXPECT_EQ(RefusedWith(served, Post("/", std::string(8'000'000, 'a'))), 413);
  EXPECT_EQ(
      RefusedWith(served,
                  "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 18446744073709551615\r\n\r\n"),
      413);
}

TEST(HttpLimits, ChunksAreWithinTheSameLimit) {
  HttpServer::Limits limits;
  limits.body_bytes = 100'000;
  Served served(With(limits));
  const std::string head = "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string chunks;
  for (int i = 0; i < 10; ++i)
    absl::StrAppend(&chunks, "2710\r\n", std::string(10'000, 'a'), "\r\n");
  RawClient client(served.port());
  EXPECT_EQ(client.Ask(head + chunks + "0\r\n\r\n").status, 200);
  EXPECT_EQ(RefusedWith(served, head + chunks + "1\r\na\r\n0\r\n\r\n"), 413);
  EXPECT_EQ(RefusedWith(served, head + "fffffffffffffff\r\n"), 413);
  // Neither what accompanies chunks nor trailers are without end.
  EXPECT_EQ(RefusedWith(served, head + "1;" + std::string(200'000, 'x')), 400);
  EXPECT_EQ(RefusedWith(served, head + "0\r\nX: " + std::string(200'000, 'x')), 400);
}

TEST(HttpLimits, WhatIsNoRequestIsRefused) {
  Served served;
  for (const char* bytes : {
           "\x16\x03\x01\x02\r\n\r\n",
           "GET\r\n\r\n",
           "GET / HTTP/2.0\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",
           "G@T / HTTP/1.1\r\nHost: web\r\n\r\n",
           "GET /\x01 HTTP/1.1\r\nHost: web\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
           // Where the body ends must not depend on who reads it.
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
           "chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
       }) {
    EXPECT_EQ(RefusedWith(served, bytes), 400) << bytes;
  }
  EXPECT_EQ(RefusedWith(served, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
            501);
}

TEST(HttpLimits, ARequestThatTakesTooLongIsRefused) {
  HttpServer::Limits limits;
  limits.request_time = kShort;
  limits.header_bytes = size_t{1} << 20;
  Served served(With(limits));
  EXPECT_EQ(RefusedWith(served, "GET / HT"), 408);
  EXPECT_EQ(RefusedWith(served, "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 9\r\n\r\nhalf"),
            408);
  // Bytes that keep coming are no excuse, nor do they buy time.
  RawClient client(served.port()), other(served.port());
  client.Send("GET / HTTP/1.1\r\nX: ");
  while (!client.HasInput()) {
    other.Ask(Get("/ping"));
    client.Send("y");
  }
  EXPECT_EQ(client.Read().status, 408);
}

TEST(HttpLimits, AnAnswerMayTakeLongerThanARequest) {
  HttpServer::Limits limits;
  limits.request_time = limits.idle_time = kShort;
  Served served(With(limits));
  RawClient client(served.port()), other(served.port());
  client.Send(Get("/hold"));
  HttpReply reply = served.TakeHeld();
  other.Send("G");
  EXPECT_EQ(other.Read().status, 408);  // so that time has passed
  reply.Send(Text("late"));
  EXPECT_EQ(client.Read().body, "late");
}

TEST(HttpLimits, AnIdleConnectionIsClosedWithoutAWord) {
  HttpServer::Limits limits;
  limits.idle_time = kShort;
  Served served(With(limits));
  RawClient fresh(served.port()), used(served.port());
  used.Ask(Get("/ping"));
  EXPECT_EQ(fresh.ReadToEnd(), "");
  EXPECT_EQ(used.ReadToEnd(), "");
  EXPECT_TRUE(fresh.ended() && used.ended());
}

TEST(HttpLimits, AResponseThatIsNotTakenIsDropped) {
  HttpServer::Limits limits;
  limits.write_time = kShort;
  limits.connections = 2;
  Served served(With(limits));
  RawClient client(served.port(), {.address = "127.0.0.1", .tls = false, .receive_bytes = 4096});
  client.Send(Get("/big"));
  // Its place is free again, though it has read nothing.
  while (true) {
    RawClient next(served.port());
    if (next.Ask(Get("/ping")).status == 200) break;
  }
  EXPECT_LT(client.ReadToEnd().size(), Served::kBig);
  EXPECT_TRUE(client.ended());
}

TEST(HttpLimits, ConnectionsAreLimitedInAllAndOfOneAddress) {
  HttpServer::Limits limits;
  limits.connections = 4;
  Served served(With(limits));
  std::vector<std::unique_ptr<RawClient>> clients;
  const auto served_to = [&](const std::string& address) {
    clients.push_back(
        std::make_unique<RawClient>(served.port(), RawClient::From{address, false, 0}));
    return clients.back()->Ask(Get("/ping")).status == 200;
  };
  EXPECT_TRUE(served_to("127.0.0.1"));
  EXPECT_TRUE(served_to("127.0.0.1"));
  EXPECT_FALSE(served_to("127.0.0.1"));
  EXPECT_TRUE(served_to("127.0.0.2"));
  EXPECT_TRUE(served_to("127.0.0.3"));
  EXPECT_FALSE(served_to("127.0.0.4"));
  clients[0].reset();
  while (!served_to("127.0.0.4")) {
  }
  EXPECT_EQ(clients[1]->Ask(Get("/ping")).body, "pong");
}

TEST(HttpLimits, RequestsOfOneAddressAreLimitedInTime) {
  FakeClock clock;
  HttpServer::Limits limits;
  limits.requests_per_s = 5;
  limits.limit_loopback = true;
  Served served({.host = "127.0.0.1", .limits = limits, .clock = &clock});
  RawClient client(served.port()), other(served.port(), {.address = "127.0.0.2"});
  const auto answered = [](RawClient& who) {
    int count = 0;
    for (int i = 0; i < 30; ++i) {
      const auto response = who.Ask(Get("/ping"));
      EXPECT_TRUE(response.status == 200 || response.Has("Retry-After: 1"));
      count += response.status == 200;
    }
    return count;
  };
  EXPECT_EQ(answered(client), 10);
  EXPECT_EQ(answered(client), 0);
  EXPECT_EQ(answered(other), 10);
  clock.Advance(std::chrono::seconds(1));
  EXPECT_EQ(answered(client), 5);
}

TEST(HttpLimits, LoopbackMayAskAsOftenAsItLikes) {
  HttpServer::Limits limits;
  limits.requests_per_s = 1;
  Served served(With(limits));
  RawClient client(served.port());
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.Ask(Get("/ping")).status, 200);
}

// Descriptors below `free` more than the process has.
class FewDescriptors {
 public:
  explicit FewDescriptors(int free) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int next = dup(0);
    close(next);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(next + free);
    setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(HttpLimits, ServesAgainAfterItRanOutOfDescriptors) {
#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
  GTEST_SKIP()
      << "the sanitizer opens a pipe to look at an object: without descriptors none is one";
#endif
#endif
  Served served;
  RawClient first(served.port());
  EXPECT_EQ(first.Ask(Get("/ping")).body, "pong");
  {
    const FewDescriptors few(1);
    RawClient turned_away(served.port());  // takes the last
    EXPECT_EQ(turned_away.ReadToEnd(), "");
    EXPECT_TRUE(turned_away.ended());  // told so at once
    EXPECT_EQ(first.Ask(Get("/ping")).body, "pong");
  }
  RawClient later(served.port());
  EXPECT_EQ(later.Ask(Get("/ping")).body, "pong");
}

std::string Garbage(RandomStream& random) {
  static constexpr std::string_view kPieces[] = {"GET ",
                                                 "POST / HTTP/1.1\r\n",
                                                 "Host: web\r\n",
                                                 "\r\n",
                                                 "\r\n\r\n",
                                                 ":",
                                                 "HTTP/1.1",
                                                 "Content-Length: ",
                                                 "5",
                                                 "chunked",
                                                 "0\r\n\r\n",
                                                 "ffffffff\r\n",
                                                 "Transfer-Encoding: chunked\r\n",
                                                 "Expect: 100-continue\r\n",
                                                 "/events",
                                                 "/forget",
                                                 " "};
  std::string bytes;
  for (uint64_t n = random.Below(20); n > 0; --n) {
    if (random.Below(3) == 0) {
      for (uint64_t k = random.Below(40); k > 0; --k) bytes += static_cast<char>(random.Below(256));
    } else {
      bytes += kPieces[random.Below(std::size(kPieces))];
    }
  }
  return bytes;
}

// Whole requests with a few bytes changed, taken away or put in.
std::string Mutated(RandomStream& random) {
  std::string bytes = Get("/a") + Post("/b", "body") +
                      "POST /c HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\nabc\r\n0\r\n\r\n" +
                      Get("/events");
  for (uint64_t n = 1 + random.Below(4); n > 0; --n) {
    const size_t at = random.Below(bytes.size());
    const char byte = static_cast<char>(random.Below(256));
    switch (random.Below(3)) {
      case 0:
        bytes[at] = byte;
        break;
      case 1:
        bytes.erase(at, 1 + random.Below(10));
        break;
      default:
        bytes.insert(at, 1, byte);
    }
  }
  return bytes.substr(0, random.Below(2) == 0 ? bytes.size() : random.Below(bytes.size()));
}

TEST(HttpLimits, GarbageNeverHarmsAnybodyElse) {
  HttpServer::Limits limits;
  limits.request_time = milliseconds(500);
  Served served(With(limits));
  RawClient other(served.port());
  RandomStream random(20261123, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 5'000; ++i) {
    RawClient client(served.port(), {.address = absl::StrCat("127.0.1.", 1 + i % 200)});
    const std::string bytes = i % 2 == 0 ? Garbage(random) : Mutated(random);
    const size_t split = random.Below(bytes.size() + 1);
    client.Send(std::string_view(bytes).substr(0, split));
    if (random.Below(2) == 0) {
      ASSERT_EQ(other.Ask(Get("/ping")).body, "pong");
    }
    client.Send(std::string_view(bytes).substr(split));
    if (random.Below(2) == 0) client.CloseSending();
    if (random.Below(4) == 0) client.Reset();
  }
  EXPECT_EQ(other.Ask(Get("/ping")).body, "pong");
}

}  // namespace
}  // namespace aurax::load::master
