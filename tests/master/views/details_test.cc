#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "absl/strings/str_split.h"
#include "master/views/console.h"
#include "master/views/figures.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DetailsTable, ReadsLikeThis) {
  EXPECT_EQ(DetailsTable(LocustSample(), 0),
            R"(Type     Name       |        response time in ms |         service time in ms
                    |      50%      95%      99% |      50%      95%      99%
--------|-----------|----------------------------|---------------------------
GET      /hello     |   170.00   330.00   340.00 |    0.412   329.25   339.00
POST     /login     |  1700.00  2300.00  2300.00 |  1690.00  2290.00  2290.00
--------|-----------|----------------------------|---------------------------
         Aggregated |   180.00  1400.00  2100.00 |   179.00  1390.00  2090.00
response time: from the moment a request was due; service time: from its sending

Type     Name       |   req/min |     sent | received | status codes
--------|-----------|-----------|----------|----------|--------------------
GET      /hello     |    585.37 |  24.0 kB | 160.3 kB | 200: 190  500: 10
POST     /login     |     38.05 |   2.6 kB |   3.9 kB | no response: 1  200: 11
                                                        500: 1
--------|-----------|-----------|----------|----------|--------------------
         Aggregated |    623.41 |  26.6 kB | 164.2 kB | no response: 1  200: 201
                                                        500: 11

User class        | running | started | ended early | iterations
------------------|---------|---------|-------------|-----------
AuraxLoadTestUser |      50 |      50 |           0 |        160

Ledger: complete, all that was planned and started is accounted for
  User starts  50 planned = 50 offered + 0 not offered
  User time    1000.0 s planned = 999.8 s offered + 0.2 s not offered
  Requests     214 started = 201 completed + 12 failed + 1 cancelled
  Workers      1 worker sent 21 snapshots, each counted once (0 repeats
               dropped); what they counted and what was merged is equal

Load generator: what aurax-load itself used
  CPU          45.2% on average, 61.0% at most (100% = one core); the busiest of
               2 event loops 58.1% at most
  Memory       52.1 MB at most
  Network      26.6 kB sent, 164.2 kB received
  Loop lag     50% 0.020 ms, 95% 0.050 ms, 99% 0.120 ms, longest 1.50 ms (how
               late the event loops ran their timers)
  Schedule lag 50% 0.020 ms, 95% 0.050 ms, 99% 0.120 ms, longest 0.800 ms (from
               a request's intended time to its sending)

Verdict: TRUSTED, the load generator was not the bottleneck

)");
}

TEST(DetailsTable, KeepsToTheTerminalsColumns) {
  v1::Report report = LocustSample();
  report.mutable_verdict()->set_trust(v1::Verdict::TRUST_DEGRADED);
  report.mutable_verdict()->add_reasons(
      "the busiest event loop used 93 % of its core for 12 s; use more loops or more workers, or "
      "ask for less load");
  for (const int name_width : {0, 20, 80}) {
    for (const auto line : absl::StrSplit(DetailsTable(report, name_width), '\n')) {
      EXPECT_LE(DisplayWidth(std::string(line)), name_width + 80) << line;
    }
  }
}

TEST(DetailsTable, NamesEachResidueOfAnIncompleteLedger) {
  v1::Report report = LocustSample();
  v1::Ledger* ledger = report.mutable_ledger();
  ledger->set_complete(false);
  ledger->set_requests_in_flight(3);
  ledger->mutable_workers(0)->set_digest_equal(false);
  ledger->add_residues("worker local: 3 requests started but never finished");
  const std::string text = DetailsTable(report, 80);
  EXPECT_THAT(text, HasSubstr("Ledger: INCOMPLETE"));
  EXPECT_THAT(text, HasSubstr("1 cancelled + 3 in flight\n"));
  EXPECT_THAT(text, HasSubstr("UNEQUAL to what was merged: local"));
  EXPECT_THAT(text, HasSubstr("Unaccounted  worker local: 3 requests started but never finished"));
}

TEST(DetailsTable, DoesNotJudgeARunThatGoesOn) {
  v1::Report report = LocustSample();
  report.mutable_ledger()->set_final(false);
  report.mutable_ledger()->set_complete(false);
  report.clear_verdict();
  const std::string text = DetailsTable(report, 80);
  EXPECT_THAT(text, HasSubstr("Ledger: the run is still going on\n"));
  EXPECT_THAT(text, HasSubstr("+ 0 in flight\n"));
  EXPECT_THAT(text, Not(HasSubstr("equal")));
  EXPECT_THAT(text, HasSubstr("Verdict: not yet known\n"));
}

TEST(DetailsTable, GivesTheVerdictsReasons) {
  v1::Report report = LocustSample();
  report.mutable_verdict()->set_trust(v1::Verdict::TRUST_INVALID);
  report.mutable_verdict()->add_reasons("requests were sent 80 ms late; use more workers");
  EXPECT_THAT(DetailsTable(report, 80),
              HasSubstr("Verdict: INVALID, the load generator was the bottleneck; measure again\n"
                        "  Because      requests were sent 80 ms late; use more workers\n"));
}

TEST(DetailsTable, ShowsExceptionsWhenThereAreAny) {
  v1::Report report = LocustSample();
  EXPECT_THAT(DetailsTable(report, 80), Not(HasSubstr("Exception")));
  v1::ErrorGroup* group = report.add_exceptions();
  group->set_name("generate_text");
  group->set_message("variable 'token' was never captured");
  group->set_occurrences(3);
  EXPECT_THAT(DetailsTable(report, 80),
              HasSubstr("3                  generate_text: variable 'token' was never captured\n"));
}

TEST(DetailsTable, AnEmptyReportIsAllDashesAndZeros) {
  v1::Report report;
  report.mutable_total()->set_name("Aggregated");
  const std::string text = DetailsTable(report, 80);
  EXPECT_THAT(text,
              HasSubstr("Aggregated |        -        -        - |        -        -        -\n"));
  EXPECT_THAT(text, HasSubstr("Loop lag     nothing measured\n"));
}

}  // namespace
}  // namespace aurax::load::master
