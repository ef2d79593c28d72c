#include "worker/snapshot_encoder.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "common/digest.h"
#include "common/random.h"

namespace aurax::load::worker {
namespace {

using namespace std::chrono_literals;
using testing::SizeIs;

constexpr uint32_t kNames = 4, kClasses = 3;

// What a busy loop records; the same for the same stream.
void RecordAnything(RandomStream& random, Recorder& recorder) {
  for (uint64_t n = random.Below(300); n > 0; --n) {
    const uint32_t name_id =
        static_cast<uint32_t>(random.Below(kNames - 1));  // one stays untouched
    const Duration at = FromMicros(random.Between(0, 1'000'000));
    recorder.RequestStarted(name_id, at, FromMicros(random.Between(0, 5000)));
    ExchangeRecord record;
    record.name_id = name_id;
    record.response_time = FromMicros(random.Between(100, 1'000'000));
    record.service_time = record.response_time;
    record.first_byte = record.transfer = record.dns = record.connect = 1ms;
    record.new_connections = static_cast<uint32_t>(random.Below(2));
    record.tls = FromMicros(random.Between(0, 1));
    record.bytes_sent = random.Below(1000);
    record.status = static_cast<uint32_t>(random.Below(2) * 200);
    record.failed = record.status == 0;
    record.ended = at + record.response_time;
    recorder.RequestFinished(record);
    if (record.failed) {
      recorder.RequestError(name_id, "reset", random.Below(2) ? "broken" : "gone", record.ended);
    }
    recorder.LoopLag(FromMicros(random.Between(0, 900)));
  }
  recorder.UserStarted(1);
  recorder.UserTime(1, 400ms);
  recorder.Exception("variable 'token' was never captured", 300ms);
}

IntervalRecords Interval(std::vector<const Recorder*> recorders) {
  IntervalRecords records;
  records.from = 3s;
  records.to = 4s;
  records.recorders = std::move(recorders);
  records.running_users = {0, 7, 0};
  return records;
}

TEST(SnapshotEncoder, SeveralLoopsEncodeAsOneLoopThatDidItAll) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Recorder all(kNames, kClasses), first(kNames, kClasses), second(kNames, kClasses);
    for (Recorder* loop : {&first, &second}) {
      RandomStream once(seed, loop == &first, 0, StreamPurpose::kValues), again = once;
      RecordAnything(once, *loop);
      RecordAnything(again, all);
    }
    const v1::Snapshot merged = EncodeSnapshot(Interval({&first, &second}));
    ASSERT_EQ(merged.SerializeAsString(), EncodeSnapshot(Interval({&all})).SerializeAsString());
    ASSERT_EQ(merged.SerializeAsString(),
              EncodeSnapshot(Interval({&second, &first})).SerializeAsString());
  }
}

TEST(SnapshotEncoder, OnlyWhatHasSomethingToSayIsSent) {
  Recorder recorder(kNames, kClasses), idle(kNames, kClasses);
  recorder.RequestStarted(2, 3500ms, 2ms);
  const v1::Snapshot snapshot = EncodeSnapshot(Interval({&recorder, &idle}));
  ASSERT_THAT(snapshot.requests(), SizeIs(1));
  EXPECT_EQ(snapshot.requests(0).name_id(), 2u);
  EXPECT_EQ(snapshot.requests(0).started(), 1u);
  EXPECT_EQ(snapshot.requests(0).first_start_us(), 3'500'000);
  EXPECT_FALSE(snapshot.requests(0).has_response_time());
  ASSERT_THAT(snapshot.users(), SizeIs(1));  // the class that has users running
  EXPECT_EQ(snapshot.users(0).class_index(), 1u);
  EXPECT_EQ(snapshot.users(0).running(), 7u);
  EXPECT_FALSE(snapshot.has_loop_lag());
  EXPECT_EQ(snapshot.schedule_lag().count(), 1u);
  EXPECT_EQ(snapshot.from_us(), 3'000'000);
  EXPECT_EQ(snapshot.to_us(), 4'000'000);
}

