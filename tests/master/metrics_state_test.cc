// What a journal's checkpoint holds of RunMetrics is all of it.
#include <chrono>
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "common/random.h"
#include "master/error_groups.h"
#include "master/run_metrics.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using google::protobuf::util::MessageDifferencer;

constexpr WallTime kTimeZero{1'800'000'000'250ms + 7ns};

v1::Histogram AnyHistogram(RandomStream& random, uint64_t count) {
  Histogram histogram;
  for (; count > 0; --count) histogram.RecordMicros(random.Next() >> random.Between(20, 63));
  v1::Histogram encoded;
  histogram.Encode(&encoded);
  return encoded;
}

void AnyErrors(RandomStream& random, google::protobuf::RepeatedPtrField<v1::ErrorCount>* out) {
  for (uint64_t n = random.Below(4); n > 0; --n) {
    v1::ErrorCount* error = out->Add();
    error->set_kind(random.Below(2) == 0 ? "status" : "check");
    // Now and then so many that some count under "other".
    error->set_message("message " + std::to_string(random.Below(random.Below(2) == 0 ? 3 : 4000)));
    error->set_count(random.Below(5));
    error->set_first_us(random.Between(0, 1'000'000));
    error->set_last_us(error->first_us() + random.Between(0, 1'000'000));
  }
}

