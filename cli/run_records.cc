#include "cli/run_records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/cluster_options.h"

namespace aurax::load::cli {
namespace {

double PercentileOf(const v1::Latency& latency, double percent) {
  for (const v1::Percentile& percentile : latency.percentiles()) {
    if (percentile.percent() == percent) return percentile.value_us();
  }
  return 0;
}

std::string TrustOf(const v1::Report& report) {
  switch (report.verdict().trust()) {
    case v1::Verdict::TRUST_TRUSTED:
      return "trusted";
    case v1::Verdict::TRUST_DEGRADED:
      return "degraded";
    case v1::Verdict::TRUST_INVALID:
      return "invalid";
    default:
      return "unknown";
  }
}

}  // namespace

std::string RunRecords::StorePath(const Options& options) {
  return options.state_dir ? absl::StrCat(*options.state_dir, "/runs.db") : "";
}

absl::Status RunRecords::Open(const std::string& options_digest) {
  if (!options_.state_dir) return absl::OkStatus();
  digest_ = options_digest;
  if (IsMaster(options_)) {
    auto journal = OpenRunJournal(*options_.state_dir, digest_);
    if (!journal.ok()) return journal.status();
    journal_ = std::move(journal->file);
    stored_ = std::move(journal->stored);
  }
  auto store = master::RunStore::Open(StorePath(options_));
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  return absl::OkStatus();
}

absl::StatusOr<master::Journal*> RunRecords::Journal() {
  if (!options_.state_dir || !IsMaster(options_)) return nullptr;
  if (journal_ == nullptr) {
    auto journal = OpenRunJournal(*options_.state_dir, digest_);
    if (!journal.ok()) return journal.status();
    journal_ = std::move(journal->file);
  }
  return journal_.get();
}

absl::Status RunRecords::ForgetRun() {
  if (journal_ == nullptr) return absl::OkStatus();
  const absl::Status emptied = journal_->Replace({});
  if (emptied.ok()) return emptied;
  journal_->Discard();  // or the next master would go on with a run that is over
  journal_.reset();     // the next run tries again
  return emptied;
}

absl::Status RunRecords::Keep(const v1::Report& report, const std::string& document) {
  return store_ == nullptr ? absl::OkStatus() : store_->Put(SummaryOf(report), document);
}

master::StoredSummary SummaryOf(const v1::Report& report) {
  const v1::RunFacts& run = report.run();
  const v1::Latency& latency = report.total().response_time();
  master::StoredSummary summary;
  summary.run_id = run.run_id();
  summary.scenario = run.scenario();
  summary.host = run.host();
  summary.started_unix_us = run.started_unix_us();
  summary.elapsed_us = run.elapsed_us();
  summary.peak_users = run.peak_users();
  summary.requests = report.total().requests();
  summary.failures = report.total().failures();
  summary.rps = report.total().total_rps();
  summary.p50_us = latency.median_us();
  summary.p95_us = PercentileOf(latency, 95);
  summary.p99_us = PercentileOf(latency, 99);
  summary.trust = TrustOf(report);
  summary.complete = report.ledger().complete();
  return summary;
}

}  // namespace aurax::load::cli
