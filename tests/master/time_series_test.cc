#include "master/time_series.h"

#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "common/random.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using namespace std::chrono_literals;
using google::protobuf::util::MessageDifferencer;

struct Sums {
  uint64_t requests = 0, failures = 0;
  Histogram response_time, service_time;

  void Add(const v1::Snapshot& snapshot) {
    for (const v1::RequestStats& stats : snapshot.requests()) {
      requests += stats.completed() + stats.failed();
      failures += stats.failed();
      response_time.MergeValid(stats.response_time());
      service_time.MergeValid(stats.service_time());
    }
  }
  void Add(const v1::SeriesPoint& point) {
    requests += point.requests();
    failures += point.failures();
    EXPECT_EQ(response_time.MergeFrom(point.response_time()), absl::OkStatus());
    EXPECT_EQ(service_time.MergeFrom(point.service_time()), absl::OkStatus());
  }
  bool operator==(const Sums&) const = default;
};

Sums SumsOf(const Series& points) {
  Sums sums;
  for (const auto& point : points) sums.Add(*point);
  return sums;
}

void ExpectGapFree(const Series& points, Duration from, Duration to) {
  int64_t end = ToMicros(from);
  for (const auto& point : points) {
    ASSERT_EQ(point->from_us(), end);
    ASSERT_LT(point->from_us(), point->to_us());
    end = point->to_us();
  }
  EXPECT_EQ(end, ToMicros(to));
}

