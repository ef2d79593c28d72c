#include "worker/snapshot_encoder.h"

#include <algorithm>
#include <map>

namespace aurax::load::worker {
namespace {

double Percent(Duration used, Duration window) {
  return window <= Duration::zero() ? 0 : 100.0 * ToSeconds(used) / ToSeconds(window);
}

using Requests = std::vector<const Recorder::Request*>;  // of one name, those loops that touched it
using Errors = std::map<Recorder::ErrorKey, Recorder::Error>;

void AddTo(Recorder::Error& sum, const Recorder::Error& part) {
  sum.first = sum.count == 0 ? part.first : std::min(sum.first, part.first);
  sum.last = sum.count == 0 ? part.last : std::max(sum.last, part.last);
  sum.count += part.count;
}

void EncodeError(const std::string& kind, const std::string& message, const Recorder::Error& error,
                 v1::ErrorCount* out) {
  out->set_kind(kind);
  out->set_message(message);
  out->set_count(error.count);
  out->set_first_us(ToMicros(error.first));
  out->set_last_us(ToMicros(error.last));
}

// Encodes `histogram` of every part as one, into the field `mutable_field` of `out` unless empty.
// `scratch` is empty and is left so; it keeps its pages from one histogram to the next.
template <typename Parts, typename Part, typename Message>
void EncodeMerged(const Parts& parts, const Histogram& (*histogram)(const Part&),
                  v1::Histogram* (Message::*mutable_field)(), Message* out, Histogram& scratch) {
  const Histogram* only = nullptr;
  for (const Part* part : parts) {
    const Histogram& next = histogram(*part);
    if (next.empty()) continue;
    if (only == nullptr) {
      only = &next;
      continue;
    }
    if (scratch.empty()) scratch.Merge(*only);
    scratch.Merge(next);
  }
  if (only == nullptr) return;
  (scratch.empty() ? *only : scratch).Encode((out->*mutable_field)());
  scratch.Clear();
}

template <Histogram Recorder::Request::*kMember>
const Histogram& Of(const Recorder::Request& request) {
  return request.*kMember;
}

void EncodeHistograms(const Requests& parts, v1::RequestStats* out, Histogram& scratch) {
  using R = Recorder::Request;
  using S = v1::RequestStats;
  EncodeMerged(parts, &Of<&R::response_time>, &S::mutable_response_time, out, scratch);
  EncodeMerged(parts, &Of<&R::service_time>, &S::mutable_service_time, out, scratch);
  EncodeMerged(parts, &Of<&R::dns>, &S::mutable_dns, out, scratch);
  EncodeMerged(parts, &Of<&R::connect>, &S::mutable_connect, out, scratch);
  EncodeMerged(parts, &Of<&R::tls>, &S::mutable_tls, out, scratch);
  EncodeMerged(parts, &Of<&R::first_byte>, &S::mutable_first_byte, out, scratch);
  EncodeMerged(parts, &Of<&R::transfer>, &S::mutable_transfer, out, scratch);
}

void EncodeCounts(const Requests& parts, v1::RequestStats* out) {
  std::map<uint32_t, uint64_t> status;
  Duration first_start = Duration::max(), last_end{0};
  for (const Recorder::Request* part : parts) {
    out->set_started(out->started() + part->started);
    out->set_completed(out->completed() + part->completed);
    out->set_failed(out->failed() + part->failed);
    out->set_cancelled(out->cancelled() + part->cancelled);
    out->set_bytes_sent(out->bytes_sent() + part->bytes_sent);
    out->set_bytes_received(out->bytes_received() + part->bytes_received);
    out->set_body_bytes(out->body_bytes() + part->body_bytes);
    out->set_connections(out->connections() + part->connections);
    for (const auto& [code, count] : part->status) status[code] += count;
    first_start = std::min(first_start, part->first_start);
    last_end = std::max(last_end, part->last_end);
  }
  for (const auto& [code, count] : status) {
    v1::StatusCount* entry = out->add_status();
    entry->set_status(code);
    entry->set_count(count);
  }
  if (out->started() > 0) out->set_first_start_us(ToMicros(first_start));
  out->set_last_end_us(ToMicros(last_end));
}

void EncodeRequests(const std::vector<const Recorder*>& recorders, v1::Snapshot* out,
                    Histogram& scratch) {
  Errors errors;
  for (const Recorder* recorder : recorders) {
    for (const auto& [key, error] : recorder->errors()) AddTo(errors[key], error);
  }
  auto error = errors.begin();  // ordered by name first
  const size_t names = recorders.front()->requests().size();
  for (uint32_t name_id = 0; name_id < names; ++name_id) {
    Requests parts;
    for (const Recorder* recorder : recorders) {
      const Recorder::Request& request = recorder->requests()[name_id];
      if (request.touched()) parts.push_back(&request);
    }
    if (parts.empty()) continue;
    v1::RequestStats* stats = out->add_requests();
    stats->set_name_id(name_id);
    EncodeCounts(parts, stats);
    EncodeHistograms(parts, stats, scratch);
    // An error comes beside a finished request, so its name was touched.
    for (; error != errors.end() && error->first.name_id <= name_id; ++error) {
      EncodeError(error->first.kind, error->first.message, error->second, stats->add_errors());
    }
  }
}

void EncodeExceptions(const std::vector<const Recorder*>& recorders, v1::Snapshot* out) {
  std::map<std::string, Recorder::Error> exceptions;
  for (const Recorder* recorder : recorders) {
    for (const auto& [message, error] : recorder->exceptions()) AddTo(exceptions[message], error);
  }
  for (const auto& [message, error] : exceptions) {
    EncodeError("exception", message, error, out->add_exceptions());
  }
}

void EncodeUsers(const IntervalRecords& records, v1::Snapshot* out) {
  const size_t classes = records.recorders.front()->users().size();
  for (uint32_t index = 0; index < classes; ++index) {
    v1::UserStats stats;
    Duration time{0};
    for (const Recorder* recorder : records.recorders) {
      const Recorder::Users& users = recorder->users()[index];
      stats.set_started(stats.started() + users.started);
      stats.set_resumed(stats.resumed() + users.resumed);
      stats.set_stopped(stats.stopped() + users.stopped);
      stats.set_ended_early(stats.ended_early() + users.ended_early);
      stats.set_iterations(stats.iterations() + users.iterations);
      time += users.time;
    }
    stats.set_user_us(static_cast<uint64_t>(std::max<int64_t>(0, ToMicros(time))));
    if (index < records.running_users.size()) stats.set_running(records.running_users[index]);
    if (stats.ByteSizeLong() == 0) continue;  // every field is zero
    stats.set_class_index(index);
    *out->add_users() = stats;
  }
}

void CountNetworkBytes(v1::Snapshot* out) {
  uint64_t sent = 0, received = 0;
  for (const v1::RequestStats& stats : out->requests()) {
    sent += stats.bytes_sent();
    received += stats.bytes_received();
  }
  out->mutable_generator()->set_network_sent_bytes(sent);
  out->mutable_generator()->set_network_received_bytes(received);
}

const Histogram& LoopLag(const Recorder& recorder) { return recorder.loop_lag(); }
const Histogram& ScheduleLag(const Recorder& recorder) { return recorder.schedule_lag(); }

}  // namespace

v1::Snapshot EncodeSnapshot(const IntervalRecords& records) {
  v1::Snapshot out;
  Histogram scratch;
  out.set_from_us(ToMicros(records.from));
  out.set_to_us(ToMicros(records.to));
  EncodeRequests(records.recorders, &out, scratch);
  EncodeExceptions(records.recorders, &out);
  EncodeUsers(records, &out);
  using S = v1::Snapshot;
  EncodeMerged(records.recorders, &LoopLag, &S::mutable_loop_lag, &out, scratch);
  EncodeMerged(records.recorders, &ScheduleLag, &S::mutable_schedule_lag, &out, scratch);
  *out.mutable_generator() = records.generator;
  CountNetworkBytes(&out);
  return out;
}

v1::Snapshot EncodeIntervals(const std::vector<LoopInterval>& parts, const ProcessUsage& now,
                             const ProcessUsage& before) {
  IntervalRecords interval;
  interval.from = parts.front().from;
  interval.to = parts.front().to;
  interval.running_users.assign(parts.front().running.size(), 0);
  Duration busiest{0};
  size_t connections = 0;
  for (const LoopInterval& part : parts) {
    interval.recorders.push_back(part.recorder.get());
    interval.to = std::max(interval.to, part.to);
    for (size_t c = 0; c < part.running.size(); ++c) interval.running_users[c] += part.running[c];
    busiest = std::max(busiest, part.thread_cpu);
    connections += part.open_connections;
  }
  const Duration window = interval.to - interval.from;
  interval.generator.set_cpu_percent(Percent(now.cpu - before.cpu, window));
  interval.generator.set_busiest_loop_percent(Percent(busiest, window));
  interval.generator.set_rss_bytes(now.rss_bytes);
  interval.generator.set_open_connections(static_cast<uint32_t>(connections));
  interval.generator.set_loops(static_cast<uint32_t>(parts.size()));
  return EncodeSnapshot(interval);
}

}  // namespace aurax::load::worker
