// Connections: reuse, isolation, failures, time limits, cancelling.
#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "tests/worker/engine_fixture.h"

namespace aurax::load::worker {
namespace {

using namespace std::chrono_literals;

ScriptedServer::Conversation AnswerAll() {
  return [](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(HttpAnswer("ok"));
  };
}

ScriptedServer::Conversation Stall() {
  return [](Peer& peer) {
    peer.ReadRequest();
    peer.WaitForClose();
  };
}

class EngineConnections : public EngineFixture {};

TEST_F(EngineConnections, AreKeptByTheirSessionAndNotSharedWithAnother) {
  ScriptedServer server(AnswerAll());
  v1::HttpSettings settings;
  std::vector<std::unique_ptr<HttpSession>> sessions;
  for (int i = 0; i < 5; ++i) sessions.push_back(engine().NewSession(settings));
  for (int round = 0; round < 3; ++round) {
    for (const auto& session : sessions) {
      const auto e = NewExchange(server.Url("/"));
      e->session = session.get();
      EXPECT_EQ(Run(*e).new_connections, round == 0 ? 1u : 0u);
    }
  }
  EXPECT_EQ(server.connections(), 5);
  EXPECT_EQ(engine().open_connections(), 5u);
  sessions.resize(2);
  EXPECT_EQ(engine().open_connections(), 2u) << "a session takes its connections along";
}

TEST_F(EngineConnections, ParallelExchangesOfASessionEachHaveTheirOwnAndKeepIt) {
  ScriptedServer server(AnswerAll());
  std::vector<std::unique_ptr<Exchange>> parallel;
  for (int i = 0; i < 4; ++i) parallel.push_back(NewExchange(server.Url("/")));
  for (int round = 1; round <= 3; ++round) {
    for (const auto& e : parallel) engine().Start(e.get());
    RunUntil([&] {
      return std::all_of(parallel.begin(), parallel.end(),
                         [&](auto& e) { return e->done == round; });
    });
  }
  EXPECT_EQ(server.connections(), 4);
}

TEST_F(EngineConnections, AnIdleOneThatTheServerClosesIsNoticedAndReplacedWithoutAnError) {
  ScriptedServer server([](Peer& peer) {
    if (peer.ReadRequest()) peer.Send(HttpAnswer("ok"));
  });
  Fetch(server.Url("/"));
  RunUntil([&] { return engine().open_connections() == 0; });
  const auto second = Fetch(server.Url("/"));
  EXPECT_EQ(second->outcome, Outcome::kAnswered) << second->error;
  EXPECT_EQ(second->new_connections, 1u);
}

TEST_F(EngineConnections, AnIdleOneThatBecomesReadableDoesNotKeepTheLoopBusy) {
  std::atomic<bool> go{false};
  ScriptedServer server([&](Peer& peer) {
    if (peer.ReadRequest()) peer.Send(HttpAnswer("ok"));
    while (!go) std::this_thread::yield();
    peer.Send("nobody asked for this");
    peer.WaitForClose();
  });
  Fetch(server.Url("/"));
  go = true;
  rusage before, after;
  getrusage(RUSAGE_THREAD, &before);
  const MonotonicTime until = RealClock().Now() + 200ms;
  RunUntil([&] { return RealClock().Now() > until; });
  getrusage(RUSAGE_THREAD, &after);
  const auto used = (after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000 +
                    (after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1000 +
                    (after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1000;
  EXPECT_LT(used, 100);
}

TEST_F(EngineConnections, OneThatBreaksUnderARequestIsAFailureAndNothingIsSentTwice) {
  ScriptedServer server([](Peer& peer) {
    if (peer.ReadRequest()) peer.Send(HttpAnswer("ok"));
    // The second request of the first connection is read and never answered.
    if (peer.connection_number() == 1 && peer.ReadRequest()) return peer.Reset();
    while (peer.ReadRequest()) peer.Send(HttpAnswer("ok"));
  });
  Fetch(server.Url("/"));
  const auto broken = Post(server.Url("/"), "body");
  Run(*broken);
  EXPECT_EQ(broken->outcome, Outcome::kReset);
  EXPECT_EQ(broken->error, "connection reset");
  EXPECT_EQ(server.requests().size(), 2u);
  const auto next = Fetch(server.Url("/"));
  EXPECT_EQ(next->outcome, Outcome::kAnswered) << next->error;
}

TEST_F(EngineConnections, AResetOfANewOneIsAReset) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    peer.Reset();
  });
  const auto e = Fetch(server.Url("/"));
  EXPECT_EQ(e->outcome, Outcome::kReset);
  EXPECT_EQ(e->error, "connection reset");
}

TEST_F(EngineConnections, RefusedIsSaidWithoutThePort) {
  std::string url;
  {
    ScriptedServer gone(AnswerAll());
    url = gone.Url("/");
  }
  const auto e = Fetch(url);
  EXPECT_EQ(e->outcome, Outcome::kConnect);
  EXPECT_EQ(e->error, "connection refused");
  EXPECT_EQ(engine().open_connections(), 0u);
}

TEST_F(EngineConnections, ExchangesThatFailAtOnceAndStartAgainDoNotHoldUpTheLoop) {
  const auto e = NewExchange("ftp://127.0.0.1/");
  std::string error;
  e->on_done = [&](Exchange& again) {
    EXPECT_EQ(again.outcome, Outcome::kOther);
    error = again.error;
    if (again.done < 1'000'000) engine().Start(&again);
  };
  engine().Start(e.get());
  RunUntil([&] { return e->done >= 100; });
  EXPECT_LT(e->done, 1'000'000);
  EXPECT_EQ(error, "unsupported URL scheme");
  e->on_done = nullptr;
  engine().Cancel(e.get());
}

TEST_F(EngineConnections, AnUnknownHostIsNamed) {
  const auto e = Fetch("http://service.invalid:81/");
  EXPECT_EQ(e->outcome, Outcome::kDns);
  EXPECT_EQ(e->error, "could not resolve host service.invalid");
}

TEST_F(EngineConnections, AMalformedUrlIsSaidToBeOne) {
  const auto e = Fetch("http://[::1/");
  EXPECT_EQ(e->outcome, Outcome::kOther);
  EXPECT_EQ(e->error, "malformed URL");
}

TEST_F(EngineConnections, ClearTextOnATlsPortIsATlsFailure) {
  ScriptedServer server([](Peer& peer) { peer.Send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  const auto e = Fetch("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  EXPECT_EQ(e->outcome, Outcome::kTls);
  EXPECT_EQ(e->error, "TLS: handshake failed: wrong version number");
}

TEST_F(EngineConnections, RunningOutOfDescriptorsIsSaid) {
  ScriptedServer server(AnswerAll());
  Fetch(server.Url("/"));
  const auto e = NewExchange(server.Url("/"));
  v1::HttpSettings settings;
  const auto other = engine().NewSession(settings);
  e->session = other.get();
  rlimit old;
  getrlimit(RLIMIT_NOFILE, &old);
  const rlimit none{3, old.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  Run(*e);
  setrlimit(RLIMIT_NOFILE, &old);
  EXPECT_EQ(e->outcome, Outcome::kConnect);
  EXPECT_EQ(e->error, "too many open files");
  EXPECT_EQ(Run(*e).outcome, Outcome::kAnswered) << "and is not for ever";
}

class EngineTimeLimit : public EngineFixture {};

TEST_F(EngineTimeLimit, EndsAnExchangeThatIsNotAnswered) {
  ScriptedServer server(Stall());
  const auto e = NewExchange(server.Url("/"));
  e->timeout = 50ms;
  Run(*e);
  EXPECT_EQ(e->outcome, Outcome::kTimeout);
  EXPECT_EQ(e->error, "timed out after 50ms");
  EXPECT_GE(e->ended - e->sent, 50ms);
  EXPECT_GT(e->bytes_sent, 0u);
  EXPECT_EQ(engine().open_connections(), 0u) << "a late answer must not meet the next request";
}

TEST_F(EngineTimeLimit, EndsABodyThatDoesNotEnd) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    peer.WaitForClose();
  });
  const auto e = NewExchange(server.Url("/"));
  e->timeout = 50ms;
  Run(*e);
  EXPECT_EQ(e->outcome, Outcome::kTimeout);
  EXPECT_EQ(e->status, 0u);
  EXPECT_EQ(e->body_bytes, 4u);
}

TEST_F(EngineTimeLimit, DoesNotTouchTheNextExchange) {
  std::atomic<bool> limit_passed{false};
  ScriptedServer server([&](Peer& peer) {
    while (peer.ReadRequest()) {
      if (peer.request().find("GET /late ") == 0) limit_passed.wait(false);
      peer.Send(HttpAnswer("ok"));
    }
  });
  const auto e = NewExchange(server.Url("/"));
  e->timeout = 20ms;
  while (Run(*e).outcome == Outcome::kTimeout) e->timeout *= 2;  // this machine is busy
  EXPECT_EQ(e->outcome, Outcome::kAnswered) << e->error;
  const MonotonicTime until = e->sent + 2 * e->timeout;
  const int done = e->done;
  e->timeout = 0ns;
  e->url = server.Url("/late");
  engine().Start(e.get());
  RunUntil([&] { return RealClock().Now() > until; });
  EXPECT_EQ(e->done, done);
  limit_passed = true;
  limit_passed.notify_all();
  RunUntil([&] { return e->done == done + 1; });
  EXPECT_EQ(e->outcome, Outcome::kAnswered) << e->error;
}

TEST_F(EngineTimeLimit, AnAnswerThatWaitsWhileTheLoopIsLateIsStillTaken) {
  std::atomic<bool> answered{false};
  ScriptedServer server([&](Peer& peer) {
    peer.ReadRequest();
    peer.Send(HttpAnswer("in time"));
    answered = true;
    peer.WaitForClose();
  });
  const auto e = NewExchange(server.Url("/"));
  e->timeout = 1s;
  engine().Start(e.get());
  bool stalled = false;
  RunUntil([&] {
    if (!stalled && server.requests().size() == 1) {
      stalled = true;
      while (!answered) std::this_thread::yield();
      std::this_thread::sleep_until(std::chrono::steady_clock::now() + 1100ms);  // the late loop
    }
    return e->done == 1;
  });
  EXPECT_EQ(e->outcome, Outcome::kAnswered) << e->error;
}

TEST_F(EngineTimeLimit, OfConnectingIsItsOwn) {
  // A full accept queue drops further attempts: they neither succeed nor fail.
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 0), 0);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::vector<int> fillers;
  for (int i = 0; i < 3; ++i) {
    fillers.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    connect(fillers.back(), reinterpret_cast<sockaddr*>(&address), size);
  }
  UseSettings([](v1::HttpSettings& s) { s.set_connect_timeout_us(100'000); });
  const auto e = Fetch("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/");
  EXPECT_EQ(e->outcome, Outcome::kTimeout);
  EXPECT_EQ(e->error, "connecting timed out after 100ms");
  EXPECT_EQ(engine().open_connections(), 0u);
  for (int fd : fillers) close(fd);
  close(listener);
}

class EngineCancel : public EngineFixture {};

TEST_F(EngineCancel, EndsAnExchangeBeforeItReturnsInWhateverStateItIs) {
  ScriptedServer server(Stall());
  const auto e = NewExchange(server.Url("/"));
  engine().Start(e.get());  // not even connected
  engine().Cancel(e.get());
  EXPECT_EQ(e->done, 1);
  EXPECT_EQ(e->outcome, Outcome::kCancelled);
  EXPECT_EQ(engine().open_connections(), 0u);

  engine().Start(e.get());  // sent, not answered
  RunUntil([&] { return !server.requests().empty(); });
  engine().Cancel(e.get());
  EXPECT_EQ(e->done, 2);
  EXPECT_GT(e->bytes_sent, 0u);
  EXPECT_GE(e->ended, e->sent);

  e->url = "http://service.invalid/";  // looking up the name
  engine().Start(e.get());
  engine().Cancel(e.get());
  EXPECT_EQ(e->done, 3);

  e->url = "ftp://127.0.0.1/";  // failed already, not told
  engine().Start(e.get());
  engine().Cancel(e.get());
  EXPECT_EQ(e->done, 4);
  EXPECT_EQ(e->outcome, Outcome::kCancelled);
  engine().Cancel(e.get());  // not in flight: nothing
  EXPECT_EQ(e->done, 4);
}

TEST_F(EngineCancel, OfOneExchangeFromTheSinkOfAnotherWorksEvenIfBothCompletedTogether) {
  std::vector<std::unique_ptr<Exchange>> pair;
  for (int i = 0; i < 2; ++i) pair.push_back(NewExchange("ftp://127.0.0.1/"));
  pair[0]->on_done = [&](Exchange&) { engine().Cancel(pair[1].get()); };
  for (const auto& e : pair) engine().Start(e.get());
  RunUntil([&] { return pair[0]->done == 1; });
  EXPECT_EQ(pair[1]->done, 1);
  EXPECT_EQ(pair[1]->outcome, Outcome::kCancelled);
}

TEST_F(EngineCancel, AndStartFromWithinASinkLeaveTheOthersAlone) {
  ScriptedServer server(AnswerAll());
  v1::HttpSettings settings;
  std::vector<std::unique_ptr<HttpSession>> sessions;
  std::vector<std::unique_ptr<Exchange>> all;
  int cancelled = 0;
  for (int i = 0; i < 20; ++i) {
    sessions.push_back(engine().NewSession(settings));
    all.push_back(NewExchange(server.Url("/")));
    all.back()->session = sessions.back().get();
    all.back()->on_done = [&, i](Exchange& e) {
      if (e.outcome == Outcome::kCancelled) {
        ++cancelled;
        return;
      }
      EXPECT_EQ(e.outcome, Outcome::kAnswered) << e.error;
      if (e.done % 7 == 0) {
        Exchange& next = *all[(i + 1) % 20];
        engine().Cancel(&next);
        if (next.done < 100 && next.engine_state == nullptr) engine().Start(&next);
      }
      if (e.done < 100 && e.engine_state == nullptr) engine().Start(&e);
    };
  }
  for (const auto& e : all) engine().Start(e.get());
  RunUntil([&] {
    return std::all_of(all.begin(), all.end(), [](auto& e) { return e->engine_state == nullptr; });
  });
  EXPECT_GT(cancelled, 0);
}

}  // namespace
}  // namespace aurax::load::worker