v1::Snapshot AnySnapshot(RandomStream& random, int64_t second) {
  const Duration from = std::chrono::milliseconds(second * 1000 + random.Between(-700, 700));
  SnapshotBuilder snapshot(from, from + std::chrono::milliseconds(random.Below(1500)), "w1");
  for (uint64_t n = random.Below(3); n > 0; --n) {
    const auto name = static_cast<uint32_t>(random.Below(3));
    snapshot.Answers(name,
                     Times(random.Below(20), std::chrono::microseconds(random.Below(90'000))));
    if (random.Below(3) == 0) snapshot.Fails(name, Times(random.Below(3), 2s), "500");
  }
  return snapshot;
}

v1::SeriesState StateOf(const TimeSeries& series) {
  v1::SeriesState state;
  series.Save(&state);
  return state;
}

TEST(TimeSeries, LosesAndInventsNothingWhateverTheOrderAndLateness) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    RandomStream random(seed, 0, 0, StreamPurpose::kValues);
    TimeSeries series;
    Sums truth;
    int64_t covered = 0;
    for (int i = 0; i < 800; ++i) {
      // Up to 20 s before what is closed and 40 s after it; now and then a worker is far behind.
      const int64_t second = covered + random.Between(random.Below(50) == 0 ? -900 : -20, 40);
      const v1::Snapshot snapshot = AnySnapshot(random, second);
      series.Add(snapshot);
      truth.Add(snapshot);
      if (random.Below(2) == 0) covered += random.Between(0, 12);
      series.Close(std::chrono::milliseconds(covered * 1000 + random.Between(0, 999)), 1, 1);
      ASSERT_LE(series.points().size(), TimeSeries::kMostPoints);
    }
    ExpectGapFree(series.points(), 0s, std::chrono::seconds(covered));
    const Duration end = std::chrono::milliseconds(covered * 1000 + random.Between(0, 90'000));
    series.Finish(end);
    EXPECT_TRUE(SumsOf(series.points()) == truth) << "seed " << seed;
    const Duration last = FromMicros(series.points().back()->to_us());
    EXPECT_GE(last, end);
    ExpectGapFree(series.points(), 0s, last);
  }
}

TEST(TimeSeries, ASnapshotCountsInTheSecondOfItsMiddle) {
  TimeSeries series;
  series.Add(SnapshotBuilder(1600ms, 2600ms, "w1").Answers(kGetA, {5ms, 7ms}));
  series.Add(SnapshotBuilder(2600ms, 3200ms, "w1").Fails(kGetB, {90ms}, "500"));
  series.Close(2999ms, 4, 2);
  EXPECT_EQ(series.points().size(), 2);
  series.Close(3s, 5, 3);
  const Series points = series.points();
  ASSERT_EQ(points.size(), 3);
  EXPECT_EQ(points[1]->requests(), 0);
  EXPECT_EQ(points[1]->p99_us(), 0);
  EXPECT_EQ(points[1]->users(), 4);
  EXPECT_EQ(points[2]->requests(), 3);
  EXPECT_EQ(points[2]->failures(), 1);
  EXPECT_EQ(points[2]->users(), 5);
  EXPECT_EQ(points[2]->workers(), 3);
  EXPECT_NEAR(points[2]->p50_us(), 7000, 7000 / 256.0);
  EXPECT_NEAR(points[2]->p99_us(), 90'000, 90'000 / 256.0);
}

TEST(TimeSeries, WhatComesLateCountsInTheOldestOpenSecond) {
  TimeSeries series;
  series.Close(10s, 1, 1);
  series.Add(OneSecond(3).Answers(kGetA, {5ms}));
  series.Close(11s, 1, 1);
  EXPECT_EQ(series.points().back()->requests(), 1);
  EXPECT_EQ(series.epoch(), 0);
}

TEST(TimeSeries, HalfADayIsAsManyPointsAsAnHourAndExact) {
  TimeSeries series;
  Sums truth;
  size_t most = 0;
  uint64_t epochs = 0;
  constexpr int64_t kSeconds = 12 * 3600;
  const v1::Snapshot snapshot = OneSecond(0).Answers(kGetA, {3ms, 5ms}).Fails(kGetB, {9ms}, "500");
  for (int64_t second = 0; second < kSeconds; ++second) {
    v1::Snapshot now = snapshot;
    now.set_from_us(second * 1'000'000);
    now.set_to_us((second + 1) * 1'000'000);
    if (second % 100 == 0) {
      series.Add(now);
      truth.Add(now);
    }
    const uint64_t epoch = series.epoch();
    series.Close(std::chrono::seconds(second + 1), static_cast<uint32_t>(second), 3);
    epochs += series.epoch() - epoch;
    if (second % 5000 != 0 && series.epoch() == epoch) continue;
    const Series points = series.points();
    most = std::max(most, points.size());
    const auto recent = std::min<size_t>(points.size(), 600);
    for (size_t i = points.size() - recent; i < points.size(); ++i) {
      ASSERT_EQ(points[i]->to_us() - points[i]->from_us(), 1'000'000);
    }
  }
  EXPECT_LE(most, TimeSeries::kMostPoints);
  EXPECT_LE(epochs, static_cast<uint64_t>(kSeconds) / 250);
  EXPECT_TRUE(SumsOf(series.points()) == truth);
  ExpectGapFree(series.points(), 0s, 12h);
  EXPECT_GT(series.points().size(), 1000);
  EXPECT_EQ(series.points()[0]->users(), series.points()[0]->to_us() / 1'000'000 - 1);
  EXPECT_EQ(series.points()[0]->workers(), 3);
}

TEST(TimeSeries, PointsThatWereThereStayWhileTheEpochDoes) {
  RandomStream random(3, 0, 0, StreamPurpose::kValues);
  TimeSeries series;
  Series before;
  uint64_t epoch = 0;
  for (int64_t second = 0; second < 3000; ++second) {
    series.Add(AnySnapshot(random, second));
    series.Close(std::chrono::seconds(second), 1, 1);
    if (second == 2700) series.Restart(2700s);
    const Series now = series.points();
    if (series.epoch() == epoch) {
      ASSERT_LE(before.size(), now.size());
      ASSERT_TRUE(std::equal(before.begin(), before.end(), now.begin()));
    }
    before = now;
    epoch = series.epoch();
  }
  EXPECT_GT(epoch, 2);
}

TEST(TimeSeries, RestartedItBeginsAtTheOffset) {
  TimeSeries series;
  series.Add(OneSecond(0).Answers(kGetA, {5ms}));
  series.Close(3s, 1, 1);
  series.Restart(4700ms);
  EXPECT_EQ(series.epoch(), 1);
  series.Add(OneSecond(3).Answers(kGetA, {5ms, 5ms}));
  series.Close(6s, 1, 1);
  ExpectGapFree(series.points(), 4700ms, 6s);
  ASSERT_EQ(series.points().size(), 2);
  EXPECT_EQ(series.points()[0]->requests(), 2);
}

TEST(TimeSeries, FinishedItEndsWithTheRun) {
  TimeSeries series;
  series.Add(OneSecond(0).Answers(kGetA, {5ms}));
  series.Add(SnapshotBuilder(1s, 1300ms, "w1").Answers(kGetA, {5ms}));
  series.Close(1300ms, 7, 2);
  series.Finish(1300ms);
  ExpectGapFree(series.points(), 0s, 1300ms);
  ASSERT_EQ(series.points().size(), 2);
  EXPECT_EQ(series.points()[1]->requests(), 1);
  EXPECT_EQ(series.points()[1]->users(), 7);
  series.Finish(1300ms);
  EXPECT_EQ(series.points().size(), 2);
}

TEST(TimeSeries, AWorkerThatIsSilentForEverHoldsOnlySoMuch) {
  TimeSeries series;
  for (int64_t second = 0; second < 1000; ++second) {
    series.Add(OneSecond(second).Answers(kGetA, {5ms}));
    if (second % 100 == 0) {
      ASSERT_LE(StateOf(series).open_size(), TimeSeries::kMostOpen);
    }
  }
  EXPECT_EQ(SumsOf(series.points()).requests, 1000 - TimeSeries::kMostOpen);
}

TEST(TimeSeries, RestoredItGoesOnAsIfNothingHadHappened) {
  RandomStream random(9, 0, 0, StreamPurpose::kValues);
  TimeSeries truth, restored;
  for (int64_t second = 0; second < 2200; ++second) {
    const v1::Snapshot snapshot = AnySnapshot(random, second);
    for (TimeSeries* series : {&truth, &restored}) {
      series->Add(snapshot);
      series->Close(std::chrono::seconds(second - 5), 3, 2);
    }
    if (random.Below(200) != 0) continue;
    v1::SeriesState state;
    ASSERT_TRUE(state.ParseFromString(StateOf(restored).SerializeAsString()));
    restored = TimeSeries();
    ASSERT_EQ(restored.Restore(state), absl::OkStatus());
    ASSERT_TRUE(MessageDifferencer::Equals(StateOf(restored), StateOf(truth)));
  }
  EXPECT_TRUE(MessageDifferencer::Equals(StateOf(restored), StateOf(truth)));
}

TEST(TimeSeries, AStateThatCannotBeIsRefusedAndChangesNothing) {
  TimeSeries series;
  for (int64_t second = 0; second < 5; ++second) {
    series.Add(OneSecond(second).Answers(kGetA, {5ms}));
  }
  series.Close(3s, 1, 1);
  const v1::SeriesState good = StateOf(series);
  std::vector<v1::SeriesState> bad(6, good);
  bad[0].mutable_points(1)->set_to_us(1'500'000);
  bad[1].mutable_points(1)->mutable_response_time()->set_count(7);
  bad[2].mutable_points(1)->set_requests(4);
  bad[3].mutable_points(1)->set_failures(2);
  bad[4].set_end_us(9'000'000);
  bad[5].mutable_open(0)->set_from_us(1'000'000);
  TimeSeries other;
  ASSERT_EQ(other.Restore(good), absl::OkStatus());
  for (const v1::SeriesState& state : bad) {
    EXPECT_EQ(other.Restore(state).code(), absl::StatusCode::kInvalidArgument);
    EXPECT_TRUE(MessageDifferencer::Equals(StateOf(other), good));
  }
}

}  // namespace
}  // namespace aurax::load::master
