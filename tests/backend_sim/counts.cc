#include "tests/backend_sim/counts.h"

#include <algorithm>

#include "nlohmann/json.hpp"

namespace aurax::load::sim {
namespace {

using Json = nlohmann::ordered_json;

template <size_t n>
void MergeEach(std::array<Counter, n>& into, const std::array<Counter, n>& from) {
  for (size_t i = 0; i < n; ++i) into[i].Add(from[i].value());
}

Json OutcomesJson(const EndpointCounts& counts) {
  return {{"received", counts.received.value()},
          {"answered", counts.AnsweredTotal()},
          {"reset", counts.reset.value()},
          {"abandoned", counts.abandoned.value()},
          {"in_flight", counts.InFlight()}};
}

Json EndpointJson(const EndpointCounts& counts) {
  Json json = OutcomesJson(counts);
  json["status"] = Json::object();
  for (size_t i = 0; i < kStatuses.size(); ++i) {
    const uint64_t n = counts.answered[i].value();
    if (n > 0) json["status"][std::to_string(kStatuses[i])] = n;
  }
  json["injected"] = Json::object();
  for (size_t i = 0; i < kErrorKinds; ++i) {
    const uint64_t n = counts.injected[i].value();
    if (n > 0) json["injected"][std::string(NameOf(static_cast<ErrorKind>(i)))] = n;
  }
  return json;
}

}  // namespace

void EndpointCounts::Answered(uint16_t status, Duration took) {
  const auto* const found = std::lower_bound(kStatuses.begin(), kStatuses.end(), status);
  answered[static_cast<size_t>(found - kStatuses.begin())].Add();
  const int64_t us = ToMicros(took);
  const auto* const bound = std::lower_bound(kDurationBounds.begin(), kDurationBounds.end(), us);
  durations[static_cast<size_t>(bound - kDurationBounds.begin())].Add();
  duration_us.Add(static_cast<uint64_t>(us));
}

uint64_t EndpointCounts::AnsweredTotal() const {
  uint64_t total = 0;
  for (const Counter& counter : answered) total += counter.value();
  return total;
}

uint64_t EndpointCounts::InFlight() const {
  const uint64_t ended = AnsweredTotal() + reset.value() + abandoned.value();
  // Read while others write: an end may be seen whose beginning was not.
  return received.value() > ended ? received.value() - ended : 0;
}

void EndpointCounts::Merge(const EndpointCounts& other) {
  received.Add(other.received.value());
  MergeEach(answered, other.answered);
  reset.Add(other.reset.value());
  abandoned.Add(other.abandoned.value());
  MergeEach(injected, other.injected);
  MergeEach(durations, other.durations);
  duration_us.Add(other.duration_us.value());
}

void Counts::Merge(const Counts& other) {
  for (size_t i = 0; i < kEndpoints; ++i) endpoints[i].Merge(other.endpoints[i]);
  connections_accepted.Add(other.connections_accepted.value());
  connections_closed.Add(other.connections_closed.value());
  bytes_received.Add(other.bytes_received.value());
  bytes_sent.Add(other.bytes_sent.value());
}

SharedCounts::SharedCounts(int loops) {
  for (int i = 0; i < loops; ++i) loops_.push_back(std::make_unique<Counts>());
}

Counts SharedCounts::Sum() const {
  Counts sum;
  for (const auto& counts : loops_) sum.Merge(*counts);
  return sum;
}

std::string CountsJson(const Counts& counts, const RequestIds* ids) {
  EndpointCounts total;
  Json endpoints = Json::object();
  for (size_t i = 0; i < kEndpoints; ++i) {
    const EndpointCounts& endpoint = counts.endpoints[i];
    if (endpoint.received.value() == 0) continue;
    total.Merge(endpoint);
    endpoints[std::string(NameOf(static_cast<Endpoint>(i)))] = EndpointJson(endpoint);
  }
  const uint64_t accepted = counts.connections_accepted.value();
  Json json = {{"total", OutcomesJson(total)},
               {"endpoints", endpoints},
               {"connections",
                {{"accepted", accepted}, {"open", accepted - counts.connections_closed.value()}}}};
  if (ids != nullptr) {
    const RequestIds::Findings findings = ids->Take();
    json["ids"] = {{"seen", findings.seen},
                   {"repeated", findings.repeated},
                   {"unfinished", findings.unfinished}};
  }
  // Ids are whatever a client sent.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace aurax::load::sim
