#include "master/name_metrics.h"

#include <algorithm>

#include "master/latency.h"

namespace aurax::load::master {
namespace {

void TakeEarlier(std::optional<int64_t>& earliest, int64_t us) {
  earliest = earliest ? std::min(*earliest, us) : us;
}

void TakeLater(std::optional<int64_t>& latest, int64_t us) {
  latest = latest ? std::max(*latest, us) : us;
}

}  // namespace

void NameMetrics::Add(const v1::RequestStats& stats) {
  started_ += stats.started();
  completed_ += stats.completed();
  failed_ += stats.failed();
  cancelled_ += stats.cancelled();
  bytes_sent_ += stats.bytes_sent();
  bytes_received_ += stats.bytes_received();
  body_bytes_ += stats.body_bytes();
  connections_ += stats.connections();
  response_time_.MergeValid(stats.response_time());
  service_time_.MergeValid(stats.service_time());
  response_counts_.Add(stats.response_time());
  service_counts_.Add(stats.service_time());
  dns_.MergeValid(stats.dns());
  connect_.MergeValid(stats.connect());
  tls_.MergeValid(stats.tls());
  first_byte_.MergeValid(stats.first_byte());
  transfer_.MergeValid(stats.transfer());
  for (const v1::StatusCount& status : stats.status()) status_[status.status()] += status.count();
  if (stats.started() > 0) TakeEarlier(first_start_us_, stats.first_start_us());
  if (stats.completed() + stats.failed() > 0) TakeLater(last_end_us_, stats.last_end_us());
}

void NameMetrics::Merge(const NameMetrics& other) {
  started_ += other.started_;
  completed_ += other.completed_;
  failed_ += other.failed_;
  cancelled_ += other.cancelled_;
  bytes_sent_ += other.bytes_sent_;
  bytes_received_ += other.bytes_received_;
  body_bytes_ += other.body_bytes_;
  connections_ += other.connections_;
  response_time_.Merge(other.response_time_);
  service_time_.Merge(other.service_time_);
  response_counts_.Merge(other.response_counts_);
  service_counts_.Merge(other.service_counts_);
  dns_.Merge(other.dns_);
  connect_.Merge(other.connect_);
  tls_.Merge(other.tls_);
  first_byte_.Merge(other.first_byte_);
  transfer_.Merge(other.transfer_);
  for (const auto& [status, count] : other.status_) status_[status] += count;
  if (other.first_start_us_) TakeEarlier(first_start_us_, *other.first_start_us_);
  if (other.last_end_us_) TakeLater(last_end_us_, *other.last_end_us_);
}

void NameMetrics::Clear() { *this = NameMetrics(); }

void NameMetrics::Save(v1::RequestStats* out) const {
  out->set_started(started_);
  out->set_completed(completed_);
  out->set_failed(failed_);
  out->set_cancelled(cancelled_);
  out->set_bytes_sent(bytes_sent_);
  out->set_bytes_received(bytes_received_);
  out->set_body_bytes(body_bytes_);
  out->set_connections(connections_);
  response_time_.Encode(out->mutable_response_time());
  service_time_.Encode(out->mutable_service_time());
  dns_.Encode(out->mutable_dns());
  connect_.Encode(out->mutable_connect());
  tls_.Encode(out->mutable_tls());
  first_byte_.Encode(out->mutable_first_byte());
  transfer_.Encode(out->mutable_transfer());
  for (const auto& [status, count] : status_) {
    v1::StatusCount* entry = out->add_status();
    entry->set_status(status);
    entry->set_count(count);
  }
  out->set_first_start_us(first_start_us_.value_or(0));  // unset exactly when nothing started
  out->set_last_end_us(last_end_us_.value_or(0));
}

void NameMetrics::Fill(const View& view, v1::Entry* out) const {
  out->set_requests(requests());
  out->set_failures(failed_);
  out->set_started(started_);
  out->set_cancelled(cancelled_);
  *out->mutable_response_time() = ResponseTimeOf(response_time_, view.locust_rounding);
  if (view.with_histogram) response_time_.Encode(out->mutable_response_time()->mutable_histogram());
  response_counts_.Fill(out->mutable_response_time());
  *out->mutable_service_time() = ToLatency(service_time_);
  service_counts_.Fill(out->mutable_service_time());
  if (view.with_curves) {
    AddCurve(response_time_, out->mutable_response_time());
    AddCurve(service_time_, out->mutable_service_time());
  }
  *out->mutable_dns() = ToLatency(dns_);
  *out->mutable_connect() = ToLatency(connect_);
  *out->mutable_tls() = ToLatency(tls_);
  *out->mutable_first_byte() = ToLatency(first_byte_);
  *out->mutable_transfer() = ToLatency(transfer_);
  out->set_bytes_sent(bytes_sent_);
  out->set_bytes_received(bytes_received_);
  out->set_body_bytes(body_bytes_);
  out->set_connections(connections_);
  for (const auto& [status, count] : status_) {
    v1::StatusCount* entry = out->add_status();
    entry->set_status(status);
    entry->set_count(count);
  }
  if (view.seconds > 0) {
    out->set_total_rps(static_cast<double>(requests()) / view.seconds);
    out->set_total_failures_per_s(static_cast<double>(failed_) / view.seconds);
  }
  const int64_t zero_us = ToUnixMicros(view.time_zero);
  if (first_start_us_) out->set_first_request_unix_us(zero_us + *first_start_us_);
  if (last_end_us_) out->set_last_request_unix_us(zero_us + *last_end_us_);
}

v1::Latency ResponseTimeOf(const Histogram& histogram, bool locust) {
  return locust ? ToLocustLatency(histogram) : ToLatency(histogram);
}

}  // namespace aurax::load::master
