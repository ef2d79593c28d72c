#include "tests/master/views/sample_report.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/histogram.h"
#include "master/views/figures.h"

namespace aurax::load::master {
namespace {

constexpr int64_t kStarted = 1795421557'000'000;

void SetPercentiles(v1::Latency* latency, const std::array<double, 11>& ms) {
  for (size_t i = 0; i < ms.size(); ++i) {
    v1::Percentile* p = latency->add_percentiles();
    p->set_percent(kLocustPercentiles[i].percent);
    p->set_value_us(ms[i] * 1000);
  }
}

v1::Latency LatencyOf(uint64_t count, uint64_t sum_us, uint64_t min_us, uint64_t max_us,
                      double median_ms, const std::array<double, 11>& ms) {
  v1::Latency latency;
  latency.set_count(count);
  latency.set_sum_us(sum_us);
  latency.set_min_us(min_us);
  latency.set_max_us(max_us);
  latency.set_average_us(count == 0 ? 0 : static_cast<double>(sum_us) / static_cast<double>(count));
  latency.set_median_us(median_ms * 1000);
  SetPercentiles(&latency, ms);
  return latency;
}

void SetRates(v1::Entry* entry, double total_rps, double total_failures) {
  entry->set_total_rps(total_rps);
  entry->set_total_failures_per_s(total_failures);
  entry->set_current_rps(10);
  entry->set_current_failures_per_s(0.3);
}

void AddStatus(v1::Entry* entry, uint32_t status, uint64_t count) {
  v1::StatusCount* s = entry->add_status();
  s->set_status(status);
  s->set_count(count);
}

void AddError(v1::Report* report, const char* method, const char* name, const char* message,
              uint64_t occurrences) {
  v1::ErrorGroup* error = report->add_errors();
  error->set_method(method);
  error->set_name(name);
  error->set_kind("status");
  error->set_message(message);
  error->set_occurrences(occurrences);
  error->set_first_unix_us(kStarted);
  error->set_last_unix_us(kStarted + 999'999);
}

void AddEntries(v1::Report* report) {
  v1::Entry* hello = report->add_entries();
  hello->set_method("GET");
  hello->set_name("/hello");
  hello->set_requests(200);
  hello->set_failures(10);
  hello->set_started(200);
  hello->set_body_bytes(122300);
  hello->set_bytes_sent(24000);
  hello->set_bytes_received(160300);
  *hello->mutable_response_time() = LatencyOf(
      200, 34470000, 3200, 341500, 170, {170, 230, 260, 280, 310, 330, 340, 340, 340, 340, 340});
  *hello->mutable_service_time() =
      LatencyOf(200, 34000000, 412, 340000, 169.5,
                {0.412, 229, 259, 279, 309, 329.25, 339, 339, 339, 339, 339});
  SetRates(hello, 9.75609756097561, 0.4878048780487805);
  AddStatus(hello, 200, 190);
  AddStatus(hello, 500, 10);
  hello->set_first_request_unix_us(1795421557240843);
  hello->set_last_request_unix_us(1795421577740568);
  v1::Entry* login = report->add_entries();
  login->set_method("POST");
  login->set_name("/login");
  login->set_requests(13);
  login->set_failures(2);
  login->set_started(14);
  login->set_cancelled(1);
  login->set_body_bytes(260);
  login->set_bytes_sent(2600);
  login->set_bytes_received(3900);
  *login->mutable_response_time() =
      LatencyOf(13, 22626500, 1200500, 2280500, 1700,
                {1700, 1900, 2000, 2100, 2200, 2300, 2300, 2300, 2300, 2300, 2300});
  *login->mutable_service_time() =
      LatencyOf(13, 22600000, 1200000, 2280000, 1690,
                {1690, 1890, 1990, 2090, 2190, 2290, 2290, 2290, 2290, 2290, 2290});
  SetRates(login, 0.6341463414634146, 0.0975609756097561);
  AddStatus(login, 0, 1);
  AddStatus(login, 200, 11);
  AddStatus(login, 500, 1);
}

void AddTotal(v1::Report* report) {
  v1::Entry* total = report->mutable_total();
  total->set_name("Aggregated");
  total->set_requests(213);
  total->set_failures(12);
  total->set_started(214);
  total->set_cancelled(1);
  total->set_body_bytes(122560);
  total->set_bytes_sent(26600);
  total->set_bytes_received(164200);
  *total->mutable_response_time() =
      LatencyOf(213, 57096500, 3200, 2280500, 180,
                {180, 240, 270, 290, 330, 1400, 1900, 2100, 2300, 2300, 2300});
  *total->mutable_service_time() =
      LatencyOf(213, 56600000, 412, 2280000, 179,
                {179, 239, 269, 289, 329, 1390, 1890, 2090, 2290, 2290, 2290});
  *total->mutable_current_response_time() = total->response_time();
  SetRates(total, 10.390243902439025, 0.5853658536585366);
  AddStatus(total, 0, 1);
  AddStatus(total, 200, 201);
  AddStatus(total, 500, 11);
}

void AddLedger(v1::Ledger* ledger) {
  ledger->set_user_starts_planned(50);
  ledger->set_user_starts_offered(50);
  ledger->set_user_us_planned(1000000000);
  ledger->set_user_us_offered(999800000);
  ledger->set_user_us_not_offered(200000);
  ledger->set_requests_started(214);
  ledger->set_requests_completed(201);
  ledger->set_requests_failed(12);
  ledger->set_requests_cancelled(1);
  v1::WorkerLedger* worker = ledger->add_workers();
  worker->set_worker_id("local");
  worker->set_incarnation(1);
  worker->set_snapshots_applied(21);
  worker->set_requests_started(214);
  worker->set_digest_equal(true);
  ledger->set_final(true);
  ledger->set_complete(true);
}

void AddWorker(v1::Report* report, const char* id, const char* state, uint32_t shards) {
  v1::WorkerStatus* worker = report->add_workers();
  worker->set_worker_id(id);
  worker->set_incarnation(7);
  worker->set_state(state);
  worker->set_shards(shards);
  worker->set_users(shards / 20);
  worker->set_rps(5.25);
  worker->set_cpu_percent(22.5);
  worker->set_rss_bytes(26'000'000);
  worker->set_loop_lag_us(120);
  worker->set_last_seen_us(140'000);
  worker->set_clock_known(true);
  worker->set_clock_offset_us(420);
  worker->set_clock_uncertainty_us(80);
  worker->set_snapshots_acknowledged(21);
}

void AddMove(v1::Ledger* ledger, const char* id, const char* reason, int64_t from_us,
             uint32_t shards, uint64_t user_us) {
  v1::ShardMove* move = ledger->add_moves();
  move->set_worker_id(id);
  move->set_incarnation(7);
  move->set_reason(reason);
  move->set_from_us(from_us);
  move->set_shards(shards);
  move->set_user_us(user_us);
}

void AddGenerator(v1::Generator* generator) {
  generator->set_cpu_percent(45.2);
  generator->set_cpu_percent_peak(61);
  generator->set_busiest_loop_percent_peak(58.1);
  generator->set_rss_bytes_peak(52'100'000);
  generator->set_network_sent_bytes(26600);
  generator->set_network_received_bytes(164200);
  generator->set_loops(2);
  generator->set_cpu_percent_now(44);
  *generator->mutable_loop_lag() =
      LatencyOf(2000, 40000, 1, 1500, 0.02, {.02, .02, .02, .03, .04, .05, .1, .12, 1, 1.5, 1.5});
  *generator->mutable_schedule_lag() =
      LatencyOf(214, 4280, 1, 800, 0.02, {.02, .02, .02, .03, .04, .05, .1, .12, .8, .8, .8});
}

v1::Entry RandomEntry(RandomStream& random, const std::string& method, const std::string& name) {
  v1::Entry entry;
  entry.set_method(method);
  entry.set_name(name);
  Histogram times;
  const uint64_t requests = random.Below(4) == 0 ? 0 : random.Below(200);
  for (uint64_t i = 0; i < requests; ++i)
    times.RecordMicros(random.Below(uint64_t{1} << random.Below(40)));
  entry.set_requests(requests);
  entry.set_failures(requests == 0 ? 0 : random.Below(requests + 1));
  entry.set_started(requests);
  entry.set_body_bytes(requests == 0 ? 0 : random.Below(1000000));
  v1::Latency* latency = entry.mutable_response_time();
  latency->set_count(requests);
  latency->set_sum_us(times.sum_us());
  latency->set_min_us(times.min_us());
  latency->set_max_us(times.max_us());
  if (requests > 0) {
    latency->set_average_us(static_cast<double>(times.sum_us()) / static_cast<double>(requests));
    latency->set_median_us(times.Percentile(50));
    for (const PercentileColumn& column : kLocustPercentiles) {
      v1::Percentile* p = latency->add_percentiles();
      p->set_percent(column.percent);
      p->set_value_us(times.Percentile(column.percent));
    }
    times.Encode(latency->mutable_histogram());
    *entry.mutable_service_time() = *latency;
    entry.set_total_rps(random.Unit() * 1000);
    entry.set_total_failures_per_s(random.Unit() * 10);
    entry.set_current_rps(random.Unit() * 1000);
    AddStatus(&entry, 200, requests);
  }
  return entry;
}

}  // namespace

v1::ThresholdResult BrokenThreshold() {
  v1::ThresholdResult result;
  result.set_text("p(95) of \"/b\" < 2s");
  result.set_unit("us");
  result.set_comparison("<");
  result.set_limit(2e6);
  result.set_state(v1::ThresholdResult::STATE_BROKEN);
  result.set_value(2.31e6);
  result.set_first_broken_us(12'400'000);
  result.set_first_broken_value(2.5e6);
  return result;
}

v1::Report LocustSample() {
  v1::Report report;
  v1::RunFacts* run = report.mutable_run();
  run->set_run_id("run-1");
  run->set_scenario("aurax.yaml");
  run->set_host("http://localhost:8000");
  run->set_started_unix_us(kStarted);
  run->set_report_unix_us(kStarted + 20'500'000);
  run->set_elapsed_us(20'500'000);
  run->set_run_time_us(30'000'000);
  run->set_state("running");
  run->set_user_count(50);
  run->set_target_users(50);
  run->set_spawn_rate(5);
  run->set_peak_users(50);
  run->set_seed(7);
  run->set_version("0.1.0");
  AddEntries(&report);
  AddTotal(&report);
  AddError(&report, "GET", "/hello", "Got wrong response", 10);
  AddError(&report, "POST", "/login",
           "Exception('500 Server Error: INTERNAL SERVER ERROR for url: /login')", 1);
  AddError(&report, "POST", "/login", "ConnectionRefusedError(111, 'Connection refused')", 1);
  v1::ClassUsers* users = report.add_users();
  users->set_name("AuraxLoadTestUser");
  users->set_running(50);
  users->set_started(50);
  users->set_iterations(160);
  AddLedger(report.mutable_ledger());
  AddGenerator(report.mutable_generator());
  report.mutable_verdict()->set_trust(v1::Verdict::TRUST_TRUSTED);
  return report;
}

v1::Report ClusterSample() {
  v1::Report report = LocustSample();
  AddWorker(&report, "w1", "running", 512);
  AddWorker(&report, "w2", "running", 512);
  AddWorker(&report, "w3", "lost", 0);
  AddWorker(&report, "w4", "left", 0);
  report.mutable_workers(1)->set_clock_offset_us(-86'400'123'456);
  report.mutable_workers(2)->set_clock_known(false);
  v1::Ledger* ledger = report.mutable_ledger();
  ledger->set_user_starts_resumed(17);
  AddMove(ledger, "w3", "lost", 12'300'000, 342, 12'400'000);
  AddMove(ledger, "w4", "left", 15'000'000, 1, 40'000);
  AddMove(ledger, "w1", "rebalanced", 16'000'000, 100, 900'000);
  v1::UnknownWindow* window = ledger->add_unknown();
  window->set_worker_id("w3");
  window->set_from_us(12'000'000);
  window->set_to_us(15'300'000);
  window->set_requests_at_least(40);
  window->set_requests_at_most(95);
  return report;
}

v1::Report RandomReport(RandomStream& random) {
  static constexpr const char* kNames[] = {
      "/a",
      "/with,comma",
      "/with \"quotes\"",
      "Grüße",
      "日本語",
      ("/a/very/long/name/that/is/longer/than/the/column/of/eighty/"
       "characters/which/locust/has"),
      "two words",
      "/z"};
  v1::Report report;
  report.mutable_run()->set_report_unix_us(kStarted +
                                           static_cast<int64_t>(random.Below(1000000000)));
  report.mutable_run()->set_user_count(static_cast<uint32_t>(random.Below(1000)));
  uint64_t requests = 0;
  uint64_t failures = 0;
  for (uint64_t i = random.Below(std::size(kNames)); i < std::size(kNames); ++i) {
    *report.add_entries() = RandomEntry(random, i % 2 == 0 ? "GET" : "POST", kNames[i]);
    requests += report.entries().rbegin()->requests();
    failures += report.entries().rbegin()->failures();
  }
  *report.mutable_total() = RandomEntry(random, "", "Aggregated");
  report.mutable_total()->set_requests(requests);
  report.mutable_total()->set_failures(failures);
  return report;
}

}  // namespace aurax::load::master
