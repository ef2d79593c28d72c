#include "worker/recorder.h"

#include <algorithm>

#include "common/utf8.h"

namespace aurax::load::worker {
namespace {

void Count(Recorder::Error& error, Duration offset) {
  error.first = error.count == 0 ? offset : std::min(error.first, offset);
  error.last = error.count == 0 ? offset : std::max(error.last, offset);
  ++error.count;
}

void CountStatus(std::vector<std::pair<uint32_t, uint64_t>>& counts, uint32_t status) {
  for (auto& [known, count] : counts) {
    if (known == status) {
      ++count;
      return;
    }
  }
  counts.emplace_back(status, 1);
}

}  // namespace

Recorder::Recorder(size_t request_names, size_t user_classes)
    : requests_(request_names), users_(user_classes) {}

void Recorder::RequestStarted(uint32_t name_id, Duration offset, Duration schedule_lag) {
  Request& request = requests_[name_id];
  ++request.started;
  ++totals_.started;
  request.first_start = std::min(request.first_start, offset);
  schedule_lag_.Record(schedule_lag);
}

void Recorder::RequestFinished(const ExchangeRecord& record) {
  Request& request = requests_[record.name_id];
  ++(record.failed ? request.failed : request.completed);
  ++(record.failed ? totals_.failed : totals_.completed);
  request.response_time.Record(record.response_time);
  request.service_time.Record(record.service_time);
  if (record.new_connections > 0) {
    request.connections += record.new_connections;
    request.dns.Record(record.dns);
    request.connect.Record(record.connect);
    if (record.tls > Duration::zero()) request.tls.Record(record.tls);
  }
  if (record.status != 0) {
    request.first_byte.Record(record.first_byte);
    request.transfer.Record(record.transfer);
  }
  request.bytes_sent += record.bytes_sent;
  request.bytes_received += record.bytes_received;
  request.body_bytes += record.body_bytes;
  CountStatus(request.status, record.status);
  request.last_end = std::max(request.last_end, record.ended);
}

void Recorder::RequestCancelled(uint32_t name_id, uint64_t bytes_sent) {
  ++requests_[name_id].cancelled;
  ++totals_.cancelled;
  requests_[name_id].bytes_sent += bytes_sent;
}

void Recorder::RequestError(uint32_t name_id, std::string_view kind, std::string_view message,
                            Duration offset) {
  ErrorKey key{name_id, std::string(kind), ValidUtf8(message, kMaxErrorMessage)};
  auto found = errors_.find(key);
  if (found == errors_.end()) {
    if (distinct_errors_ >= kMaxErrors) {
      key.message = kOtherErrors;
    } else {
      ++distinct_errors_;
    }
    found = errors_.try_emplace(std::move(key)).first;
  }
  Count(found->second, offset);
}

void Recorder::Exception(std::string_view message, Duration offset) {
  std::string key = ValidUtf8(message, kMaxErrorMessage);
  auto found = exceptions_.find(key);
  if (found == exceptions_.end()) {
    if (exceptions_.size() >= kMaxErrors) key = kOtherErrors;
    found = exceptions_.try_emplace(std::move(key)).first;
  }
  Count(found->second, offset);
}

void Recorder::UserStarted(uint32_t user_class) { ++users_[user_class].started; }
void Recorder::UserResumed(uint32_t user_class) { ++users_[user_class].resumed; }
void Recorder::UserStopped(uint32_t user_class) { ++users_[user_class].stopped; }
void Recorder::UserEndedEarly(uint32_t user_class) { ++users_[user_class].ended_early; }
void Recorder::UserTime(uint32_t user_class, Duration offered) {
  users_[user_class].time += offered;
}
void Recorder::IterationDone(uint32_t user_class) { ++users_[user_class].iterations; }

void Recorder::LoopLag(Duration late) { loop_lag_.Record(late); }

void Recorder::Clear() {
  for (Request& r : requests_) {
    if (!r.touched()) continue;
    for (Histogram* h : {&r.response_time, &r.service_time, &r.dns, &r.connect, &r.tls,
                         &r.first_byte, &r.transfer}) {
      h->Clear();
    }
    r.started = r.completed = r.failed = r.cancelled = 0;
    r.bytes_sent = r.bytes_received = r.body_bytes = r.connections = 0;
    r.status.clear();
    r.first_start = Duration::max();
    r.last_end = Duration::zero();
  }
  totals_ = Totals();
  std::fill(users_.begin(), users_.end(), Users());
  errors_.clear();
  distinct_errors_ = 0;
  exceptions_.clear();
  loop_lag_.Clear();
  schedule_lag_.Clear();
}

}  // namespace aurax::load::worker
