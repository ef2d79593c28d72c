// What thresholds are judged by, of some request names together: counts and times. A value; belongs
// to the control thread.
#ifndef AURAX_MASTER_JUDGE_OUTCOME_SUMS_H_
#define AURAX_MASTER_JUDGE_OUTCOME_SUMS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/histogram.h"

namespace aurax::load::master {

class OutcomeSums {
 public:
  // Requires statistics that RunMetrics found valid.
  void Add(const v1::RequestStats& stats);
  void AddErrors(const std::string& kind, uint64_t count) { kinds_[kind] += count; }
  void Merge(const OutcomeSums& other);

  // Rarely looked at again: the histograms in wire form, which is smaller. Add() goes on working.
  void Pack();

  // By the threshold's measure and unit, over `seconds`. Nothing: there was no request to measure,
  // or for a rate no time.
  std::optional<double> ValueOf(const v1::Threshold& threshold, double seconds) const;

 private:
  void Unpack();
  uint64_t CountErrors(const v1::Threshold& threshold) const;

  uint64_t requests_ = 0, failures_ = 0;
  std::map<uint32_t, uint64_t> status_;
  std::map<std::string, uint64_t> kinds_;
  Histogram response_time_, service_time_;
  bool packed_ = false;
  v1::Histogram packed_response_time_, packed_service_time_;
};

// The measure of times that a threshold asks for (average, min, max, else its percentile), in
// microseconds. Nothing: there are no times.
std::optional<double> TimeOf(const v1::Threshold& threshold, const Histogram& times);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_JUDGE_OUTCOME_SUMS_H_
