// RunMetrics of tests/master/snapshots.h's scenario, from a known moment on.
#ifndef AURAX_TESTS_MASTER_MEASURED_RUN_H_
#define AURAX_TESTS_MASTER_MEASURED_RUN_H_

#include <chrono>
#include <gtest/gtest.h>
#include <string>

#include "master/run_metrics.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {

inline constexpr WallTime kZero{
    std::chrono::milliseconds(1'800'000'000'250)};  // a quarter second past a whole one
inline constexpr int64_t kZeroUs = 1'800'000'000'250'000;

struct MeasuredRun {
  explicit MeasuredRun(RunMetrics::Options options = {}) : metrics(ThreeNames(), options) {
    metrics.SetTimeZero(kZero);
  }
  void Add(const v1::Snapshot& snapshot) {
    const absl::Status applied = metrics.Apply(snapshot);
    EXPECT_TRUE(applied.ok()) << std::string(applied.message());
  }
  v1::Report At(Duration now) const {
    v1::Report report;
    metrics.Fill(now, &report);
    return report;
  }
  RunMetrics metrics;
};

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_MEASURED_RUN_H_