TEST(SnapshotEncoder, FirstStartAndLastEndAreThoseOfAllLoops) {
  Recorder a(1, 1), b(1, 1);
  ExchangeRecord record;
  a.RequestStarted(0, 3200ms, 0ms);
  record.ended = 3700ms;
  a.RequestFinished(record);
  b.RequestStarted(0, 3100ms, 0ms);
  record.ended = 3600ms;
  b.RequestFinished(record);
  const v1::Snapshot snapshot = EncodeSnapshot(Interval({&a, &b}));
  EXPECT_EQ(snapshot.requests(0).first_start_us(), 3'100'000);
  EXPECT_EQ(snapshot.requests(0).last_end_us(), 3'700'000);
}

TEST(SnapshotEncoder, ErrorsStandBesideTheirRequestsAndAddUpOverLoops) {
  Recorder a(3, 1), b(3, 1);
  ExchangeRecord record;
  record.failed = true;
  for (Recorder* loop : {&a, &b}) {
    for (uint32_t name_id : {0, 2}) {
      record.name_id = name_id;
      loop->RequestFinished(record);
      loop->RequestError(name_id, "connect", "refused", loop == &a ? 3300ms : 3100ms);
    }
    loop->Exception("no row left", 3s);
  }
  b.RequestFinished(record);
  b.RequestError(2, "timeout", "no answer in 1 s", 3900ms);
  const v1::Snapshot snapshot = EncodeSnapshot(Interval({&a, &b}));
  ASSERT_THAT(snapshot.requests(), SizeIs(2));
  ASSERT_THAT(snapshot.requests(0).errors(), SizeIs(1));
  EXPECT_EQ(snapshot.requests(0).errors(0).count(), 2u);
  EXPECT_EQ(snapshot.requests(0).errors(0).first_us(), 3'100'000);
  EXPECT_EQ(snapshot.requests(0).errors(0).last_us(), 3'300'000);
  ASSERT_THAT(snapshot.requests(1).errors(), SizeIs(2));
  EXPECT_EQ(snapshot.requests(1).errors(1).message(), "no answer in 1 s");
  ASSERT_THAT(snapshot.exceptions(), SizeIs(1));
  EXPECT_EQ(snapshot.exceptions(0).kind(), "exception");
  EXPECT_EQ(snapshot.exceptions(0).count(), 2u);
}

TEST(SnapshotEncoder, TheGeneratorsNetworkBytesAreThoseOfItsRequests) {
  Recorder a(2, 1), b(2, 1);
  ExchangeRecord record;
  record.bytes_sent = 100;
  record.bytes_received = 900;
  a.RequestFinished(record);
  record.name_id = 1;
  b.RequestFinished(record);
  b.RequestCancelled(0, 7);
  IntervalRecords records = Interval({&a, &b});
  records.generator.set_cpu_percent(42);
  const v1::GeneratorSample sample = EncodeSnapshot(records).generator();
  EXPECT_EQ(sample.network_sent_bytes(), 207u);
  EXPECT_EQ(sample.network_received_bytes(), 1800u);
  EXPECT_EQ(sample.cpu_percent(), 42);
}

// The digest of what is sent is the digest of what was recorded.
TEST(SnapshotEncoder, NothingIsLostOnTheWayToTheDigest) {
  Recorder loop(kNames, kClasses);
  RandomStream random(9, 0, 0, StreamPurpose::kValues);
  RecordAnything(random, loop);
  DigestSum sum;
  sum.Add(EncodeSnapshot(Interval({&loop})));
  const v1::Digest digest = sum.Get();
  EXPECT_EQ(digest.user_starts(), 1u);
  EXPECT_EQ(digest.user_us(), 400'000u);
  for (const v1::Digest::Entry& entry : digest.requests()) {
    const Recorder::Request& request = loop.requests()[entry.name_id()];
    EXPECT_EQ(entry.started(), request.started);
    EXPECT_EQ(entry.completed(), request.completed);
    EXPECT_EQ(entry.failed(), request.failed);
    EXPECT_EQ(entry.sum_us(), request.response_time.sum_us());
    EXPECT_EQ(entry.bucket_sum(), request.response_time.BucketSum());
  }
}

}  // namespace
}  // namespace aurax::load::worker
