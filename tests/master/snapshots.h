// Snapshots for tests, in a few words:  OneSecond(3, "w1").Answers(kGet, {10ms, 12ms}).Fails(kGet,
// {1s}, "500")
#ifndef AURAX_TESTS_MASTER_SNAPSHOTS_H_
#define AURAX_TESTS_MASTER_SNAPSHOTS_H_

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "common/histogram.h"

namespace aurax::load::master {

// A scenario of three request names, out of their order in reports, and two user classes.
enum Name : uint32_t { kPostB = 0, kGetA = 1, kGetB = 2 };
inline v1::Scenario ThreeNames() {
  v1::Scenario scenario;
  for (const auto& [method, name] : {std::pair{"POST", "/b"}, {"GET", "/a"}, {"GET", "/b"}}) {
    v1::RequestName* request = scenario.add_request_names();
    request->set_method(method);
    request->set_name(name);
  }
  scenario.add_user_classes()->set_name("Buyer");
  scenario.add_user_classes()->set_name("Reader");
  return scenario;
}

class SnapshotBuilder {
 public:
  SnapshotBuilder(Duration from, Duration to, const std::string& worker) {
    snapshot_.mutable_id()->set_worker_id(worker);
    snapshot_.set_from_us(ToMicros(from));
    snapshot_.set_to_us(ToMicros(to));
  }

  SnapshotBuilder& Starts(uint32_t name_id, uint64_t count) {
    v1::RequestStats* stats = Stats(name_id);
    stats->set_started(stats->started() + count);
    stats->set_first_start_us(snapshot_.from_us());
    return *this;
  }
  SnapshotBuilder& Cancels(uint32_t name_id, uint64_t count) {
    Stats(name_id)->set_cancelled(count);
    return *this;
  }
  SnapshotBuilder& Answers(uint32_t name_id, const std::vector<Duration>& response_times) {
    Starts(name_id, response_times.size());
    v1::RequestStats* stats = Stats(name_id);
    stats->set_completed(stats->completed() + response_times.size());
    Finish(stats, response_times, 200);
    return *this;
  }
  SnapshotBuilder& Fails(uint32_t name_id, const std::vector<Duration>& response_times,
                         const std::string& message) {
    Starts(name_id, response_times.size());
    v1::RequestStats* stats = Stats(name_id);
    stats->set_failed(stats->failed() + response_times.size());
    Finish(stats, response_times, 500);
    v1::ErrorCount* error = stats->add_errors();
    error->set_kind("status");
    error->set_message(message);
    error->set_count(response_times.size());
    error->set_first_us(snapshot_.from_us());
    error->set_last_us(snapshot_.to_us());
    return *this;
  }
  SnapshotBuilder& Users(uint32_t index, uint32_t running, uint64_t started) {
    v1::UserStats* users = snapshot_.add_users();
    users->set_class_index(index);
    users->set_running(running);
    users->set_started(started);
    users->set_user_us(running * 1'000'000ull);
    return *this;
  }
  SnapshotBuilder& Generator(double cpu_percent, double busiest_loop_percent, uint32_t loops = 2) {
    v1::GeneratorSample* sample = snapshot_.mutable_generator();
    sample->set_cpu_percent(cpu_percent);
    sample->set_busiest_loop_percent(busiest_loop_percent);
    sample->set_loops(loops);
    sample->set_rss_bytes(1000);
    sample->set_network_sent_bytes(10);
    sample->set_network_received_bytes(20);
    return *this;
  }
  operator v1::Snapshot() const { return snapshot_; }  // NOLINT(google-explicit-constructor)
  v1::Snapshot* operator->() { return &snapshot_; }

 private:
  v1::RequestStats* Stats(uint32_t name_id) {
    for (v1::RequestStats& stats : *snapshot_.mutable_requests()) {
      if (stats.name_id() == name_id) return &stats;
    }
    v1::RequestStats* stats = snapshot_.add_requests();
    stats->set_name_id(name_id);
    return stats;
  }
  void Finish(v1::RequestStats* stats, const std::vector<Duration>& response_times,
              uint32_t status) {
    for (v1::Histogram* field : {stats->mutable_response_time(), stats->mutable_service_time()}) {
      Histogram histogram;
      histogram.MergeFrom(*field).IgnoreError();
      for (Duration d : response_times) histogram.Record(d);
      histogram.Encode(field);
    }
    v1::StatusCount* count = stats->add_status();
    count->set_status(status);
    count->set_count(response_times.size());
    stats->set_bytes_sent(stats->bytes_sent() + 100 * response_times.size());
    stats->set_last_end_us(snapshot_.to_us());
  }

  v1::Snapshot snapshot_;
};

// The second from `second` to `second` + 1 of the run.
inline SnapshotBuilder OneSecond(int64_t second, const std::string& worker = "w1") {
  return {std::chrono::seconds(second), std::chrono::seconds(second + 1), worker};
}

inline std::vector<Duration> Times(size_t count, Duration each) {
  return std::vector<Duration>(count, each);
}

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_SNAPSHOTS_H_
