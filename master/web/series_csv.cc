#include "master/web/series_csv.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "master/views/figures.h"

namespace aurax::load::master {

std::string SeriesCsv(const Series& series, int64_t started_unix_us) {
  std::string out =
      "Timestamp,User Count,Workers,Requests/s,Failures/s,50%,95%,99%,Total Request Count,"
      "Total Failure Count\r\n";
  uint64_t requests = 0, failures = 0;
  for (const auto& point : series) {
    const double seconds =
        std::max(1e-6, static_cast<double>(point->to_us() - point->from_us()) / 1e6);
    requests += point->requests();
    failures += point->failures();
    absl::StrAppend(&out, (started_unix_us + point->to_us()) / 1'000'000, ",", point->users(), ",",
                    point->workers(), ",");
    absl::StrAppendFormat(&out, "%f,%f,", static_cast<double>(point->requests()) / seconds,
                          static_cast<double>(point->failures()) / seconds);
    absl::StrAppend(&out, TrimmedDecimal(Ms(point->p50_us())), ",",
                    TrimmedDecimal(Ms(point->p95_us())), ",", TrimmedDecimal(Ms(point->p99_us())),
                    ",", requests, ",", failures, "\r\n");
  }
  return out;
}

}  // namespace aurax::load::master
