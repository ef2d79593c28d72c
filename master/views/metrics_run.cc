// The run as a whole, its users, its ledger and the machines that generate it.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "master/views/figures.h"
#include "master/views/metrics_parts.h"

namespace aurax::load::master {
namespace {

constexpr std::array<const char*, 5> kStates = {"ready", "spawning", "running", "stopping",
                                                "stopped"};

double Seconds(int64_t us) { return static_cast<double>(us) / 1e6; }
double Seconds(uint64_t us) { return static_cast<double>(us) / 1e6; }
double Count(uint64_t count) { return static_cast<double>(count); }

void AddFacts(const v1::RunFacts& run, MetricFamilies& out) {
  out.Gauge("aurax_load_run_info", "The run that goes on or was the last; always 1.");
  out.Add(1, {{"run_id", LabelValue(run.run_id())},
              {"scenario", LabelValue(run.scenario())},
              {"host", LabelValue(run.host())},
              {"version", LabelValue(run.version())}});
  out.Gauge("aurax_load_run_start_time_seconds", "When the run began, since 1970.");
  out.Add(Seconds(run.started_unix_us()));
  out.Gauge("aurax_load_run_elapsed_seconds", "How long the run has lasted.");
  out.Add(Seconds(run.elapsed_us()));
}

void AddUsers(const v1::Report& report, MetricFamilies& out) {
  const v1::RunFacts& run = report.run();
  out.Gauge("aurax_load_users", "Virtual users that run now.");
  out.Add(run.user_count());
  out.Gauge("aurax_load_target_users", "Virtual users that are asked for now.");
  out.Add(run.target_users());
  out.Gauge("aurax_load_peak_users", "The most virtual users that were asked for so far.");
  out.Add(run.peak_users());
  out.Gauge("aurax_load_spawn_rate", "Virtual users to start per second.");
  out.Add(run.spawn_rate());
  out.Gauge("aurax_load_class_users", "Virtual users of a class that run now.");
  for (const auto& users : report.users()) {
    out.Add(users.running(), {{"user_class", LabelValue(users.name())}});
  }
  out.Counter("aurax_load_class_users_started_total",
              "Virtual users of a class that were started.");
  for (const auto& users : report.users()) {
    out.Add(Count(users.started()), {{"user_class", LabelValue(users.name())}});
  }
  out.Counter("aurax_load_class_users_ended_early_total",
              "Virtual users of a class that ended before anybody asked them to.");
  for (const auto& users : report.users()) {
    out.Add(Count(users.ended_early()), {{"user_class", LabelValue(users.name())}});
  }
  out.Counter("aurax_load_iterations_total", "Tasks that virtual users of a class carried out.");
  for (const auto& users : report.users()) {
    out.Add(Count(users.iterations()), {{"user_class", LabelValue(users.name())}});
  }
}

void AddVerdict(const v1::Verdict& verdict, MetricFamilies& out) {
  out.Gauge("aurax_load_verdict",
            "1 for what the measured times are: trusted, degraded or invalid. All 0: too early.");
  out.Add(verdict.trust() == v1::Verdict::TRUST_TRUSTED, {{"trust", "trusted"}});
  out.Add(verdict.trust() == v1::Verdict::TRUST_DEGRADED, {{"trust", "degraded"}});
  out.Add(verdict.trust() == v1::Verdict::TRUST_INVALID, {{"trust", "invalid"}});
}

void AddAccounts(const v1::Ledger& ledger, MetricFamilies& out) {
  out.Gauge("aurax_load_ledger_user_starts", "Where the planned starts of virtual users went.");
  out.Add(Count(ledger.user_starts_planned()), {{"account", "planned"}});
  out.Add(Count(ledger.user_starts_offered()), {{"account", "offered"}});
  out.Add(Count(ledger.user_starts_not_offered()), {{"account", "not_offered"}});
  out.Add(Count(ledger.user_starts_resumed()), {{"account", "resumed"}});
  out.Gauge("aurax_load_ledger_user_seconds", "Where the planned time of virtual users went.");
  out.Add(Seconds(ledger.user_us_planned()), {{"account", "planned"}});
  out.Add(Seconds(ledger.user_us_offered()), {{"account", "offered"}});
  out.Add(Seconds(ledger.user_us_not_offered()), {{"account", "not_offered"}});
  out.Gauge("aurax_load_ledger_requests",
            "Where the started requests of the whole run went, whatever was reset.");
  out.Add(Count(ledger.requests_started()), {{"account", "started"}});
  out.Add(Count(ledger.requests_completed()), {{"account", "completed"}});
  out.Add(Count(ledger.requests_failed()), {{"account", "failed"}});
  out.Add(Count(ledger.requests_cancelled()), {{"account", "cancelled"}});
  out.Add(Count(ledger.requests_in_flight()), {{"account", "in_flight"}});
}

void AddLags(const char* name, const char* help, const v1::Latency& lag, MetricFamilies& out) {
  out.Gauge(name, help);
  for (const auto& p : lag.percentiles()) {
    if (p.percent() != 50 && p.percent() != 99 && p.percent() != 100) continue;
    out.Add(p.value_us() / 1e6, {{"percentile", TrimmedDecimal(p.percent())}});
  }
}

}  // namespace

void AddThresholdMetrics(const v1::Report& report, MetricFamilies& out) {
  const auto each = [&](const auto& value_of) {
    for (const v1::ThresholdResult& one : report.thresholds()) {
      if (const std::optional<double> value = value_of(one)) {
        out.Add(*value, {{"threshold", LabelValue(one.text())}});
      }
    }
  };
  const auto base = [](const v1::ThresholdResult& one, double value) {
    return one.unit() == "us" ? value / 1e6 : value;
  };
  out.Gauge("aurax_load_threshold_broken", "1: the threshold is broken.");
  each([](const v1::ThresholdResult& one) {
    return std::optional<double>(one.state() == v1::ThresholdResult::STATE_BROKEN);
  });
  out.Gauge(
      "aurax_load_threshold_value",
      "What the threshold measures, as last measured: seconds, a ratio, per second, a count.");
  each([&base](const v1::ThresholdResult& one) {
    return one.has_value() ? std::optional(base(one, one.value())) : std::nullopt;
  });
  out.Gauge("aurax_load_threshold_limit", "The threshold's limit, in the same unit.");
  each([&base](const v1::ThresholdResult& one) { return std::optional(base(one, one.limit())); });
}

void AddRunMetrics(const Publication& publication, MetricFamilies& out) {
  out.Gauge("aurax_load_state", "1 for the state that the program is in, 0 for the others.");
  for (const char* state : kStates) out.Add(publication.state == state, {{"state", state}});
  out.Gauge("aurax_load_ready_workers", "Workers that a run can begin with.");
  out.Add(Count(publication.ready_workers));
  if (!publication.report) return;
  AddFacts(publication.report->run(), out);
  AddUsers(*publication.report, out);
  AddVerdict(publication.report->verdict(), out);
}

void AddLedgerMetrics(const v1::Report& report, MetricFamilies& out) {
  const v1::Ledger& ledger = report.ledger();
  AddAccounts(ledger, out);
  out.Gauge("aurax_load_requests_in_flight", "Requests that were started and have not ended.");
  out.Add(Count(ledger.requests_in_flight()));
  out.Gauge("aurax_load_ledger_final", "1: the run is over and every worker's digest is in.");
  out.Add(ledger.final());
  out.Gauge("aurax_load_ledger_complete", "1: final, and everything is accounted for.");
  out.Add(ledger.complete());
  out.Gauge("aurax_load_ledger_residues", "Differences in the ledger that nothing explains.");
  out.Add(ledger.residues_size());
  out.Gauge("aurax_load_ledger_unknown_windows",
            "Workers that never came back, with requests that nobody can know.");
  out.Add(ledger.unknown_size());
  out.Gauge("aurax_load_ledger_unknown_requests", "The most requests that were lost with them.");
  uint64_t unknown = 0;
  for (const v1::UnknownWindow& window : ledger.unknown()) unknown += window.requests_at_most();
  out.Add(Count(unknown));
  out.Counter("aurax_load_ledger_shard_moves_total",
              "Times that load went from one worker to others.");
  out.Add(ledger.moves_size());
}

void AddGeneratorMetrics(const v1::Generator& generator, MetricFamilies& out) {
  out.Gauge("aurax_load_generator_cpu_cores", "Cores that all workers together are busy with now.");
  out.Add(generator.cpu_percent_now() / 100);
  out.Gauge("aurax_load_generator_cpu_average_cores", "The same, the average of the run.");
  out.Add(generator.cpu_percent() / 100);
  out.Gauge("aurax_load_generator_cpu_peak_cores", "The same, the most so far.");
  out.Add(generator.cpu_percent_peak() / 100);
  out.Gauge("aurax_load_generator_busiest_loop_peak_ratio",
            "The most of its core that an event loop was busy with.");
  out.Add(generator.busiest_loop_percent_peak() / 100);
  out.Gauge("aurax_load_generator_busy_ratio",
            "Share of the time with the busiest event loop above 90 % of its core.");
  out.Add(generator.busy_share());
  out.Gauge("aurax_load_generator_full_ratio",
            "Share of the time with a worker above 90 % of all its cores.");
  out.Add(generator.full_share());
  out.Gauge("aurax_load_generator_loops", "Event loops of all workers.");
  out.Add(generator.loops());
  out.Gauge("aurax_load_generator_memory_peak_bytes", "The most memory that workers held.");
  out.Add(Count(generator.rss_bytes_peak()));
  out.Counter("aurax_load_generator_sent_bytes_total", "Bytes that workers sent over the network.");
  out.Add(Count(generator.network_sent_bytes()));
  out.Counter("aurax_load_generator_received_bytes_total",
              "Bytes that workers received over the network.");
  out.Add(Count(generator.network_received_bytes()));
  AddLags("aurax_load_generator_loop_lag_seconds", "How late event loops ran their timers.",
          generator.loop_lag(), out);
  AddLags("aurax_load_generator_schedule_lag_seconds",
          "From the moment a request was due to its sending.", generator.schedule_lag(), out);
}

}  // namespace aurax::load::master
