// What the engine makes of the bytes a server sends.
#include <array>
#include <atomic>

#include "tests/worker/engine_fixture.h"

namespace aurax::load::worker {
namespace {

using namespace std::chrono_literals;

class EngineResponse : public EngineFixture {
 protected:
  // The exchange of a GET that is answered with `bytes`, after which the server closes.
  std::unique_ptr<Exchange> Answered(std::string bytes, std::string_view method = "GET") {
    server_ = std::make_unique<ScriptedServer>([bytes = std::move(bytes)](Peer& peer) {
      if (peer.ReadRequest()) peer.Send(bytes);
    });
    return Fetch(server_->Url("/"), method);
  }
  std::unique_ptr<ScriptedServer> server_;
};

TEST_F(EngineResponse, ABodyOfAGivenLengthIsKeptWithHeadersStatusAndSizes) {
  const std::string head = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-One: 1\r\n\r\n";
  const auto e = Answered(head + "hello");
  EXPECT_EQ(e->outcome, Outcome::kAnswered);
  EXPECT_EQ(e->error, "");
  EXPECT_EQ(e->status, 201u);
  EXPECT_EQ(e->response_body, "hello");
  EXPECT_EQ(e->response_headers, "Content-Length: 5\r\nX-One: 1\r\n");
  EXPECT_EQ(e->body_bytes, 5u);
  EXPECT_EQ(e->bytes_received, head.size() + 5);
  EXPECT_EQ(e->bytes_sent, server_->requests()[0].size());
  EXPECT_EQ(e->new_connections, 1u);
}

TEST_F(EngineResponse, AResponseIsTheSameHoweverItIsSplitIntoSegments) {
  const std::array<std::string, 3> answers = {
      HttpAnswer("hello", "X-One: 1\r\n"),
      "HTTP/1.1 200 OK\r\nX-One: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nhe\r\n3;ext=1\r\nllo\r\n0\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nhello"};
  ScriptedServer server([&](Peer& peer) {
    while (peer.ReadRequest()) peer.SendBytewise(answers[peer.request_number() - 1]);
  });
  for (size_t i = 0; i < answers.size(); ++i) {
    const auto e = Fetch(server.Url("/"));
    EXPECT_EQ(e->outcome, Outcome::kAnswered) << i << e->error;
    EXPECT_EQ(e->response_body, "hello") << i;
    EXPECT_NE(e->response_headers.find("X-One: 1\r\n"), std::string::npos) << i;
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(EngineResponse, ABodyWithoutALengthEndsWithTheConnection) {
  const auto e = Answered("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  EXPECT_EQ(e->outcome, Outcome::kAnswered);
  EXPECT_EQ(e->response_body, "until the end");
}

TEST_F(EngineResponse, ResponsesThatHaveNoBodyEndWithTheirHeadAndKeepTheConnection) {
  ScriptedServer server([](Peer& peer) {
    const std::array<std::string, 3> heads = {
        "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"};
    while (peer.ReadRequest()) peer.Send(heads[peer.request_number() - 1]);
  });
  EXPECT_EQ(Fetch(server.Url("/"))->status, 204u);
  EXPECT_EQ(Fetch(server.Url("/"))->status, 304u);
  const auto head = Fetch(server.Url("/"), "HEAD");
  EXPECT_EQ(head->status, 200u);
  EXPECT_EQ(head->body_bytes, 0u);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(EngineResponse, AnErrorStatusIsAnAnswer) {
  const auto e = Answered("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(e->outcome, Outcome::kAnswered);
  EXPECT_EQ(e->status, 503u);
}

TEST_F(EngineResponse, ABodyThatIsNotWantedIsOnlyCounted) {
  ScriptedServer server([](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(HttpAnswer(std::string(100'000, 'x')));
  });
  const auto e = NewExchange(server.Url("/"));
  e->keep_body = e->keep_headers = false;
  Run(*e);
  EXPECT_EQ(e->body_bytes, 100'000u);
  EXPECT_EQ(e->response_body, "");
  EXPECT_EQ(e->response_headers, "");
  EXPECT_FALSE(e->body_cut);
}

TEST_F(EngineResponse, ABodyBeyondTheLimitIsCutButCountedInFull) {
  const size_t size = HttpExchange::kMaxKeptBody + 12'345;
  ScriptedServer server([&](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(HttpAnswer(std::string(size, 'x')));
  });
  const auto e = Fetch(server.Url("/"));
  EXPECT_EQ(e->body_bytes, size);
  EXPECT_EQ(e->response_body.size(), HttpExchange::kMaxKeptBody);
  EXPECT_TRUE(e->body_cut);
}

TEST_F(EngineResponse, AnExchangeUsedAgainForgetsTheLastAnswer) {
  ScriptedServer server([](Peer& peer) {
    if (peer.ReadRequest()) peer.Send(HttpAnswer("hello", "X-One: 1\r\n"));
    if (peer.ReadRequest()) peer.Send("HTTP/1.1 204 No Content\r\n\r\n");
  });
  const auto e = Fetch(server.Url("/"));
  EXPECT_EQ(e->response_body, "hello");
  Run(*e);
  EXPECT_EQ(e->status, 204u);
  EXPECT_EQ(e->response_body, "");
  EXPECT_EQ(e->response_headers, "");
  EXPECT_EQ(e->body_bytes, 0u);
  EXPECT_EQ(e->new_connections, 0u);
}

// "hello hello hello hello" by Python's gzip.
constexpr std::string_view kGzip(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x27\x01"
    "\xe3\x51\x3d\x8d\x17\x00\x00\x00",
    28);

TEST_F(EngineResponse, ACompressedBodyIsDecodedIfAskedFor) {
  UseSettings([](v1::HttpSettings& s) { s.set_decompress(true); });
  const auto e = Answered(HttpAnswer(kGzip, "Content-Encoding: gzip\r\n"));
  EXPECT_NE(server_->requests()[0].find("\r\nAccept-Encoding: gzip, deflate, br\r\n"),
            std::string::npos);
  EXPECT_EQ(e->response_body, "hello hello hello hello");
  EXPECT_EQ(e->body_bytes, 23u);
  EXPECT_LT(e->bytes_received, 23u + 90u) << "counted as on the wire";
}

TEST_F(EngineResponse, ACompressedBodyNobodyAskedForStaysAsItIs) {
  const auto e = Answered(HttpAnswer(kGzip, "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(server_->requests()[0].find("Accept-Encoding"), std::string::npos);
  EXPECT_EQ(e->response_body, kGzip);
}

TEST_F(EngineResponse, ACompressedBodyThatDoesNotDecodeIsAProtocolError) {
  UseSettings([](v1::HttpSettings& s) { s.set_decompress(true); });
  const auto e = Answered(HttpAnswer("not gzip at all", "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(e->outcome, Outcome::kProtocol);
  EXPECT_EQ(e->error, "response body does not decode");
}

TEST_F(EngineResponse, PhasesAreWithinTheWholeAndOnlyANewConnectionHasConnectTimes) {
  ScriptedServer server([](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(HttpAnswer("hello"));
  });
  const auto first = Fetch(server.Url("/"));
  EXPECT_GT(first->connect, 0ns);
  EXPECT_EQ(first->tls, 0ns);
  EXPECT_GT(first->first_byte, 0ns);
  EXPECT_LE(first->dns + first->connect + first->first_byte + first->transfer,
            first->ended - first->sent + 5us)
      << "curl counts whole microseconds";
  const auto second = Fetch(server.Url("/"));
  EXPECT_EQ(second->dns, 0ns);
  EXPECT_EQ(second->connect, 0ns);
  EXPECT_GT(second->first_byte, 0ns);
}

TEST_F(EngineResponse, ASlowServerShowsInTheFirstByteAndASlowBodyInTheTransfer) {
  std::atomic<bool> first_read{false};
  ScriptedServer server([&](Peer& peer) {
    if (!peer.ReadRequest()) return;
    std::this_thread::sleep_for(50ms);  // the latency that is to be measured
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx");
    while (!first_read) std::this_thread::yield();
    std::this_thread::sleep_for(30ms);
    peer.Send("x");
  });
  const auto e = NewExchange(server.Url("/"));
  engine().Start(e.get());
  RunUntil([&] {
    first_read = e->body_bytes == 1;
    return e->done == 1;
  });
  EXPECT_GE(e->first_byte, 49ms);
  EXPECT_GE(e->transfer, 29ms);
  EXPECT_GE(e->ended - e->sent, 80ms);
}

struct Broken {
  const char* name;
  std::string bytes;
  Outcome outcome;
  const char* error;
};

class EngineBrokenResponse : public EngineResponse, public testing::WithParamInterface<Broken> {};

TEST_P(EngineBrokenResponse, HasItsOutcomeAndOneText) {
  const auto e = Answered(GetParam().bytes);
  EXPECT_EQ(e->outcome, GetParam().outcome);
  EXPECT_EQ(e->error, GetParam().error);
  EXPECT_EQ(e->status, 0u);
  EXPECT_EQ(e->new_connections, 1u);
}

INSTANTIATE_TEST_SUITE_P(
    All, EngineBrokenResponse,
    testing::Values(
        Broken{"Nothing", "", Outcome::kReset, "empty reply"},
        Broken{"HalfABody", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Outcome::kReset,
               "connection closed before the end of the response"},
        Broken{"HalfAChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
               Outcome::kReset, "connection closed before the end of the response"},
        Broken{"HalfAHead", "HTTP/1.1 200 OK\r\nContent-Le", Outcome::kReset,
               "connection closed before the end of the response"},
        Broken{"NotHttp", "SSH-2.0-OpenSSH_9.2\r\n\r\n", Outcome::kProtocol,
               "response is not HTTP"},
        Broken{"NoStatus", "HTTP/1.1 abc\r\n\r\n", Outcome::kProtocol, "response is not HTTP"},
        Broken{"BadLength", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", Outcome::kProtocol,
               "malformed response"},
        Broken{"BadChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
               Outcome::kProtocol, "malformed chunked encoding"}),
    [](const auto& broken) { return broken.param.name; });

}  // namespace
}  // namespace aurax::load::worker
