// The Prometheus text format (0.0.4) of a run: aurax_load_* and, beside them, the names of the
// common Locust exporter, so that its dashboards work. Pure functions of a publication.
#ifndef AURAX_MASTER_VIEWS_METRICS_TEXT_H_
#define AURAX_MASTER_VIEWS_METRICS_TEXT_H_

#include <string>

#include "master/web/run_feed.h"

namespace aurax::load::master {

// At most kMetricNames request names have series of their own, those that were requested first: a
// choice that stays the same during a run, so that no counter goes back. The rest are summed up as
// name="(others)" with an empty method, and aurax_load_names_left_out says how many they are. The
// same bound holds for the errors and names of the exporter's metrics. docs/metrics.md lists them
// all. Takes milliseconds: render once per version, not per scrape.
std::string MetricsText(const Publication& publication);

inline constexpr size_t kMetricNames = 200;
inline constexpr char kMetricsContentType[] = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_METRICS_TEXT_H_
