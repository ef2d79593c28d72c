// Peers that do not speak the protocol, on both sides.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "common/random.h"
#include "tests/cluster/ends.h"
#include "tests/cluster/generic_call.h"
#include "tests/fakes/scripted_server.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;

constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

class RawClient {
 public:
  explicit RawClient(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    const timeval limit{20, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  }
  ~RawClient() { close(fd_); }
  // What has not been read, or sent, is thrown away.
  void ResetAtTheEnd() {
    const linger none{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
  }
  void Send(const std::string& bytes) { send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // True when the server closed, or broke, the connection.
  bool WaitForEnd() {
    char buffer[4096];
    ssize_t got = 1;
    while (got > 0) got = recv(fd_, buffer, sizeof(buffer), 0);
    return got == 0 || errno != EAGAIN;
  }

 private:
  const int fd_;
};

std::string Noise(uint64_t seed, size_t count) {
  RandomStream random(seed, 0, 0, StreamPurpose::kValues);
  std::string bytes(count, '\0');
  for (char& c : bytes) c = static_cast<char>(random.Below(256));
  return bytes;
}

// With a worker attached, whom what strangers do must not touch.
class HostileClient : public ::testing::Test {
 protected:
  HostileClient() : worker_(master_.port()) {
    worker_.Up();
    connection_ = master_.Opened();
  }
  ~HostileClient() override {
    worker_->Send(Beat(99));
    const ClusterEvent event = master_.Message();
    EXPECT_EQ(event.connection, connection_);
    EXPECT_EQ(event.message->heartbeat().number(), 99u);
  }
  MasterEnd master_;
  WorkerEnd worker_;
  uint64_t connection_ = 0;
};

TEST_F(HostileClient, NoiseIsCutOff) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    RawClient client(master_.port());
    client.Send(Noise(seed, 2000));
    EXPECT_TRUE(client.WaitForEnd()) << "seed " << seed;
  }
}

TEST_F(HostileClient, NoiseAfterAProperBeginningIsCutOff) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    RawClient client(master_.port());
    client.Send(kPreface + Noise(seed, 200'000));
    EXPECT_TRUE(client.WaitForEnd()) << "seed " << seed;
  }
}

TEST_F(HostileClient, HttpOneIsCutOff) {
  RawClient client(master_.port());
  client.Send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(client.WaitForEnd());
}

// More than gRPC makes connections of in the interval of its pings; see SetBounds().
TEST_F(HostileClient, AStormOfConnectionsThatAreResetAtOnceLeavesTheMasterStanding) {
  const std::string settings("\0\0\0\4\0\0\0\0\0", 9);
  const MonotonicTime end = RealClock().Now() + std::chrono::seconds(3);
  const auto storm = [&] {
    while (RealClock().Now() < end) {
      RawClient client(master_.port());
      client.Send(kPreface + settings);
      client.ResetAtTheEnd();
    }
  };
  std::thread another(storm);
  storm();
  another.join();
}

TEST_F(HostileClient, ConnectionsForWhichNoDescriptorsAreLeftAreClosedAndLaterOnesTaken) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit few = before;
  few.rlim_cur = 200;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  {
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 90; ++i) crowd.push_back(std::make_unique<RawClient>(master_.port()));
    EXPECT_TRUE(crowd.back()->WaitForEnd());
  }
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  WorkerEnd another(master_.port());
  another.UpAtLast();
  EXPECT_EQ(master_.Opened(), 2u);
  another.Stop();
  master_.Closed();
}

TEST_F(HostileClient, AConnectionThatIsLeftHalfOpenHoldsNobodyUp) {
  RawClient mute(master_.port());
  RawClient halfway(master_.port());
  halfway.Send(std::string(kPreface).substr(0, 10));
  WorkerEnd another(master_.port());
  another.Up();
  EXPECT_EQ(master_.Opened(), 2u);
  another.Stop();
  master_.Closed();
}

TEST_F(HostileClient, BytesThatAreNoMessageEndTheirStreamAlone) {
  Call(master_.port(), "/aurax.load.v1.Cluster/Attach", "\xff\xff\xff\xff");
  EXPECT_EQ(master_.Opened(), 2u);
  // gRPC cancels the call too, and either may be seen first.
  EXPECT_THAT(master_.Closed(),
              testing::AnyOf("the worker ended the stream, or sent what is no message",
                             "the connection broke"));
}

TEST_F(HostileClient, AMasterEndsWithMuteConnectionsOpen) {
  MasterEnd second;
  RawClient mute(second.port());
  RawClient halfway(second.port());
  halfway.Send(kPreface);
  const MonotonicTime start = RealClock().Now();
  second.Stop();
  EXPECT_LT(RealClock().Now() - start, kPatience);
}

uint16_t PortOf(const ScriptedServer& server) { return static_cast<uint16_t>(server.port()); }

TEST(HostileServer, HttpOneIsNoMaster) {
  ScriptedServer server([](Peer& peer) {
    peer.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.WaitForClose();
  });
  WorkerEnd worker(PortOf(server));
  EXPECT_EQ(worker.Down().text, "it is no aurax-load master (it speaks HTTP/1)");
}

TEST(HostileServer, NoiseIsTriedAgain) {
  ScriptedServer server([](Peer& peer) {
    peer.Send(Noise(static_cast<uint64_t>(peer.connection_number()), 5000));
    peer.WaitForClose();
  });
  WorkerEnd worker(ClusterLink::Options{.port = PortOf(server), .longest_wait = milliseconds(10)});
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(worker.Down().permanent);
}

TEST(HostileServer, OneThatClosesAtOnceIsTriedAgain) {
  ScriptedServer server([](Peer& peer) { peer.Reset(); });
  WorkerEnd worker(PortOf(server));
  EXPECT_EQ(worker.Down().text, "it closed the connection");
  EXPECT_FALSE(worker.Down().permanent);
}

TEST(HostileServer, OneThatNeverAnswersIsGivenUpAfterAWhile) {
  ScriptedServer server([](Peer& peer) { peer.WaitForClose(); });
  WorkerEnd worker(PortOf(server));
  EXPECT_EQ(worker.Down().text, "it does not answer");
}

TEST(HostileServer, AWorkerThatWaitsForOneEndsAtOnce) {
  ScriptedServer server([](Peer& peer) { peer.WaitForClose(); });
  WorkerEnd worker(PortOf(server));
  const MonotonicTime start = RealClock().Now();
  worker.Stop();
  EXPECT_LT(RealClock().Now() - start, std::chrono::seconds(3));
}

}  // namespace
}  // namespace aurax::load
