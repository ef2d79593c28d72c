// Reports for tests of the views.
#ifndef AURAX_TESTS_MASTER_VIEWS_SAMPLE_REPORT_H_
#define AURAX_TESTS_MASTER_VIEWS_SAMPLE_REPORT_H_

#include "aurax/load/v1/report.pb.h"
#include "common/random.h"

namespace aurax::load::master {

// 200 GET /hello and 13 POST /login with the very numbers of a recorded Locust run, plus service
// times, status codes, ledger, generator and verdict. 2026-11-23T08:12:37Z.
v1::Report LocustSample();
// p(95) of "/b" < 2s, which is 2.31 s and was 2.5 s after 12.4 s.
v1::ThresholdResult BrokenThreshold();

// The same run on a cluster: two workers that are here, one that was lost for good, one that left.
v1::Report ClusterSample();

// Any numbers that can come together: up to 8 entries, some without requests, odd names, all
// magnitudes.
v1::Report RandomReport(RandomStream& random);

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_VIEWS_SAMPLE_REPORT_H_
