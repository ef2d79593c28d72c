// Snapshots, several to a run, out of a v1::Checkpoint: its `state` has the snapshots, its
// `metrics` what the run begins with. The last byte of the input says whether snapshots are mended
// first, so that enough of them are taken. Whatever is taken keeps the sums consistent.
#include "aurax/load/v1/journal.pb.h"
#include "common/digest.h"
#include "common/histogram.h"
#include "master/run_metrics.h"
#include "tests/fuzz/fuzz_bytes.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

constexpr RunMetrics::Options kOptions{.keep_per_second = true};

// The nearest that decodes: counts and bounds are those of the buckets.
void Mend(v1::Histogram* histogram) {
  Histogram mended;
  for (int i = 0; i + 1 < histogram->spans_size() && i < 64; i += 2) {
    const uint64_t bucket = histogram->spans(i) % Histogram::kBuckets;
    mended.RecordMicros(Histogram::LowerBound(static_cast<uint32_t>(bucket)),
                        histogram->spans(i + 1) % 1000);
  }
  mended.Encode(histogram);
}

void Mend(v1::Snapshot* snapshot) {
  for (v1::RequestStats& stats : *snapshot->mutable_requests()) {
    stats.set_name_id(stats.name_id() % 3);
    for (v1::Histogram* field : {stats.mutable_response_time(), stats.mutable_service_time(),
                                 stats.mutable_dns(), stats.mutable_connect(), stats.mutable_tls(),
                                 stats.mutable_first_byte(), stats.mutable_transfer()}) {
      Mend(field);
    }
    stats.set_failed(stats.response_time().count() / 4);
    stats.set_completed(stats.response_time().count() - stats.failed());
    stats.set_started(stats.started() % 100'000);
    stats.set_cancelled(stats.cancelled() % 100'000);
  }
  for (v1::UserStats& users : *snapshot->mutable_users()) {
    users.set_class_index(users.class_index() % 2);
  }
  Mend(snapshot->mutable_loop_lag());
  Mend(snapshot->mutable_schedule_lag());
  snapshot->set_from_us(snapshot->from_us() % (1ll << 40));
  snapshot->set_to_us(snapshot->from_us() + std::abs(snapshot->to_us() % 10'000'000));
}

v1::Report ReportOf(const RunMetrics& metrics, Duration now) {
  v1::Report report;
  metrics.Fill(now, &report);
  return report;
}

void CheckSums(const v1::Report& report, const v1::Digest& digest) {
  v1::Digest::Entry sum;
  for (const v1::Digest::Entry& entry : digest.requests()) {
    sum.set_started(sum.started() + entry.started());
    sum.set_completed(sum.completed() + entry.completed());
    sum.set_failed(sum.failed() + entry.failed());
    sum.set_cancelled(sum.cancelled() + entry.cancelled());
  }
  const v1::Ledger& ledger = report.ledger();
  Require(ledger.requests_started() == sum.started(), "started: the ledger's is the digest's");
  Require(ledger.requests_completed() == sum.completed(), "completed: likewise");
  Require(ledger.requests_failed() == sum.failed(), "failed: likewise");
  Require(ledger.requests_cancelled() == sum.cancelled(), "cancelled: likewise");
  Require(ledger.user_starts_offered() == digest.user_starts(), "user starts: likewise");
  Require(ledger.user_us_offered() == digest.user_us(), "user time: likewise");
  uint64_t requests = 0;
  for (const v1::Entry& entry : report.entries()) {
    Require(entry.response_time().count() == entry.requests(), "a response time for each request");
    requests += entry.requests();
  }
  Require(report.total().requests() == requests, "the total is the entries' sum");
}

void CheckSaved(const RunMetrics& metrics) {
  v1::MetricsState saved, again;
  metrics.Save(&saved);
  RunMetrics restored(ThreeNames(), kOptions);
  Require(restored.Restore(saved).ok(), "what was saved is restored");
  restored.Save(&again);
  Require(saved.SerializeAsString() == again.SerializeAsString(), "and is the same then");
}

void Run(const v1::Checkpoint& input, bool mend) {
  RunMetrics hostile(ThreeNames(), kOptions);
  if (hostile.Restore(input.metrics()).ok()) ReportOf(hostile, FromMicros(1'000'000));
  RunMetrics metrics(ThreeNames(), kOptions);
  DigestSum digest;
  Duration now{0};
  for (const v1::JournalRecord& record : input.state()) {
    v1::Snapshot snapshot = record.snapshot();
    if (mend) Mend(&snapshot);
    const std::string before = ReportOf(metrics, now).SerializeAsString();
    if (metrics.Apply(snapshot).ok()) {
      digest.Add(snapshot);
      now = std::max(now, FromMicros(snapshot.to_us()));
    } else {
      Require(ReportOf(metrics, now).SerializeAsString() == before,
              "a snapshot that is refused changes nothing");
    }
  }
  CheckSums(ReportOf(metrics, now), digest.Get());
  Require(DigestSum::Difference(DigestSum::FromProto(digest.Get()).Get(), digest.Get()).empty(),
          "a digest comes back as it was");
  metrics.PerSecond();
  CheckSaved(metrics);
}

}  // namespace
}  // namespace aurax::load::master

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace aurax::load;
  if (size == 0) return 0;
  const std::string_view message(reinterpret_cast<const char*>(bytes), size - 1);
  master::Run(ParseQuietly<v1::Checkpoint>(message), bytes[size - 1] % 2 == 1);
  return 0;
}
