// What a master refuses of a snapshot, and that nothing of a refused one counts.
#include "master/snapshot_check.h"

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/master/measured_run.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(SnapshotCheck, ABadSnapshotChangesNothing) {
  MeasuredRun run;
  run.Add(OneSecond(0).Answers(kGetA, {1ms}).Users(0, 1, 1).Generator(10, 10));
  const std::string before = run.At(1s).SerializeAsString();
  const auto expect_refused = [&](const v1::Snapshot& snapshot, const std::string& why) {
    const absl::Status status = run.metrics.Apply(snapshot);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
    EXPECT_EQ(run.At(1s).SerializeAsString(), before);
  };
  SnapshotBuilder good = OneSecond(1).Answers(kGetA, {1ms}).Users(0, 9, 9).Generator(90, 90);
  v1::Snapshot bad = good;
  bad.add_requests()->set_name_id(3);
  expect_refused(bad, "no request name 3");
  bad = good;
  bad.add_users()->set_class_index(2);
  expect_refused(bad, "no user class 2");
  bad = good;
  bad.mutable_requests(0)->mutable_response_time()->set_spans(0, 1u << 30);
  expect_refused(bad, "request name 1 response_time: histogram: bucket beyond the grid");
  bad = good;
  bad.mutable_loop_lag()->set_count(3);
  expect_refused(bad, "loop_lag");
  bad = good;
  bad.mutable_requests(0)->set_completed(7);
  expect_refused(bad, "1 response times for 7 requests");
  bad = good;
  bad.mutable_requests(0)->set_started(uint64_t{1} << 41);
  expect_refused(bad, "2199023255552 requests");
  bad = good;
  bad.mutable_generator()->set_cpu_percent(std::numeric_limits<double>::infinity());
  expect_refused(bad, "inf % of a core");
  bad = good;
  bad.mutable_loop_lag()->set_count(uint64_t{1} << 41);
  expect_refused(bad, "loop_lag: more samples");
  bad = good;
  bad.mutable_requests(0)->mutable_status(0)->set_status(1000);
  expect_refused(bad, "status 1000");
  bad = good;
  for (int i = 0; i < 3; ++i) *bad.add_requests() = bad.requests(0);
  expect_refused(bad, "more request entries than names");
  bad = good;
  for (int i = 0; i < 2; ++i) *bad.add_users() = bad.users(0);
  expect_refused(bad, "more user entries than classes");
  bad = good;
  bad.mutable_users(0)->set_started(uint64_t{1} << 41);
  expect_refused(bad, "user class 0: counts beyond reason");
  bad = good;
  bad.mutable_users(0)->set_user_us(uint64_t{1} << 61);
  expect_refused(bad, "user class 0: counts beyond reason");
  bad = good;
  bad.mutable_requests(0)->set_last_end_us(INT64_MAX);
  expect_refused(bad, "request name 1: requests years away");
  bad = good;
  bad.set_to_us(0);
  expect_refused(bad, "impossible interval");
  bad.set_to_us(INT64_MAX);
  expect_refused(bad, "impossible interval");
}

TEST(SnapshotCheck, AnErrorThatNoWorkerWritesIsRefused) {
  const auto refusal = [](const std::function<void(v1::ErrorCount*)>& spoil, bool exception) {
    MeasuredRun run;
    SnapshotBuilder snapshot = OneSecond(1).Fails(kGetA, {1ms}, "500");
    v1::ErrorCount* error = snapshot->mutable_requests(0)->mutable_errors(0);
    if (exception) *snapshot->add_exceptions() = *error;
    spoil(exception ? snapshot->mutable_exceptions(0) : error);
    const absl::Status status = run.metrics.Apply(snapshot);
    EXPECT_EQ(run.At(2s).errors_size(), status.ok() ? 1 : 0);
    return std::string(status.message());
  };
  for (const bool exception : {false, true}) {
    EXPECT_EQ(refusal([](auto* e) { e->set_message(std::string(1024, 'x')); }, exception), "");
    EXPECT_THAT(refusal([](auto* e) { e->set_message(std::string(1025, 'x')); }, exception),
                HasSubstr("an error message of 1025 bytes"));
    EXPECT_THAT(refusal([](auto* e) { e->set_kind("Status"); }, exception),
                HasSubstr("an error of no known kind"));
    EXPECT_THAT(refusal([](auto* e) { e->set_count(uint64_t{1} << 41); }, exception),
                HasSubstr("2199023255552 errors"));
    EXPECT_THAT(refusal([](auto* e) { e->set_first_us(INT64_MIN); }, exception),
                HasSubstr("an error years away"));
  }
}

}  // namespace
}  // namespace aurax::load::master
