// What measuring costs: a record on the request path, and a snapshot of 100 request names on its
// way from the recorder to the master.
#include <benchmark/benchmark.h>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/histogram.h"
#include "common/random.h"
#include "master/run_metrics.h"
#include "worker/recorder.h"
#include "worker/snapshot_encoder.h"

namespace aurax::load {
namespace {

constexpr uint32_t kNames = 100;
constexpr int kRequestsEach = 100;  // a second of 10,000 requests

// Around 20 ms with a long tail, as services answer.
std::vector<Duration> Latencies(size_t count) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  std::vector<Duration> latencies;
  for (size_t i = 0; i < count; ++i) latencies.push_back(FromSeconds(random.Exponential(0.02)));
  return latencies;
}

void RecordSecond(worker::Recorder& recorder) {
  const std::vector<Duration> latencies = Latencies(kNames * kRequestsEach);
  worker::ExchangeRecord record;
  record.status = 200;
  for (size_t i = 0; i < latencies.size(); ++i) {
    record.name_id = static_cast<uint32_t>(i) % kNames;
    record.response_time = record.service_time = record.first_byte = latencies[i];
    recorder.RequestStarted(record.name_id, Duration(0), Duration(50'000));
    recorder.RequestFinished(record);
  }
}

v1::Snapshot SnapshotOfASecond(const worker::Recorder& recorder) {
  worker::IntervalRecords records;
  records.to = std::chrono::seconds(1);
  records.recorders = {&recorder};
  return worker::EncodeSnapshot(records);
}

void BM_HistogramRecord(benchmark::State& state) {
  const std::vector<Duration> latencies = Latencies(4096);
  Histogram histogram;
  size_t i = 0;
  for (auto _ : state) histogram.Record(latencies[i++ & 4095]);
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(BM_HistogramRecord);

void BM_RecorderRequest(benchmark::State& state) {
  const std::vector<Duration> latencies = Latencies(4096);
  worker::Recorder recorder(kNames, 1);
  worker::ExchangeRecord record;
  record.status = 200;
  size_t i = 0;
  for (auto _ : state) {
    record.name_id = static_cast<uint32_t>(i % kNames);
    record.response_time = record.service_time = record.first_byte = latencies[i++ & 4095];
    recorder.RequestStarted(record.name_id, Duration(0), Duration(50'000));
    recorder.RequestFinished(record);
  }
}
BENCHMARK(BM_RecorderRequest);

void BM_EncodeSnapshot(benchmark::State& state) {
  worker::Recorder recorder(kNames, 1);
  RecordSecond(recorder);
  size_t bytes = 0;
  for (auto _ : state) bytes = SnapshotOfASecond(recorder).SerializeAsString().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(BM_EncodeSnapshot)->Unit(benchmark::kMicrosecond);

struct Measured {
  Measured() : metrics(Scenario(), {}) {
    worker::Recorder recorder(kNames, 1);
    RecordSecond(recorder);
    snapshot = SnapshotOfASecond(recorder);
  }
  static v1::Scenario Scenario() {
    v1::Scenario scenario;
    for (uint32_t i = 0; i < kNames; ++i) {
      scenario.add_request_names()->set_name(absl::StrCat("/", i));
    }
    scenario.add_user_classes();
    return scenario;
  }
  v1::Snapshot snapshot;
  master::RunMetrics metrics;
};

void BM_ApplySnapshot(benchmark::State& state) {
  Measured measured;
  int64_t second = 0;
  for (auto _ : state) {
    measured.snapshot.set_from_us(second * 1'000'000);
    measured.snapshot.set_to_us(++second * 1'000'000);
    if (!measured.metrics.Apply(measured.snapshot).ok()) state.SkipWithError("refused");
  }
}
BENCHMARK(BM_ApplySnapshot)->Unit(benchmark::kMicrosecond);

void BM_FillReport(benchmark::State& state) {
  Measured measured;
  for (int64_t second = 0; second < 20; ++second) {
    measured.snapshot.set_from_us(second * 1'000'000);
    measured.snapshot.set_to_us((second + 1) * 1'000'000);
    if (!measured.metrics.Apply(measured.snapshot).ok()) state.SkipWithError("refused");
  }
  for (auto _ : state) {
    v1::Report report;
    measured.metrics.Fill(std::chrono::seconds(20), &report);
    benchmark::DoNotOptimize(report);
  }
}
BENCHMARK(BM_FillReport)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace aurax::load

BENCHMARK_MAIN();
