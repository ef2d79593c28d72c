// Response times the way Locust gives them, for pipelines that compare with its numbers
// (--locust-rounding). Pure functions after Locust's stats.py: log_response_time,
// calculate_response_time_percentile, median_from_dict (reference 3.7).
//
// Locust buckets each sample; we bucket the middles of our own grid's buckets, which are within
// 0.39 % of the samples. So a sample that lies that close to an edge of Locust's rounding may fall
// into the neighbouring bucket; exact below 256 us, and counts, average, min and max are always
// exact.
#ifndef AURAX_MASTER_LOCUST_ROUNDING_H_
#define AURAX_MASTER_LOCUST_ROUNDING_H_

#include <cstdint>
#include <map>

#include "common/histogram.h"

namespace aurax::load::master {

// The bucket, in whole milliseconds, of a response time: to 1 ms below 100 ms, 10 below 1 s, 100
// below 10 s, else 1000. Halves go to the even neighbour, as Python's round() does. Requires 0 <=
// ms < 2^53.
int64_t LocustBucket(double ms);

// Samples by bucket, ascending.
using LocustBuckets = std::map<int64_t, uint64_t>;
LocustBuckets ToLocustBuckets(const Histogram& histogram);

// The highest bucket with at most floor(n * fraction) samples strictly below it; 0 without samples.
// Not clamped: it can exceed the true maximum. `fraction` is 0.999 for the 99.9th percentile,
// written so: 99.9 / 100 is another double.
int64_t LocustPercentile(const LocustBuckets& buckets, double fraction);

// The bucket of the lower median, clamped into [min_ms, max_ms], the exact ones; 0 without samples.
double LocustMedian(const LocustBuckets& buckets, double min_ms, double max_ms);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_LOCUST_ROUNDING_H_
