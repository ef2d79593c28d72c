#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/ends.h"

namespace aurax::load {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "correct horse battery staple";

LinkEvent RefusalOf(MasterEnd& master, const std::string& token) {
  WorkerEnd worker(ClusterLink::Options{.port = master.port(), .join_token = token});
  return worker.Down();
}

TEST(Token, TheRightOneOpens) {
  MasterEnd master({.join_token = kToken});
  WorkerEnd worker(ClusterLink::Options{.port = master.port(), .join_token = kToken});
  worker.Up();
  EXPECT_EQ(master.Opened(), 1u);
}

TEST(Token, WhereNoneIsAskedForAnyOneOpens) {
  MasterEnd master;
  WorkerEnd worker(ClusterLink::Options{.port = master.port(), .join_token = kToken});
  worker.Up();
}

TEST(Token, AnyOtherIsRefusedForGood) {
  MasterEnd master({.join_token = kToken});
  for (const std::string& token :
       {std::string("x"), std::string(kToken) + "r", std::string(kToken, sizeof(kToken) - 2),
        std::string(4096, 'a')}) {
    const LinkEvent down = RefusalOf(master, token);
    EXPECT_EQ(down.text, "the join token is wrong");
    EXPECT_TRUE(down.permanent);
  }
  EXPECT_FALSE(master.Next(Duration::zero())) << "a refused stream must not be seen";
}

TEST(Token, NoneIsRefusedForGood) {
  MasterEnd master({.join_token = kToken});
  const LinkEvent down = RefusalOf(master, "");
  EXPECT_EQ(down.text, "a join token is needed");
  EXPECT_TRUE(down.permanent);
}

TEST(Token, AWorkerRefusedForGoodDoesNotTryAgain) {
  MasterEnd master({.join_token = kToken});
  WorkerEnd worker(ClusterLink::Options{.port = master.port()});
  EXPECT_TRUE(worker.Down().permanent);
  EXPECT_FALSE(worker.Next(milliseconds(300)));
}

TEST(Token, WarningsNameThePeerAndNeverTheToken) {
  MasterEnd master({.join_token = kToken});
  RefusalOf(master, "guess");
  const std::string warning = master.Warning();
  EXPECT_THAT(warning,
              testing::MatchesRegex("refused ipv4:127.0.0.1:[0-9]+: the join token is wrong"));
}

TEST(Token, AFloodOfRefusalsDoesNotFillTheLog) {
  MasterEnd master({.join_token = kToken});
  for (int i = 0; i < 40; ++i) RefusalOf(master, "guess");
  int warnings = 0;
  while (master.warned()) ++warnings;
  EXPECT_LE(warnings, 21);
}

TEST(Token, OneThatNoHeaderCanCarryIsRefusedAtTheStart) {
  WorkerEnd worker(ClusterLink::Options{.port = 1, .join_token = "two\nlines"});
  EXPECT_EQ(worker.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(worker.status().message()), Not(HasSubstr("two")));
}

}  // namespace
}  // namespace aurax::load
