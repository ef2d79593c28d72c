// A run's course as a CSV file.
#ifndef AURAX_MASTER_WEB_SERIES_CSV_H_
#define AURAX_MASTER_WEB_SERIES_CSV_H_

#include <cstdint>
#include <string>

#include "master/time_series.h"

namespace aurax::load::master {

// A row for each point: Timestamp (Unix seconds of its end), User Count, Workers, Requests/s,
// Failures/s, 50%, 95%, 99% (ms, of the point), Total Request Count, Total Failure Count.
std::string SeriesCsv(const Series& series, int64_t started_unix_us);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_SERIES_CSV_H_
