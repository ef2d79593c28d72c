#include "master/judge/outcome_sums.h"

#include <utility>

namespace aurax::load::master {

void OutcomeSums::Add(const v1::RequestStats& stats) {
  Unpack();
  requests_ += stats.completed() + stats.failed();
  failures_ += stats.failed();
  for (const v1::StatusCount& status : stats.status()) status_[status.status()] += status.count();
  for (const v1::ErrorCount& error : stats.errors()) AddErrors(error.kind(), error.count());
  response_time_.MergeValid(stats.response_time());
  service_time_.MergeValid(stats.service_time());
}

void OutcomeSums::Merge(const OutcomeSums& other) {
  Unpack();
  requests_ += other.requests_;
  failures_ += other.failures_;
  for (const auto& [status, count] : other.status_) status_[status] += count;
  for (const auto& [kind, count] : other.kinds_) kinds_[kind] += count;
  if (other.packed_) {
    response_time_.MergeValid(other.packed_response_time_);
    service_time_.MergeValid(other.packed_service_time_);
  } else {
    response_time_.Merge(other.response_time_);
    service_time_.Merge(other.service_time_);
  }
}

void OutcomeSums::Pack() {
  if (std::exchange(packed_, true)) return;
  response_time_.Encode(&packed_response_time_);
  service_time_.Encode(&packed_service_time_);
  response_time_ = Histogram();
  service_time_ = Histogram();
}

void OutcomeSums::Unpack() {
  if (!std::exchange(packed_, false)) return;
  response_time_.MergeValid(packed_response_time_);
  service_time_.MergeValid(packed_service_time_);
  packed_response_time_.Clear();
  packed_service_time_.Clear();
}

uint64_t OutcomeSums::CountErrors(const v1::Threshold& threshold) const {
  if (!threshold.error_kind().empty()) {
    const auto found = kinds_.find(threshold.error_kind());
    return found == kinds_.end() ? 0 : found->second;
  }
  if (threshold.status_low() == 0) return failures_;
  uint64_t count = 0;
  for (auto it = status_.lower_bound(threshold.status_low());
       it != status_.end() && it->first <= threshold.status_high(); ++it) {
    count += it->second;
  }
  return count;
}

std::optional<double> OutcomeSums::ValueOf(const v1::Threshold& threshold, double seconds) const {
  const auto requests = static_cast<double>(requests_);
  switch (threshold.measure()) {
    case v1::Threshold::MEASURE_COUNT:
      return requests;
    case v1::Threshold::MEASURE_RATE:
      return seconds > 0 ? std::optional(requests / seconds) : std::nullopt;
    case v1::Threshold::MEASURE_ERRORS:
      if (requests_ == 0) return std::nullopt;
      return static_cast<double>(CountErrors(threshold)) / requests;
    case v1::Threshold::MEASURE_CHECKS:
      if (requests_ == 0) return std::nullopt;
      return static_cast<double>(requests_ - failures_) / requests;
    default:
      break;
  }
  return TimeOf(threshold, threshold.service_time() ? service_time_ : response_time_);
}

std::optional<double> TimeOf(const v1::Threshold& threshold, const Histogram& times) {
  if (times.empty()) return std::nullopt;
  switch (threshold.measure()) {
    case v1::Threshold::MEASURE_AVERAGE:
      return static_cast<double>(times.sum_us()) / static_cast<double>(times.count());
    case v1::Threshold::MEASURE_MIN:
      return static_cast<double>(times.min_us());
    case v1::Threshold::MEASURE_MAX:
      return static_cast<double>(times.max_us());
    default:
      return times.Percentile(threshold.percent());
  }
}

}  // namespace aurax::load::master
