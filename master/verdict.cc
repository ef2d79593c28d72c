#include "master/verdict.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "master/latency.h"

namespace aurax::load::master {
namespace {

constexpr const char* kRelief =
    "lower the load, or give the generator more cores or machines that it does not share with the "
    "server";

std::string Remedy() { return absl::StrFormat("For clean numbers, %s", kRelief); }

class Findings {
 public:
  explicit Findings(v1::Verdict* verdict) : verdict_(verdict) {}
  void Add(v1::Verdict::Trust trust, const std::string& seen, const std::string& remedy) {
    verdict_->set_trust(std::max(verdict_->trust(), trust));
    verdict_->add_reasons(seen + ". " + remedy + ".");
  }

 private:
  v1::Verdict* verdict_;
};

// `what`: "of the event loops' timers ran". `name`: of the figure, as tables show it.
void JudgeLag(const v1::Latency& lag, const char* what, const char* name, Findings& findings) {
  const int percent = lag.count() >= limits::kLagSamplesForP99 ? 99 : 90;
  const double ms = PercentileUs(lag, percent) / 1000;
  if (ms <= limits::kLagDegradedMs) return;
  const std::string seen = absl::StrFormat("%d %% %s more than %.0f ms late (p%d of the %s)",
                                           100 - percent, what, ms, percent, name);
  if (ms > limits::kLagInvalidMs) {
    findings.Add(v1::Verdict::TRUST_INVALID, seen,
                 absl::StrFormat("Do not use these latencies; %s", kRelief));
  } else {
    findings.Add(v1::Verdict::TRUST_DEGRADED, seen, Remedy());
  }
}

void JudgeCpu(const v1::Generator& generator, Findings& findings) {
  if (generator.busy_share() > limits::kBusyShareDegraded) {
    findings.Add(
        v1::Verdict::TRUST_DEGRADED,
        absl::StrFormat("The busiest event loop was above 90 %% of its core for %.0f %% of "
                        "the time (peak %.0f %%)",
                        generator.busy_share() * 100, generator.busiest_loop_percent_peak()),
        Remedy());
  }
  if (generator.full_share() > limits::kBusyShareDegraded) {
    findings.Add(
        v1::Verdict::TRUST_DEGRADED,
        absl::StrFormat("The generator used nearly all of its %d cores for %.0f %% of the "
                        "time (%.0f %% CPU on average)",
                        generator.loops(), generator.full_share() * 100, generator.cpu_percent()),
        Remedy());
  }
}

// By name, as it is one machine that is too small or too busy, and not all.
void JudgeWorkers(const v1::Report& report, Findings& findings) {
  for (const v1::WorkerStatus& worker : report.workers()) {
    if (worker.busy_share() > limits::kBusyShareDegraded) {
      findings.Add(v1::Verdict::TRUST_DEGRADED,
                   absl::StrFormat("Worker %s had an event loop above 90 %% of its core for %.0f "
                                   "%% of the time",
                                   worker.worker_id(), worker.busy_share() * 100),
                   Remedy());
    }
    const double lag_ms = worker.loop_lag_p99_us() / 1000;
    if (lag_ms > limits::kLagDegradedMs) {
      findings.Add(
          lag_ms > limits::kLagInvalidMs ? v1::Verdict::TRUST_INVALID : v1::Verdict::TRUST_DEGRADED,
          absl::StrFormat("Worker %s ran 1 %% of its timers more than %.0f ms late (p99 "
                          "of its loop lag)",
                          worker.worker_id(), lag_ms),
          Remedy());
    }
  }
}

void JudgeLosses(const v1::Report& report, Findings& findings) {
  const v1::Ledger& ledger = report.ledger();
  const double planned = static_cast<double>(ledger.user_us_planned());
  const double missing = static_cast<double>(ledger.user_us_not_offered());
  if (ledger.moves_size() > 0 && missing > limits::kNotOfferedDegraded * planned) {
    findings.Add(
        v1::Verdict::TRUST_DEGRADED,
        absl::StrFormat("%.0f %% of the planned user time was not offered, as workers came "
                        "and went",
                        missing / planned * 100),
        "The rates are lower than planned; run again with workers that stay");
  }
  for (const v1::ShardMove& move : report.ledger().moves()) {
    if (move.reason() != "lost" || move.user_us() == 0) continue;
    findings.Add(v1::Verdict::TRUST_DEGRADED,
                 absl::StrFormat("Worker %s was lost at %.1f s: up to %.1f user-seconds were not "
                                 "offered until %.1f s",
                                 move.worker_id(), static_cast<double>(move.from_us()) / 1e6,
                                 static_cast<double>(move.user_us()) / 1e6,
                                 static_cast<double>(move.to_us()) / 1e6),
                 "Leave that time out of what you compare, or run again");
  }
}

}  // namespace

v1::Verdict Judge(const v1::Report& report) {
  const v1::Generator& generator = report.generator();
  v1::Verdict verdict;
  Findings findings(&verdict);
  if (generator.loops() == 0) {
    if (report.run().state() == "stopped") {
      findings.Add(v1::Verdict::TRUST_DEGRADED, "The generator's own load was not measured",
                   "Run again, for at least a second");
    }
    return verdict;
  }
  verdict.set_trust(v1::Verdict::TRUST_TRUSTED);
  if (report.workers_size() > 1) {
    JudgeWorkers(report, findings);
  } else {
    JudgeCpu(generator, findings);
  }
  JudgeLosses(report, findings);
  JudgeLag(generator.loop_lag(), "of the event loops' timers ran", "loop lag", findings);
  JudgeLag(generator.schedule_lag(), "of the requests were sent", "schedule lag", findings);
  return verdict;
}

}  // namespace aurax::load::master
