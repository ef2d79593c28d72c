// What a run measured of one request name, or of several together. A value; belongs to the control
// thread.
#ifndef AURAX_MASTER_NAME_METRICS_H_
#define AURAX_MASTER_NAME_METRICS_H_

#include <cstdint>
#include <map>
#include <optional>

#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "common/histogram.h"
#include "master/cumulative_counts.h"

namespace aurax::load::master {

class NameMetrics {
 public:
  // Errors apart, which ErrorGroups keeps. Requires statistics that RunMetrics found valid.
  void Add(const v1::RequestStats& stats);
  void Merge(const NameMetrics& other);
  void Clear();

  // All of it as the statistics of one long interval, but for the name id: Add() on an empty one
  // makes it anew.
  void Save(v1::RequestStats* out) const;

  bool used() const { return started_ + completed_ + failed_ + cancelled_ != 0; }
  uint64_t requests() const { return completed_ + failed_; }
  uint64_t failures() const { return failed_; }

  struct View {
    bool locust_rounding = false;
    bool with_histogram = false;  // of response_time
    bool with_curves = false;     // of response_time and service_time
    WallTime time_zero{};
    double seconds = 0;  // what rates over the run are per; 0 = no rates
  };
  // Everything but method, name and the current figures.
  void Fill(const View& view, v1::Entry* out) const;

 private:
  uint64_t started_ = 0, completed_ = 0, failed_ = 0, cancelled_ = 0;
  uint64_t bytes_sent_ = 0, bytes_received_ = 0, body_bytes_ = 0, connections_ = 0;
  Histogram response_time_, service_time_, dns_, connect_, tls_, first_byte_, transfer_;
  CumulativeCounts response_counts_, service_counts_;
  std::map<uint32_t, uint64_t> status_;
  std::optional<int64_t> first_start_us_, last_end_us_;  // offsets
};

// Locust's numbers if `locust`, else ours.
v1::Latency ResponseTimeOf(const Histogram& histogram, bool locust);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_NAME_METRICS_H_
