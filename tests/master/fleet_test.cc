#include "master/fleet.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "common/protocol.h"
#include "tests/fakes/fake_clock.h"

namespace aurax::load::master {
namespace {

using testing::HasSubstr;
using testing::Not;

class FleetTest : public testing::Test {
 protected:
  static v1::Hello Hello(const std::string& id, uint64_t incarnation) {
    v1::Hello hello;
    hello.set_protocol_version(kProtocolVersion);
    hello.set_worker_id(id);
    hello.set_incarnation(incarnation);
    hello.set_version("1.0");
    return hello;
  }
  Fleet::Greeting Come(const v1::Hello& hello) {
    fleet_.Attach(++connection_, Connection());
    return fleet_.OnHello(connection_, hello);
  }
  WorkerRecord* Come(const std::string& id, uint64_t incarnation) {
    return Come(Hello(id, incarnation)).worker;
  }
  // As the coordinator does with one that takes no part.
  void Go(WorkerRecord* worker) {
    fleet_.Detach(*worker->connection);
    worker->left = !worker->started;
  }

  FakeClock clock_;
  Fleet fleet_{std::chrono::seconds(1), &clock_};
  uint64_t connection_ = 0;
};

TEST_F(FleetTest, WorkersThatComeAndGoDoNotPileUp) {
  WorkerRecord* const first = Come("first", 1);
  first->started = true;
  for (uint64_t i = 0; i < 20'000; ++i) {
    WorkerRecord* const guest = Come(i % 2 == 0 ? "same" : "guest" + std::to_string(i), i + 1);
    ASSERT_NE(guest, nullptr);
    EXPECT_EQ(guest->index, 1u);
    Go(guest);
  }
  EXPECT_EQ(fleet_.all().size(), 2u);
  EXPECT_EQ(fleet_.connected(), 1u);
  EXPECT_EQ(fleet_.Find("first", 1), first);
  EXPECT_EQ(first->index, 0u);
}

TEST_F(FleetTest, ARecordUsedAgainKnowsNothingOfItsFormerWorker) {
  WorkerRecord* const former = Come("a", 1);
  former->prepared = true;
  former->peak_rate = 7;
  former->heartbeat.set_number(9);
  Go(former);
  WorkerRecord* const next = Come("b", 2);
  ASSERT_EQ(next, former);
  EXPECT_EQ(next->account.worker_id, "b");
  EXPECT_FALSE(next->prepared || next->left);
  EXPECT_EQ(next->peak_rate, 0);
  EXPECT_EQ(next->heartbeat.number(), 0u);
  EXPECT_EQ(fleet_.Find("a", 1), nullptr);
  EXPECT_EQ(fleet_.Find("b", 2), next);
}

TEST_F(FleetTest, WhoTookPartOrReportedOrIsBackKeepsItsRecord) {
  WorkerRecord* const took_part = Come("a", 1);
  took_part->started = true;
  Go(took_part);
  WorkerRecord* const reported = Come("b", 1);
  reported->account.reported.emplace();
  Go(reported);
  WorkerRecord* const back = Come("c", 1);
  Go(back);
  EXPECT_EQ(Come("c", 1), back);
  EXPECT_EQ(Come("d", 1)->index, 3u);
  EXPECT_EQ(Come("a", 1), took_part);
}

TEST_F(FleetTest, ALaterStartOfOneThatTookPartHasAHigherIndex) {
  WorkerRecord* const guest = Come("guest", 1);
  WorkerRecord* const lost = Come("w", 1);
  lost->started = true;
  lost->missing_since = clock_.Now();
  Go(guest);
  Go(lost);
  EXPECT_GT(Come("w", 2)->index, lost->index);
  EXPECT_EQ(Come("other", 1), guest);
}

TEST_F(FleetTest, ConnectedAreThoseWithAStreamOnceEach) {
  EXPECT_EQ(fleet_.connected(), 0u);
  WorkerRecord* const a = Come("a", 1);
  const uint64_t old = *a->connection;
  Come("b", 1);
  EXPECT_EQ(fleet_.connected(), 2u);
  EXPECT_EQ(Come("a", 1), a);  // another stream
  EXPECT_EQ(fleet_.connected(), 2u);
  EXPECT_EQ(fleet_.Detach(old), nullptr);
  EXPECT_EQ(fleet_.connected(), 2u);
  Go(a);
  EXPECT_EQ(fleet_.connected(), 1u);
}

TEST_F(FleetTest, AnotherProcessOfTheSameIdIsRefusedWhileTheFirstMayBeAtWork) {
  WorkerRecord* const first = Come("a", 5);
  EXPECT_EQ(Come("a", 4), nullptr);
  EXPECT_EQ(Come("a", 6), nullptr);
  EXPECT_NE(Come("ab", 6), nullptr);
  Go(first);
  EXPECT_NE(Come("a", 6), nullptr);
}

TEST_F(FleetTest, NoMoreThan64BytesOfWhatAStrangerSaysAreShown) {
  v1::Hello hello = Hello(std::string(200, 'i'), 1);
  hello.set_version(std::string(63, 'v') + "\u00e9");  // two bytes, of which one would fit
  EXPECT_EQ(Come(hello).worker->version, std::string(63, 'v'));
  hello.set_incarnation(2);
  const std::string taken = Come(hello).answer.refusal().reason();
  EXPECT_THAT(taken, HasSubstr(std::string(64, 'i')));
  EXPECT_THAT(taken, Not(HasSubstr(std::string(65, 'i'))));
  hello.set_protocol_version(kProtocolVersion + 1);
  hello.set_version(std::string(1000, 'v'));
  EXPECT_THAT(Come(hello).answer.refusal().reason(), Not(HasSubstr(std::string(65, 'v'))));
}

}  // namespace
}  // namespace aurax::load::master