v1::RequestStats AnyRequest(RandomStream& random) {
  v1::RequestStats stats;
  stats.set_name_id(static_cast<uint32_t>(random.Below(3)));
  stats.set_started(random.Below(20));
  stats.set_completed(random.Below(20));
  stats.set_failed(random.Below(3));
  stats.set_cancelled(random.Below(3));
  *stats.mutable_response_time() = AnyHistogram(random, stats.completed() + stats.failed());
  for (v1::Histogram* field :
       {stats.mutable_service_time(), stats.mutable_dns(), stats.mutable_connect(),
        stats.mutable_tls(), stats.mutable_first_byte(), stats.mutable_transfer()}) {
    *field = AnyHistogram(random, random.Below(4));
  }
  stats.set_bytes_sent(random.Below(10'000));
  stats.set_bytes_received(random.Below(10'000));
  stats.set_body_bytes(random.Below(10'000));
  stats.set_connections(random.Below(3));
  for (uint32_t status : {0, 200, 404}) {
    stats.add_status()->set_status(status);
    stats.mutable_status(stats.status_size() - 1)->set_count(random.Below(9));
  }
  AnyErrors(random, stats.mutable_errors());
  stats.set_first_start_us(random.Between(-5, 9'000'000));
  stats.set_last_end_us(random.Between(0, 9'000'000));
  return stats;
}

// Every field with something in it.
v1::Snapshot AnySnapshot(RandomStream& random) {
  SnapshotBuilder snapshot = OneSecond(random.Between(0, 20), random.Below(2) == 0 ? "w1" : "w2");
  for (uint64_t n = random.Below(4); n > 0; --n) *snapshot->add_requests() = AnyRequest(random);
  AnyErrors(random, snapshot->mutable_exceptions());
  for (uint32_t c : {0u, 1u}) {
    snapshot.Users(c, static_cast<uint32_t>(random.Below(9)), random.Below(9));
    snapshot->mutable_users(static_cast<int>(c))->set_ended_early(random.Below(3));
    snapshot->mutable_users(static_cast<int>(c))->set_iterations(random.Below(30));
  }
  snapshot.Generator(random.Unit() * 200, random.Unit() * 100,
                     static_cast<uint32_t>(1 + random.Below(4)));
  *snapshot->mutable_loop_lag() = AnyHistogram(random, random.Below(9));
  *snapshot->mutable_schedule_lag() = AnyHistogram(random, random.Below(9));
  return snapshot;
}

// More error groups than are kept.
void AddManyErrors(v1::Snapshot* snapshot) {
  v1::RequestStats* stats = snapshot->add_requests();
  for (auto* errors : {stats->mutable_errors(), snapshot->mutable_exceptions()}) {
    for (size_t i = 0; i < ErrorGroups::kMaxGroups + 10; ++i) {
      v1::ErrorCount* error = errors->Add();
      error->set_kind("check");
      error->set_message("one of many: " + std::to_string(i));
      error->set_count(1);
    }
  }
}

// As it shows at 22 s, without the current figures.
std::string Shown(const RunMetrics& metrics) {
  v1::Report report;
  metrics.Fill(22s, &report);
  for (v1::Entry& entry : *report.mutable_entries()) {
    entry.clear_current_rps();
    entry.clear_current_failures_per_s();
    entry.clear_current_response_time();
  }
  report.mutable_total()->clear_current_rps();
  report.mutable_total()->clear_current_failures_per_s();
  report.mutable_total()->clear_current_response_time();
  std::string text = report.DebugString();
  for (const auto& entry : metrics.PerSecond()) {
    for (const SecondCount& second : entry) {
      text += std::to_string(second.unix_second) + ": " + std::to_string(second.requests) + " " +
              std::to_string(second.failures) + "\n";
    }
  }
  return text;
}

std::unique_ptr<RunMetrics> Fresh() {
  return std::make_unique<RunMetrics>(ThreeNames(), RunMetrics::Options{.keep_per_second = true});
}

// The state by way of the bytes that a journal has of it.
v1::MetricsState StateOf(const RunMetrics& metrics) {
  v1::MetricsState saved, read;
  metrics.Save(&saved);
  EXPECT_TRUE(read.ParseFromString(saved.SerializeAsString()));
  return read;
}

TEST(MetricsState, RestoredItGoesOnAsIfNothingHadHappened) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, StreamPurpose::kValues);
    const auto truth = Fresh();
    auto restored = Fresh();
    for (RunMetrics* metrics : {truth.get(), restored.get()}) metrics->SetTimeZero(kTimeZero);
    for (int i = 0; i < 60; ++i) {
      v1::Snapshot snapshot = AnySnapshot(random);
      if (seed == 7 && i % 20 == 0) AddManyErrors(&snapshot);
      ASSERT_EQ(truth->Apply(snapshot), absl::OkStatus());
      ASSERT_EQ(restored->Apply(snapshot), absl::OkStatus());
      if (random.Below(40) == 0) {
        for (RunMetrics* metrics : {truth.get(), restored.get()})
          metrics->ResetStatistics(3s + 1ns);
      }
      if (random.Below(15) != 0) continue;
      const v1::MetricsState state = StateOf(*restored);
      restored = Fresh();
      ASSERT_EQ(restored->Restore(state), absl::OkStatus());
      ASSERT_TRUE(MessageDifferencer::Equals(StateOf(*restored), state)) << "seed " << seed;
      ASSERT_EQ(Shown(*restored), Shown(*truth)) << "seed " << seed;
    }
    ASSERT_EQ(Shown(*restored), Shown(*truth)) << "seed " << seed;
  }
}

TEST(MetricsState, CurrentFiguresBeginAnewAndCountOnlyWhatIsKnown) {
  const auto before = Fresh();
  for (int64_t s = 0; s < 20; ++s) {
    ASSERT_EQ(before->Apply(OneSecond(s).Answers(kGetA, Times(30, 5ms)).Users(0, 1, 0)),
              absl::OkStatus());
  }
  const auto after = Fresh();
  ASSERT_EQ(after->Restore(StateOf(*before)), absl::OkStatus());
  v1::Report report;
  after->Fill(20s, &report);
  EXPECT_EQ(report.total().current_rps(), 0);
  EXPECT_EQ(report.total().requests(), 600u);
  for (int64_t s = 20; s < 22; ++s) {
    ASSERT_EQ(after->Apply(OneSecond(s).Answers(kGetA, Times(30, 5ms))), absl::OkStatus());
  }
  report.Clear();
  after->Fill(22s, &report);
  EXPECT_DOUBLE_EQ(report.total().current_rps(), 30);  // two seconds of 30, not 60 in ten
}

TEST(MetricsState, OfAnotherScenarioIsRefusedAndChangesNothing) {
  const auto metrics = Fresh();
  RandomStream random(5, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(metrics->Apply(AnySnapshot(random)).ok());
  const std::string before = Shown(*metrics);
  const v1::MetricsState good = StateOf(*metrics);
  std::vector<v1::MetricsState> bad(6, good);
  bad[0].mutable_names(0)->mutable_stats()->set_name_id(3);
  bad[1].mutable_names(1)->mutable_stats()->mutable_tls()->set_count(12345);
  bad[2].mutable_errors()->mutable_groups(0)->set_name_id(9);
  bad[3].mutable_exceptions()->mutable_groups(0)->set_name_id(0);
  bad[4].mutable_generator()->mutable_schedule_lag()->add_spans(1);
  bad[5].mutable_users()->mutable_classes()->RemoveLast();
  for (const v1::MetricsState& state : bad) {
    EXPECT_EQ(metrics->Restore(state).code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(Shown(*metrics), before);
  }
}

}  // namespace
}  // namespace aurax::load::master
