// JSON views of a report. Pure functions; the texts end without a line end.
#ifndef AURAX_MASTER_VIEWS_JSON_H_
#define AURAX_MASTER_VIEWS_JSON_H_

#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// Requests and failures of one Unix second.
struct SecondCount {
  int64_t unix_second = 0;
  uint64_t requests = 0;
  uint64_t failures = 0;
};

// Locust's array (--json, reference 3.5), four spaces of indent: an object per entry with Locust's
// keys, and after them ours (percentiles and service time in microseconds, status codes).
// `per_second`: aligned with report.entries(); empty: none known.
std::string LocustJson(const v1::Report& report,
                       const std::vector<std::vector<SecondCount>>& per_second);

// The whole result document (--json-file): {"schema": "aurax-load/result/1", "run": ..., "entries":
// the array above, "total": ..., "errors": ..., "ledger": ..., "generator": ..., "verdict": ...,
// "workers": [...]}.
std::string ResultJson(const v1::Report& report,
                       const std::vector<std::vector<SecondCount>>& per_second);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_JSON_H_
