// An entry of the result document. Pure functions.
#ifndef AURAX_MASTER_VIEWS_ENTRY_JSON_H_
#define AURAX_MASTER_VIEWS_ENTRY_JSON_H_

#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// Requests and failures of one Unix second.
struct SecondCount {
  int64_t unix_second = 0;
  uint64_t requests = 0;
  uint64_t failures = 0;
};

// A distribution: docs/results.md.
nlohmann::ordered_json LatencyJson(const v1::Latency& latency);

// Locust's keys in Locust's order, then ours. `seconds`: null, none known. `with_curves`: response
// and service time have their "curve", [[percent, us], ...]: the report's; else of its histogram;
// else as much as its percentiles tell.
nlohmann::ordered_json EntryJson(const v1::Entry& entry, const std::vector<SecondCount>* seconds,
                                 bool with_curves);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_ENTRY_JSON_H_
