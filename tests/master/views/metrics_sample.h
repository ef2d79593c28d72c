// A publication with something in every metric. metrics_sample.txt is its text.
#ifndef AURAX_TESTS_MASTER_VIEWS_METRICS_SAMPLE_H_
#define AURAX_TESTS_MASTER_VIEWS_METRICS_SAMPLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"
#include "master/web/run_feed.h"

namespace aurax::load::master {

Publication Published(const v1::Report& report, const std::string& state = "running");

// A cluster's run whose request names have distributions, and one of which has an odd name.
Publication MetricsSample();

// The distribution of these times.
v1::Latency MeasuredTimes(const std::vector<uint64_t>& us);

// "GET /name/7" and so on, each requested once more than the one before, with its times.
v1::Report ManyNames(int names);

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_VIEWS_METRICS_SAMPLE_H_
