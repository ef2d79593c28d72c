#include "worker/recorder.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {
namespace {

using namespace std::chrono_literals;
using testing::Pair;
using testing::UnorderedElementsAre;

ExchangeRecord Answered(uint32_t name_id, Duration response_time) {
  ExchangeRecord record;
  record.name_id = name_id;
  record.response_time = response_time;
  record.service_time = response_time - 1ms;
  record.first_byte = response_time - 2ms;
  record.transfer = 1ms;
  record.bytes_sent = 10;
  record.bytes_received = 100;
  record.body_bytes = 50;
  record.status = 200;
  record.ended = 5s;
  return record;
}

TEST(Recorder, EveryFinishedRequestHasBothTimes) {
  Recorder recorder(2, 1);
  recorder.RequestFinished(Answered(1, 20ms));
  ExchangeRecord unanswered;
  unanswered.name_id = 1;
  unanswered.response_time = unanswered.service_time = 3s;
  unanswered.failed = true;
  recorder.RequestFinished(unanswered);
  const Recorder::Request& request = recorder.requests()[1];
  EXPECT_EQ(request.completed, 1u);
  EXPECT_EQ(request.failed, 1u);
  EXPECT_EQ(request.response_time.count(), 2u);
  EXPECT_EQ(request.response_time.sum_us(), 3'020'000u);
  EXPECT_EQ(request.service_time.sum_us(), 3'019'000u);
  EXPECT_THAT(request.status, UnorderedElementsAre(Pair(200, 1), Pair(0, 1)));
  EXPECT_FALSE(recorder.requests()[0].touched());
}

TEST(Recorder, PhasesCountOnlyTheExchangesThatHadThem) {
  Recorder recorder(1, 1);
  recorder.RequestFinished(Answered(0, 20ms));  // on a connection that was there
  ExchangeRecord plain = Answered(0, 20ms);
  plain.new_connections = 1;
  plain.connect = 1ms;
  recorder.RequestFinished(plain);
  ExchangeRecord secure = plain;
  secure.new_connections = 2;  // redirected to another host
  secure.tls = 4ms;
  recorder.RequestFinished(secure);
  ExchangeRecord refused;
  refused.failed = true;
  recorder.RequestFinished(refused);
  const Recorder::Request& request = recorder.requests()[0];
  EXPECT_EQ(request.connections, 3u);
  EXPECT_EQ(request.dns.count(), 2u);
  EXPECT_EQ(request.connect.count(), 2u);
  EXPECT_EQ(request.tls.count(), 1u);
  EXPECT_EQ(request.first_byte.count(), 3u);
  EXPECT_EQ(request.transfer.count(), 3u);
}

TEST(Recorder, StartsAndCancellationsAddUp) {
  Recorder recorder(1, 1);
  recorder.RequestStarted(0, 2s, 3ms);
  recorder.RequestStarted(0, 1s, -1ms);  // early counts as on time
  recorder.RequestCancelled(0, 77);
  recorder.RequestFinished(Answered(0, 20ms));
  const Recorder::Request& request = recorder.requests()[0];
  EXPECT_EQ(request.started, 2u);
  EXPECT_EQ(request.cancelled, 1u);
  EXPECT_EQ(request.bytes_sent, 87u);
  EXPECT_EQ(request.bytes_received, 100u);
  EXPECT_EQ(request.body_bytes, 50u);
  EXPECT_EQ(request.first_start, 1s);
  EXPECT_EQ(request.last_end, 5s);
  EXPECT_EQ(recorder.schedule_lag().count(), 2u);
  EXPECT_EQ(recorder.schedule_lag().max_us(), 3000u);
  EXPECT_EQ(recorder.schedule_lag().min_us(), 0u);
}

TEST(Recorder, ErrorsGroupByNameKindAndMessageWithFirstAndLastTime) {
  Recorder recorder(2, 1);
  recorder.RequestError(0, "status", "500", 2s);
  recorder.RequestError(0, "status", "500", 1s);
  recorder.RequestError(0, "check", "500", 3s);
  recorder.RequestError(1, "status", "500", 4s);
  ASSERT_EQ(recorder.errors().size(), 3u);
  const Recorder::Error& error = recorder.errors().at({0, "status", "500"});
  EXPECT_EQ(error.count, 2u);
  EXPECT_EQ(error.first, 1s);
  EXPECT_EQ(error.last, 2s);
}

TEST(Recorder, BeyondTheCapErrorsAreCountedUnderOther) {
  Recorder recorder(1, 1);
  for (size_t i = 0; i < Recorder::kMaxErrors + 50; ++i) {
    recorder.RequestError(0, "check", absl::StrCat("request ", i), 1s);
    recorder.Exception(absl::StrCat("row ", i), 1s);
  }
  recorder.RequestError(0, "check", "request 7", 1s);  // a known one is still told apart
  EXPECT_EQ(recorder.errors().size(), Recorder::kMaxErrors + 1);
  EXPECT_EQ(recorder.errors().at({0, "check", "other"}).count, 50u);
  EXPECT_EQ(recorder.errors().at({0, "check", "request 7"}).count, 2u);
  EXPECT_EQ(recorder.exceptions().size(), Recorder::kMaxErrors + 1);
  EXPECT_EQ(recorder.exceptions().at("other").count, 50u);
}

TEST(Recorder, LongAndBrokenMessagesBecomeShortValidText) {
  Recorder recorder(1, 1);
  recorder.RequestError(0, "check", std::string(10000, 'x'), 1s);
  recorder.RequestError(0, "check", "body \xFF\xFE", 1s);
  EXPECT_EQ(recorder.errors().count({0, "check", std::string(500, 'x')}), 1u);
  EXPECT_EQ(recorder.errors().count({0, "check", "body \uFFFD\uFFFD"}), 1u);
}

TEST(Recorder, UsersAreCountedByClass) {
  Recorder recorder(1, 2);
  recorder.UserStarted(1);
  recorder.UserStarted(1);
  recorder.UserResumed(1);
  recorder.UserStopped(1);
  recorder.UserEndedEarly(1);
  recorder.UserTime(1, 300ms);
  recorder.UserTime(1, 200ms);
  recorder.IterationDone(1);
  EXPECT_EQ(recorder.users()[0].started, 0u);
  EXPECT_EQ(recorder.users()[1].started, 2u);
  EXPECT_EQ(recorder.users()[1].resumed, 1u);
  EXPECT_EQ(recorder.users()[1].stopped, 1u);
  EXPECT_EQ(recorder.users()[1].ended_early, 1u);
  EXPECT_EQ(recorder.users()[1].time, 500ms);
  EXPECT_EQ(recorder.users()[1].iterations, 1u);
}

TEST(Recorder, TotalsAreThoseOfAllNames) {
  Recorder recorder(2, 1);
  for (uint32_t name : {0, 1, 1}) recorder.RequestStarted(name, 1s, 0ms);
  recorder.RequestFinished(Answered(0, 20ms));
  ExchangeRecord failed = Answered(1, 20ms);
  failed.failed = true;
  recorder.RequestFinished(failed);
  recorder.RequestCancelled(1, 0);
  EXPECT_EQ(recorder.totals().started, 3u);
  EXPECT_EQ(recorder.totals().completed, 1u);
  EXPECT_EQ(recorder.totals().failed, 1u);
  EXPECT_EQ(recorder.totals().cancelled, 1u);
  recorder.Clear();
  EXPECT_EQ(recorder.totals().started + recorder.totals().cancelled, 0u);
}

TEST(Recorder, ClearForgetsEverything) {
  Recorder recorder(1, 1);
  recorder.RequestStarted(0, 1s, 1ms);
  recorder.RequestFinished(Answered(0, 20ms));
  recorder.RequestError(0, "check", "wrong", 1s);
  recorder.Exception("no such variable", 1s);
  recorder.UserStarted(0);
  recorder.LoopLag(1ms);
  recorder.Clear();
  const Recorder::Request& request = recorder.requests()[0];
  EXPECT_FALSE(request.touched());
  EXPECT_TRUE(request.response_time.empty());
  EXPECT_TRUE(request.first_byte.empty());
  EXPECT_EQ(request.bytes_sent + request.bytes_received + request.body_bytes, 0u);
  EXPECT_TRUE(request.status.empty());
  EXPECT_EQ(request.first_start, Duration::max());
  EXPECT_EQ(request.last_end, Duration::zero());
  EXPECT_TRUE(recorder.errors().empty());
  EXPECT_TRUE(recorder.exceptions().empty());
  EXPECT_EQ(recorder.users()[0].started, 0u);
  EXPECT_TRUE(recorder.loop_lag().empty());
  EXPECT_TRUE(recorder.schedule_lag().empty());
}

}  // namespace
}  // namespace aurax::load::worker
