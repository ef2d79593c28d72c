#include "tests/master/views/metrics_sample.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/histogram.h"
#include "master/cumulative_counts.h"
#include "master/latency.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {

Publication Published(const v1::Report& report, const std::string& state) {
  Publication publication;
  publication.version = 42;
  publication.state = state;
  publication.distributed = true;
  publication.ready_workers = 2;
  publication.report = std::make_shared<const v1::Report>(report);
  return publication;
}

v1::Latency MeasuredTimes(const std::vector<uint64_t>& us) {
  Histogram histogram;
  for (const uint64_t time : us) histogram.RecordMicros(time);
  v1::Latency latency = ToLatency(histogram);
  v1::Histogram encoded;
  histogram.Encode(&encoded);
  CumulativeCounts counts;
  counts.Add(encoded);
  counts.Fill(&latency);
  return latency;
}

Publication MetricsSample() {
  v1::Report report = ClusterSample();
  *report.add_thresholds() = BrokenThreshold();
  report.mutable_ledger()->set_requests_in_flight(3);
  report.mutable_entries(0)->set_connections(25);
  for (v1::Entry& entry : *report.mutable_entries()) {
    std::vector<uint64_t> times;
    for (uint64_t i = 1; i <= entry.requests(); ++i) times.push_back(3'200 * i);
    *entry.mutable_response_time() = MeasuredTimes(times);
    for (uint64_t& time : times) time -= 200;
    *entry.mutable_service_time() = MeasuredTimes(times);
    *entry.mutable_current_response_time() = entry.response_time();
  }
  v1::Entry* odd = report.add_entries();
  odd->set_method("PUT");
  odd->set_name("/with \"quotes\", \\backslash\\,\nnew line and 日本語");
  odd->set_requests(1);
  odd->set_started(1);
  *odd->mutable_response_time() = MeasuredTimes({70});
  *odd->mutable_service_time() = MeasuredTimes({60});
  return Published(report);
}

v1::Report ManyNames(int names) {
  v1::Report report;
  uint64_t requests = 0;
  for (int i = 0; i < names; ++i) {
    v1::Entry* entry = report.add_entries();
    entry->set_method("GET");
    entry->set_name(absl::StrCat("/name/", 100'000 + i));
    const auto count = static_cast<uint64_t>(i + 1);
    entry->set_requests(count);
    entry->set_started(count);
    entry->set_first_request_unix_us(1'000'000 + i);
    *entry->mutable_response_time() = MeasuredTimes({1000, 40'000, 90'000, 2'000'000});
    *entry->mutable_service_time() = entry->response_time();
    *entry->mutable_current_response_time() = entry->response_time();
    v1::StatusCount* status = entry->add_status();
    status->set_status(200);
    status->set_count(count);
    requests += count;
  }
  report.mutable_total()->set_name("Aggregated");
  report.mutable_total()->set_requests(requests);
  return report;
}

}  // namespace aurax::load::master
