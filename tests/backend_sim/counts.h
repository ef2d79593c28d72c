// What the stand-in did, counted as it did it: the truth that a load generator's totals are held
// against.
#ifndef AURAX_TESTS_BACKEND_SIM_COUNTS_H_
#define AURAX_TESTS_BACKEND_SIM_COUNTS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.h"
#include "tests/backend_sim/endpoint.h"
#include "tests/backend_sim/error_plan.h"
#include "tests/backend_sim/request_ids.h"

namespace aurax::load::sim {

// Written by one thread, read by any; an add costs no locked instruction.
class Counter {
 public:
  Counter() = default;
  Counter(const Counter& other) : value_(other.value()) {}
  Counter& operator=(const Counter& other) {
    value_.store(other.value(), std::memory_order_relaxed);
    return *this;
  }
  void Add(uint64_t by = 1) { value_.store(value() + by, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

// The statuses that are ever sent, ascending.
inline constexpr std::array<uint16_t, 8> kStatuses = {200, 400, 404, 405, 413, 422, 431, 500};

// Upper ends of the duration buckets in microseconds, ascending; one more bucket holds what is
// longer.
inline constexpr std::array<int64_t, 14> kDurationBounds = {
    1000,   2500,   5000,    10000,   25000,   50000,    100000,
    250000, 500000, 1000000, 2500000, 5000000, 10000000, 30000000};

// received = sum of answered + reset + abandoned + in flight.
struct EndpointCounts {
  Counter received;                                // requests read in full, or refused
  std::array<Counter, kStatuses.size()> answered;  // answers handed over in full, by status
  Counter reset;                                   // connections reset in place of an answer
  Counter abandoned;                               // the client left before the answer was out
  std::array<Counter, kErrorKinds> injected;       // by kind, from the error plan
  std::array<Counter, kDurationBounds.size() + 1> durations;  // of answered requests
  Counter duration_us;

  void Answered(uint16_t status, Duration took);
  uint64_t AnsweredTotal() const;
  uint64_t InFlight() const;
  void Merge(const EndpointCounts& other);
};

struct Counts {
  std::array<EndpointCounts, kEndpoints> endpoints;
  Counter connections_accepted;
  Counter connections_closed;
  Counter bytes_received;
  Counter bytes_sent;

  EndpointCounts& of(Endpoint endpoint) { return endpoints[static_cast<size_t>(endpoint)]; }
  const EndpointCounts& of(Endpoint endpoint) const {
    return endpoints[static_cast<size_t>(endpoint)];
  }
  void Merge(const Counts& other);
};

// The counts of all loops; each loop writes its own.
class SharedCounts {
 public:
  explicit SharedCounts(int loops);
  Counts& loop(int index) { return *loops_[static_cast<size_t>(index)]; }
  Counts Sum() const;

 private:
  std::vector<std::unique_ptr<Counts>> loops_;
};

// The body of GET /sim/requests: {"total": {"received", "answered", "reset", "abandoned",
// "in_flight"}, "endpoints":
// {"generate": {the same, "status": {"200": n}, "injected": {"500": n}}, ...}, "connections":
// {"accepted", "open"}} and, with ids, "ids": {"seen", "repeated": [...], "unfinished": [...]}.
// Endpoints never asked for are left out, and so are zeros in "status" and "injected";
// /sim/requests itself is not counted.
std::string CountsJson(const Counts& counts, const RequestIds* ids);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_COUNTS_H_
