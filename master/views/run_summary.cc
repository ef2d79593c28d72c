#include "master/views/run_summary.h"

#include "master/latency.h"
#include "master/views/figures.h"

namespace aurax::load::master {

StoredSummary SummaryOf(const v1::Report& report) {
  const v1::RunFacts& run = report.run();
  const v1::Latency& time = report.total().response_time();
  StoredSummary summary;
  summary.run_id = run.run_id();
  summary.scenario = run.scenario();
  summary.host = run.host();
  summary.started_unix_us = run.started_unix_us();
  summary.elapsed_us = run.elapsed_us();
  summary.peak_users = run.peak_users();
  summary.requests = report.total().requests();
  summary.failures = report.total().failures();
  summary.rps = report.total().total_rps();
  summary.p50_us = PercentileUs(time, 50);
  summary.p95_us = PercentileUs(time, 95);
  summary.p99_us = PercentileUs(time, 99);
  summary.trust = TrustText(report.verdict());
  summary.complete = report.ledger().complete();
  return summary;
}

}  // namespace aurax::load::master
