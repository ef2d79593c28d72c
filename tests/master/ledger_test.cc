#include "master/ledger.h"

#include <functional>
#include <gtest/gtest.h>

namespace aurax::load::master {
namespace {

using std::chrono::seconds;

// A finished run in which everything adds up: 4 users at 4/s for 10 s. Tests break one thing each.
struct Books {
  LoadProfile profile = LoadProfile::Ramp(4, 4.0, seconds(10));
  LedgerInput input;
  v1::Report report;

  Books() {
    input.profile = &profile;
    input.until = seconds(10);
    input.final = true;
    WorkerAccount worker;
    worker.worker_id = "w1";
    worker.snapshots_applied = 10;
    worker.merged.set_user_starts(4);
    worker.merged.set_user_us(
        static_cast<uint64_t>(38.5e6));  // 40 s less the ramp's 0 + .25 + .5 + .75
    v1::Digest::Entry* entry = worker.merged.add_requests();
    entry->set_started(100);
    entry->set_completed(90);
    entry->set_failed(7);
    entry->set_cancelled(3);
    worker.reported = worker.merged;
    input.workers.push_back(worker);
    v1::Ledger* ledger = report.mutable_ledger();
    ledger->set_requests_started(100);
    ledger->set_requests_completed(90);
    ledger->set_requests_failed(7);
    ledger->set_requests_cancelled(3);
    ledger->set_user_starts_offered(4);
    report.mutable_run()->set_spawn_rate(4);
    report.mutable_run()->set_peak_users(4);
  }
  const v1::Ledger& Balance() {
    FillLedger(input, &report);
    return report.ledger();
  }
};

TEST(Ledger, BalancedBooksAreComplete) {
  Books books;
  const v1::Ledger& ledger = books.Balance();
  EXPECT_TRUE(ledger.complete()) << ledger.DebugString();
  EXPECT_EQ(ledger.user_starts_planned(), 4u);
  EXPECT_EQ(ledger.user_us_planned(), 38'500'000u);
  EXPECT_EQ(ledger.user_us_not_offered(), 0u);
  EXPECT_EQ(ledger.workers(0).requests_started(), 100u);
  EXPECT_TRUE(ledger.workers(0).digest_equal());
}

TEST(Ledger, EveryLossIsNamed) {
  const std::vector<std::pair<std::function<void(Books&)>, std::string>> losses = {
      {[](Books& b) {
         b.report.mutable_ledger()->set_requests_completed(89);
         b.input.workers[0].merged.mutable_requests(0)->set_completed(89);
         b.input.workers[0].reported->mutable_requests(0)->set_completed(89);
       },
       "requests: 100 started, 99 completed, failed or cancelled"},
      {[](Books& b) {
         b.report.mutable_ledger()->set_requests_started(101);
         b.report.mutable_ledger()->set_requests_cancelled(4);
         b.input.workers[0].merged.mutable_requests(0)->set_cancelled(4);
         b.input.workers[0].reported->mutable_requests(0)->set_cancelled(4);
       },
       "requests started: 101 in the report, 100 in the snapshots"},
      {[](Books& b) { b.input.workers[0].reported->mutable_requests(0)->set_started(101); }, "w1"},
      {[](Books& b) { b.input.workers[0].reported.reset(); }, "worker w1 did not finish"},
      {[](Books& b) { b.input.workers[0].refusals.push_back("snapshot 3 refused: x"); },
       "worker w1: snapshot 3 refused: x"},
      {[](Books& b) {
         b.input.workers[0].merged.set_user_us(37'000'000);
         b.input.workers[0].reported->set_user_us(37'000'000);
       },
       "user time: 38.500000 s planned, 37.000000 s offered"},
      {[](Books& b) {
         b.input.workers[0].merged.set_user_starts(5);
         b.input.workers[0].reported->set_user_starts(5);
         b.report.mutable_ledger()->set_user_starts_offered(5);
       },
       "user starts: 4 planned, 5 offered"},
  };
  for (const auto& [lose, residue] : losses) {
    Books books;
    lose(books);
    const v1::Ledger& ledger = books.Balance();
    EXPECT_FALSE(ledger.complete());
    ASSERT_EQ(ledger.residues_size(), 1) << ledger.DebugString();
    EXPECT_NE(ledger.residues(0).find(residue), std::string::npos) << ledger.residues(0);
  }
}

TEST(Ledger, UsersEndedByTheirScenarioAreNotALoss) {
  Books books;
  books.input.users_ended_early = 1;
  books.input.workers[0].merged.set_user_us(30'000'000);
  books.input.workers[0].reported->set_user_us(30'000'000);
  const v1::Ledger& ledger = books.Balance();
  EXPECT_TRUE(ledger.complete());
  EXPECT_EQ(ledger.user_us_not_offered(), 8'500'000u);
}

TEST(Ledger, RunCutShortMayOfferLessButNeverMore) {
  Books books;
  books.input.cut_short = true;
  books.input.workers[0].merged.set_user_starts(2);
  books.input.workers[0].reported->set_user_starts(2);
  books.report.mutable_ledger()->set_user_starts_offered(2);
  EXPECT_TRUE(books.Balance().complete());
  Books more;
  more.input.cut_short = true;
  more.input.workers[0].merged.set_user_starts(9);
  more.input.workers[0].reported->set_user_starts(9);
  EXPECT_FALSE(more.Balance().complete());
}

TEST(Ledger, WhatALateLoopOffersBeyondTheStopIsAllowedUpToItsLateness) {
  for (const auto late : {std::chrono::milliseconds(300), std::chrono::milliseconds(0)}) {
    Books books;
    books.input.workers[0].late = late;
    books.input.workers[0].merged.set_user_us(39'500'000);  // each user 250 ms longer
    books.input.workers[0].reported->set_user_us(39'500'000);
    EXPECT_EQ(books.Balance().complete(), late.count() > 0);
  }
}

TEST(Ledger, LatenessBeyondReasonDoesNotWrapAroundToNone) {
  for (const uint32_t peak : {0u, 4u, UINT32_MAX}) {
    for (const int64_t late_us : {int64_t{1} << 40, INT64_MAX / 1000}) {
      Books books;
      books.report.mutable_run()->set_peak_users(peak);
      books.report.mutable_run()->set_spawn_rate(1e9);
      books.input.workers[0].late = std::chrono::microseconds(late_us);
      books.input.workers[0].merged.set_user_us(static_cast<uint64_t>(39e6));
      books.input.workers[0].reported = books.input.workers[0].merged;
      EXPECT_TRUE(books.Balance().complete()) << peak << " users, " << late_us << " us";
    }
  }
}

TEST(Ledger, UserThatEndedEarlyExcusesNoMoreThanItsOwnTime) {
  Books books;
  books.input.users_ended_early = 1;
  books.input.workers[0].merged.set_user_us(20'000'000);
  books.input.workers[0].reported->set_user_us(20'000'000);
  EXPECT_FALSE(books.Balance().complete());
}

TEST(Ledger, BeforeTheEndNothingIsJudged) {
  Books books;
  books.input.final = false;
  books.input.workers[0].reported.reset();
  books.report.mutable_ledger()->set_requests_in_flight(10);
  const v1::Ledger& ledger = books.Balance();
  EXPECT_FALSE(ledger.final());
  EXPECT_FALSE(ledger.complete());
  EXPECT_TRUE(ledger.residues().empty());
}

TEST(Ledger, WhatMovedShardsDidNotOfferIsNoResidue) {
  Books books;
  books.input.workers[0].merged.set_user_us(static_cast<uint64_t>(36.0e6));
  books.input.workers[0].reported = books.input.workers[0].merged;
  EXPECT_FALSE(books.Balance().complete());
  Books moved;
  moved.input.workers[0] = books.input.workers[0];
  v1::ShardMove& move = moved.input.moves.emplace_back();
  move.set_worker_id("w0");
  move.set_from_us(3'000'000);
  move.set_to_us(5'000'000);
  move.set_user_us(2'500'000);
  const v1::Ledger& ledger = moved.Balance();
  EXPECT_TRUE(ledger.complete()) << ledger.DebugString();
  EXPECT_EQ(ledger.user_us_not_offered(), 2'500'000u);
  EXPECT_EQ(ledger.moves_size(), 1);
}

TEST(Ledger, StartsThatNobodyCouldOfferAreThoseOfTheMovesTime) {
  Books books;
  books.input.workers[0].merged.set_user_starts(2);
  books.input.workers[0].reported = books.input.workers[0].merged;
  books.report.mutable_ledger()->set_user_starts_offered(2);
  v1::ShardMove& move = books.input.moves.emplace_back();
  move.set_from_us(400'000);  // users 2 and 3 start at 0.5 s and 0.75 s
  move.set_to_us(900'000);
  move.set_user_us(20'000'000);
  EXPECT_TRUE(books.Balance().complete()) << books.report.ledger().DebugString();
  Books later;
  later.input.workers[0] = books.input.workers[0];
  later.report.mutable_ledger()->set_user_starts_offered(2);
  move.set_from_us(700'000);
  later.input.moves.push_back(move);
  EXPECT_FALSE(later.Balance().complete());
}

TEST(Ledger, AWorkerThatNeverCameBackIsNamedWithItsWindow) {
  Books books;
  WorkerAccount& lost = books.input.workers.emplace_back();
  lost.worker_id = "w2";
  v1::Digest::Entry* entry = lost.merged.add_requests();
  entry->set_started(10);
  entry->set_completed(8);
  lost.unknown = UnknownWindow{seconds(3), seconds(6), 4, 40, 2};
  books.report.mutable_ledger()->set_requests_started(110);
  books.report.mutable_ledger()->set_requests_completed(98);
  const v1::Ledger& ledger = books.Balance();
  EXPECT_TRUE(ledger.complete()) << ledger.DebugString();
  ASSERT_EQ(ledger.unknown_size(), 1);
  EXPECT_EQ(ledger.unknown(0).worker_id(), "w2");
  EXPECT_EQ(ledger.unknown(0).from_us(), 3'000'000);
  EXPECT_EQ(ledger.unknown(0).requests_at_most(), 40u);
  EXPECT_EQ(ledger.unknown(0).requests_in_flight(), 2u);
}

}  // namespace
}  // namespace aurax::load::master
